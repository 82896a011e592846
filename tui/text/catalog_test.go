package text

import (
	"go/ast"
	"go/constant"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/message"
	"handback/tui/text/lang"

	"golang.org/x/tools/go/packages"
)

// phrase is a sentence of the source, with where it stands first.
type phrase struct{ key, file string }

// speakers are this package, and the commands with what they alone say, as the compiler
// sees them.
var speakers = sync.OnceValues(func() ([]*packages.Package, error) {
	return packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo,
	}, "handback/tui/text", "handback/cmd/handback")
})

// source is this package.
func source() (*packages.Package, error) {
	all, err := speakers()
	if err != nil {
		return nil, err
	}
	return all[slices.IndexFunc(all, func(p *packages.Package) bool { return p.Name == "text" })], nil
}

// eachExpression walks the expressions of the package with what is known of each; it goes
// into one where do wants that.
func eachExpression(p *packages.Package, do func(ast.Expr, types.TypeAndValue) (into bool)) {
	for _, file := range p.Syntax {
		ast.Inspect(file, func(n ast.Node) bool {
			x, ok := n.(ast.Expr)
			return !ok || do(x, p.TypesInfo.Types[x])
		})
	}
}

// layout is a key that only puts values side by side, or names what has one name.
var layout = regexp.MustCompile(`^(%[-+#0-9.]*[a-z]|handback|SHA-256|[ :,<>()])*$`)

// spokenPhrases are all that can be said, in the order of the source: the constants of type
// [Phrase], and the words of lower packages that [Word], [FileKind], [StickState] and
// [Note] are given.
var spokenPhrases = sync.OnceValues(func() ([]phrase, error) {
	all, err := speakers()
	if err != nil {
		return nil, err
	}
	var found []phrase
	seen := map[string]bool{}
	add := func(key, file string) {
		if !seen[key] && !layout.MatchString(key) {
			seen[key] = true
			found = append(found, phrase{key, file})
		}
	}
	for _, p := range all {
		phrasesOf(p, add)
	}
	for _, kind := range []capability.ArtifactKind{
		capability.ReturnRequest, capability.PortalResponse, capability.ConfirmationRequest, capability.PortalReceipt, capability.DeclarationFile,
	} {
		add(kind.Words(), "say.go")
	}
	for state := media.Ready; state <= media.Failing; state++ {
		add(state.String(), "sticks.go")
	}
	for code := message.NoteRemoved; code <= message.NoteUnavailable; code++ {
		add(code.String(), "findings.go")
	}
	return found, nil
})

// phrasesOf adds what one package says.
func phrasesOf(p *packages.Package, add func(key, file string)) {
	in := func(n ast.Node) string { return filepath.Base(p.Fset.Position(n.Pos()).Filename) }
	eachExpression(p, func(n ast.Expr, value types.TypeAndValue) bool {
		if named, ok := value.Type.(*types.Named); ok && named.Obj().Name() == "Phrase" && value.Value != nil {
			add(constant.StringVal(value.Value), in(n))
			_, whole := n.(*ast.BinaryExpr)
			return !whole
		}
		if call, ok := n.(*ast.CallExpr); ok {
			if of := types.ExprString(call.Fun); of == "Word" || of == "text.Word" {
				for _, w := range wordsOf(p.TypesInfo.TypeOf(call.Args[0])) {
					add(w, in(n))
				}
			}
		}
		return true
	})
}

// wordsOf are the constants of a type that have words.
func wordsOf(t types.Type) []string {
	named, ok := t.(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return nil
	}
	var all []string
	in := named.Obj().Pkg().Scope()
	for _, name := range in.Names() {
		if c, ok := in.Lookup(name).(*types.Const); ok && types.Identical(c.Type(), t) {
			all = append(all, constant.StringVal(c.Val()))
		}
	}
	return all
}

