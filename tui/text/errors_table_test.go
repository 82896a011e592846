package text

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device/console"
	"handback/device/serial"
	"handback/device/smp"
)

// unseen are the exported errors that no technician meets, or only inside
// another one, and why; a package stands for all of its errors.
var unseen = map[string]string{
	"capability/backoffice":   "the reference portal is another program",
	"capability/message/seal": "only the device and the portal sign messages",
	"device/sim":              "the simulated device is another program",
	"device/console/modem":    "a console.ErrDamaged says it",

	"capability.ErrFactKind":            "a ledger.Damage or a desk.ErrBadRecord says it",
	"capability.ErrUnknownKey":          "a capability.FileFault says it",
	"capability.ErrFileTooLarge":        "a capability.FileFault says it",
	"capability/signature.ErrSigners":   "a capability.FileFault says it",
	"capability/signature.LineError":    "a capability.FileFault says it",
	"capability/portal.RetryError":      "what it wraps says it",
	"capability/typed.ErrNumber":        "a typed.WrongError says it",
	"capability/typed.ErrCharacter":     "a typed.WrongError says it",
	"capability/typed.ErrLength":        "a typed.WrongError says it",
	"capability/typed.ErrCheck":         "a typed.WrongError says it",
	"capability/typed.ErrMoved":         "a typed.WrongError says it",
	"capability/typed.ErrOther":         "a typed.WrongError says it",
	"capability/typed.ErrBeyond":        "a typed.WrongError says it",
	"capability/typed.ErrHead":          "a typed.WrongError says it",
	"capability/typed.ErrForm":          "a typed.WrongError says it",
	"capability/typed.ErrLayout":        "a typed.WrongError says it",
	"capability/ledger.ErrExists":       "another ID is drawn",
	"capability/ledger.ErrHead":         "the command line is wrong",
	"capability/message.ErrDeclaration": "the portal reads declarations; on a stick it is what the file is not",
	"capability/message.ErrEnrollment":  "the portal enrolls devices; on a stick it is what the file is not",
	"device.ErrHistoryLost":             "a line of the log: the memory works without what was forgotten",
	"capability/tomlfile.Faults":        "it is a profile.ErrProfile or a policy.ErrPolicy, and the commands list the faults",
}

// TestEveryExportedErrorHasARow walks the sources, of all systems.
func TestEveryExportedErrorHasARow(t *testing.T) {
	rows, used := rowNames(t), map[string]bool{}
	for _, name := range exportedErrors(t) {
		in, _, _ := strings.Cut(name, ".")
		for ; in != "." && unseen[in] == ""; in = path.Dir(in) {
		}
		hidden := name
		if unseen[in] != "" {
			hidden = in
		}
		switch reason := unseen[hidden]; {
		case rows[name] && reason != "":
			t.Errorf("%s has a row, and a reason to have none: %s", name, reason)
		case !rows[name] && reason == "":
			t.Errorf("%s has no row in the table of errors", name)
		}
		used[hidden] = true
	}
	for name := range unseen {
		if !used[name] {
			t.Errorf("%s is not there any more", name)
		}
	}
}

func TestNoSentinelHasTwoRows(t *testing.T) {
	seen := map[error]bool{}
	for _, r := range errorTable() {
		for _, err := range r.is {
			if seen[err] {
				t.Errorf("%v has two rows", err)
			}
			seen[err] = true
		}
	}
}

// TestTheOutermostErrorIsExplained: which of several it is depends on how they
// are wrapped, and not on the order of the table.
func TestTheOutermostErrorIsExplained(t *testing.T) {
	full := &media.FullError{Needed: 9000, Free: 100}
	for _, tt := range []struct {
		rule             string
		err, same, other error
	}{
		{"a sentinel around a type", fmt.Errorf("%w: %w", media.ErrGone, full), media.ErrGone, full},
		{"a type around a sentinel", &desk.OutcomeUnknown{Err: serial.ErrUnplugged}, &desk.OutcomeUnknown{Err: serial.ErrUnplugged}, serial.ErrUnplugged},
		{"a type before the sentinel that it is", full, fmt.Errorf("x: %w", full), media.ErrFull},
		{"a sentinel that is another one, too", media.ErrImmutable, media.ErrImmutable, media.ErrPermission},
		{"side by side", errors.Join(media.ErrQuota, media.ErrGone), media.ErrQuota, media.ErrGone},
		{"a general one around", fmt.Errorf("%w: %w", desk.ErrNoCase, ledger.ErrNothingNew), ledger.ErrNothingNew, desk.ErrNoCase},
		{"a general one beside", errors.Join(context.Canceled, serial.ErrUnplugged), serial.ErrUnplugged, context.Canceled},
		{"general ones only", fmt.Errorf("%w: %w", console.ErrDamaged, fs.ErrNotExist), console.ErrDamaged, fs.ErrNotExist},
		{"a general one that says what it wraps", fmt.Errorf("%w: %w", console.ErrDamaged, smp.RCInvalid), smp.RCInvalid, console.ErrDamaged},
	} {
		if got := Explain(tt.err); got != Explain(tt.same) || got == Explain(tt.other) {
			t.Errorf("%s: %+v", tt.rule, got)
		}
	}
	backwards := slices.Clone(errorTable())
	slices.Reverse(backwards)
	for _, err := range knownErrors() {
		if got, _ := find(err, backwards); got != Explain(err) {
			t.Errorf("%T %v depends on the order of the table", err, err)
		}
	}
}

