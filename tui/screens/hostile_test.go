package screens

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unsafe"

	"handback/capability"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/muesli/termenv"
)

// hostile is what nobody may bring onto a screen: it writes into the clipboard,
// turns colors and the direction on, moves the cursor, and begins a line of its own.
const hostile = "<\u2060\u2061\x1b]52;c;ZXZpbA==\a\x1b[31m\u009b31m\u202e\u200b\x00\b\r\nFAKE LINE\x7f\u2028>"

// poison puts a text behind every string in a value that may come from outside,
// deep down, and copies what is on the way, so that nothing is shared.
type poison string

// names are the kinds of strings that devices, sticks and people fill.
var names = []reflect.Type{
	reflect.TypeFor[string](), reflect.TypeFor[capability.ActivationID](), reflect.TypeFor[capability.ReturnID](),
}

// tainted is an error whose words came from outside.
type tainted struct {
	error
	by poison
}

func (e tainted) Error() string { return e.error.Error() + string(e.by) }
func (e tainted) Unwrap() error { return e.error }

// own reports whether a type is none of the project's data, or holds whole lines
// that were made printable where they were made: the slip.
func own(t reflect.Type) bool {
	foreign := t.PkgPath() != "" && !strings.HasPrefix(t.PkgPath(), "handback/")
	return foreign || slices.Contains([]reflect.Type{reflect.TypeFor[*work.Runner](), reflect.TypeFor[theme.Theme](), reflect.TypeFor[widget.Field](), reflect.TypeFor[work.PageRead]()}, t)
}

func (p poison) spread(v reflect.Value) {
	t := v.Type()
	switch {
	case own(t):
	case slices.Contains(names, t):
		if v.Len() > 0 {
			v.SetString(v.String() + string(p))
		}
	case t == reflect.TypeFor[error]():
		if !v.IsNil() {
			v.Set(reflect.ValueOf(tainted{v.Interface().(error), p}))
		}
	default:
		p.spreadInto(v)
	}
}

func (p poison) spreadInto(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Field(i)
			p.spread(reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem())
		}
	case reflect.Slice:
		fresh := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(fresh, v)
		for i := range fresh.Len() {
			p.spread(fresh.Index(i))
		}
		if !v.IsNil() {
			v.Set(fresh)
		}
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return
		}
		fresh := reflect.New(v.Elem().Type()).Elem()
		fresh.Set(v.Elem())
		p.spread(fresh)
		if v.Kind() == reflect.Pointer {
			fresh = fresh.Addr()
		}
		v.Set(fresh)
	}
}

// poisoned is the view of a scene in which all that may come from outside ends
// with a text.
func poisoned(t *testing.T, s scene, size widget.Area, by string) (string, widget.Spot) {
	t.Helper()
	d := s.make(t, still(t, termenv.ANSI))
	poison(by).spread(reflect.ValueOf(&d).Elem())
	d.Size = size
	return d.Frame()
}

// TestNothingFromOutsideObeysOnAScreen: every view shows hostile words as what
// is left of them when they were made printable, and nothing else moves. With colors
// a style from outside is seen, too: it stands in one of the views alone.
func TestNothingFromOutsideObeysOnAScreen(t *testing.T) {
	t.Parallel()
	sizes := []widget.Area{{W: 40, H: 10}, {W: 80, H: 24}, {W: 400, H: 100}}
	if testing.Short() {
		sizes = sizes[2:] // which shows most
	}
	printable := capability.Printable(hostile)
	for _, s := range scenes() {
		for _, size := range sizes {
			got, cursor := poisoned(t, s, size, hostile)
			want, belongs := poisoned(t, s, size, printable)
			if got != want || cursor != belongs {
				t.Errorf("%s at %dx%d shows\n%q, want\n%q; the cursor is at %v, not at %v", s.name, size.W, size.H, got, want, cursor, belongs)
			}
			got = styles.ReplaceAllString(got, "")
			if at := strings.IndexFunc(got, obeyed); at >= 0 {
				t.Errorf("%s at %dx%d holds %q", s.name, size.W, size.H, got[at:min(len(got), at+20)])
			}
		}
	}
}

// styles matches the escapes that the screens themselves write.
var styles = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// obeyed reports whether a terminal does something else with r than show it.
func obeyed(r rune) bool { return r != '\n' && !unicode.IsGraphic(r) }

// TestTheHostileScenesHoldEveryScreen: a new screen needs a scene.
func TestTheHostileScenesHoldEveryScreen(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{}
	note := func(s Screen) {
		if s != nil {
			shown[reflect.TypeOf(s).Name()] = true
		}
	}
	for _, s := range scenes() {
		d := s.make(t, still(t, termenv.Ascii))
		note(d.Over)
		for _, one := range d.Stack {
			note(one)
		}
	}
	for _, name := range screensOfTheSource(t) {
		if !shown[name] {
			t.Errorf("no scene shows the screen %s", name)
		}
	}
}

// screensOfTheSource are the types that have a page.
func screensOfTheSource(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, is := d.(*ast.FuncDecl)
			if !is || f.Recv == nil || f.Name.Name != "Page" || strings.HasSuffix(name, "_test.go") {
				continue
			}
			takesEnv := len(f.Type.Params.List) == 1 // a widget takes its room and theme
			if receiver, is := f.Recv.List[0].Type.(*ast.Ident); is && takesEnv {
				all = append(all, receiver.Name)
			}
		}
	}
	if len(all) < 20 {
		t.Fatalf("only %v have a page", all)
	}
	return all
}