// TestCatalogsHaveThePhrases: all of them, and none that the code does not have.
func TestCatalogsHaveThePhrases(t *testing.T) {
	all, err := spokenPhrases()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 1500 {
		t.Fatalf("only %d phrases were found", len(all))
	}
	known := map[string]bool{}
	for _, p := range all {
		known[p.key] = true
	}
	for _, name := range lang.Tags() {
		keys, err := lang.Keys(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range keys {
			if !known[key] {
				t.Errorf("%s: %q is said nowhere", name, key)
			}
		}
		for _, p := range all {
			if name != "en" && !slices.Contains(keys, p.key) {
				t.Errorf("%s lacks %q", name, p.key)
			}
		}
	}
}

// TestSentencesArePhrases: one that is no [Phrase] would be said in English in every language.
func TestSentencesArePhrases(t *testing.T) {
	p, err := source()
	if err != nil {
		t.Fatal(err)
	}
	sentence := regexp.MustCompile(`^[A-Z].*[a-z] [a-z].*[.?:]$`)
	eachExpression(p, func(n ast.Expr, value types.TypeAndValue) bool {
		if value.Value == nil || value.Value.Kind() != constant.String {
			return true
		}
		if _, basic := value.Type.(*types.Basic); basic && sentence.MatchString(constant.StringVal(value.Value)) {
			t.Errorf("%s: %s is no phrase", p.Fset.Position(n.Pos()), value.Value)
		}
		return false
	})
}

// TestNothingIsSaidBeforeTheLanguageIsChosen: no variable of the package is a sentence in the
// language that was spoken when the program began.
func TestNothingIsSaidBeforeTheLanguageIsChosen(t *testing.T) {
	p, err := source()
	if err != nil {
		t.Fatal(err)
	}
	saying := regexp.MustCompile(`^(say|Word)$|\.(String|With)$`)
	for _, init := range p.TypesInfo.InitOrder {
		ast.Inspect(init.Rhs, func(n ast.Node) bool {
			if _, later := n.(*ast.FuncLit); later {
				return false
			}
			if call, ok := n.(*ast.CallExpr); ok && saying.MatchString(types.ExprString(call.Fun)) {
				t.Errorf("%s: %s", p.Fset.Position(n.Pos()), types.ExprString(call))
			}
			return true
		})
	}
}

// TestKeyWordsFitTheBar: a word on a key takes at most a few cells more than in English.
func TestKeyWordsFitTheBar(t *testing.T) {
	const most = 24 // cells
	for _, name := range lang.Tags() {
		p, err := lang.New(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []Phrase{
			Up, Down, PageUp, PageDown, First, Last, Stop, Help, Log, Quit, Bar, Close, OpenKey, ConnectKey, UseStick, ChooseStick,
			LookAgain, Choose, ReadAgain, ReturnOrKeep, Review, ReturnAllKey, FilterKey, CopyKey, CertifyKey, OtherStick, SaveMore, Uploaded, PlayKey, Answer, ReadOn,
			HomeKey, GoOn, WaysKey, ChooseWay, SlipKey, WhereKey, DeadKey, AdoptKey, ChooseFile, NextField, NextChoice, PreviousChoice,
		} {
			if said := p.Sprintf(string(key)); Width(said) > most {
				t.Errorf("%s: %q takes %d cells", name, said, Width(said))
			}
		}
	}
}

// TestSlipsFitTheScreen: no line of a slip is broken where it is shown at 80 columns.
func TestSlipsFitTheScreen(t *testing.T) {
	const most = 78 // cells
	for _, name := range lang.Tags() {
		slip, err := lang.Slip(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(slip) {
			if w := Width(strings.TrimSuffix(line, "\n")); w > most && !strings.Contains(line, "{{") {
				t.Errorf("%s: %q takes %d cells", name, line, w)
			}
		}
	}
}

// TestMarksOfStepsAreAsWide as those in English, so that the titles stand in a column.
func TestMarksOfStepsAreAsWide(t *testing.T) {
	for _, name := range lang.Tags() {
		p, err := lang.New(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, mark := range []Phrase{"[said]", "[done]", "[next]"} {
			if said := p.Sprintf(string(mark)); Width(said) != Width(string(mark)) {
				t.Errorf("%s: %q takes %d cells", name, said, Width(said))
			}
		}
	}
}