var (
	sentinelName = regexp.MustCompile(`^Err[A-Z]`)
	module       = "handback/"
)

// exportedErrors names the error variables and types of the product, as
// capability/media.ErrFull.
func exportedErrors(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, root := range []string{"capability", "device", "tui"} {
		err := filepath.WalkDir(filepath.Join("../..", root), func(at string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(at, ".go") || strings.HasSuffix(at, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), at, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			in, err := filepath.Rel("../..", filepath.Dir(at))
			for _, name := range errorsOf(file) {
				all = append(all, filepath.ToSlash(in)+"."+name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < 150 {
		t.Fatalf("only %d errors were found", len(all))
	}
	return all
}

// errorsOf names the sentinels of a file, and its types with an Error method.
func errorsOf(file *ast.File) []string {
	var all []string
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && d.Tok == token.VAR {
					for _, name := range v.Names {
						if sentinelName.MatchString(name.Name) {
							all = append(all, name.Name)
						}
					}
				}
			}
		case *ast.FuncDecl:
			if d.Name.Name == "Error" && d.Recv != nil && len(d.Type.Params.List) == 0 {
				if name := typeName(d.Recv.List[0].Type, nil, ""); ast.IsExported(name[1:]) {
					all = append(all, name[1:])
				}
			}
		}
	}
	return all
}

// typeName names a type, or an error variable, with its package.
func typeName(x ast.Expr, imports map[string]string, own string) string {
	switch x := x.(type) {
	case *ast.StarExpr:
		return typeName(x.X, imports, own)
	case *ast.SelectorExpr:
		if in, ok := x.X.(*ast.Ident); ok {
			return imports[in.Name] + "." + x.Sel.Name
		}
	case *ast.Ident:
		return own + "." + x.Name
	}
	return "."
}

// rowNames names the errors that are in the tables of this package.
func rowNames(t *testing.T) map[string]bool {
	t.Helper()
	const own = "tui/text"
	files, err := filepath.Glob("errors*.go")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	type named struct {
		rows    *ast.CallExpr
		imports map[string]string
	}
	var calls []named
	params := map[string]string{} // of the functions that words of a type come from
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		imports := map[string]string{}
		for _, i := range file.Imports {
			at, _ := strconv.Unquote(i.Path.Value)
			imports[path.Base(at)] = strings.TrimPrefix(at, module)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && len(f.Type.Params.List) > 0 {
				params[f.Name.Name] = typeName(f.Type.Params.List[0].Type, imports, own)
			}
			if f, ok := d.(*ast.FuncDecl); ok && strings.HasSuffix(f.Name.Name, "Errors") {
				ast.Inspect(f, func(n ast.Node) bool {
					if call, ok := n.(*ast.CallExpr); ok {
						calls = append(calls, named{call, imports})
					}
					return true
				})
			}
		}
	}
	for _, c := range calls {
		fun, _ := c.rows.Fun.(*ast.Ident)
		if fun == nil || fun.Name != "ofType" && !strings.HasPrefix(fun.Name, "says") {
			continue
		}
		for _, arg := range c.rows.Args {
			if f, ok := arg.(*ast.FuncLit); ok && fun.Name == "ofType" {
				rows[typeName(f.Type.Params.List[0].Type, c.imports, own)] = true
			} else if name, ok := arg.(*ast.Ident); ok && fun.Name == "ofType" {
				rows[params[name.Name]] = true
			} else {
				rows[typeName(arg, c.imports, own)] = true
			}
		}
	}
	return rows
}
