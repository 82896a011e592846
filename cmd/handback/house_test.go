package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

const module = "handback"

// links is what a package imports itself, and all that it links.
type links struct{ Imports, Deps []string }

// list asks go for all packages of the module, once.
var list = sync.OnceValues(func() (map[string]links, error) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", module+"/...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	all := map[string]links{}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p struct {
			ImportPath string
			links
		}
		if err := d.Decode(&p); err != nil {
			return nil, err
		}
		all[p.ImportPath] = p.links
	}
	return all, nil
})

func listed(t *testing.T) map[string]links {
	t.Helper()
	all, err := list()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func under(pkg string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool {
		return pkg == module+"/"+f || strings.HasPrefix(pkg, module+"/"+f+"/")
	})
}

// TestArrowsPointDown: cmd -> tui -> device -> capability, and what each room
// of capability may know about the others.
func TestArrowsPointDown(t *testing.T) {
	above := map[string][]string{
		"tui":                             {"cmd"},
		"tui/screens":                     {"tui/internal"},
		"tui/widget":                      {"tui/screens", "tui/work", "tui/internal"},
		"tui/work":                        {"tui/screens", "tui/widget", "tui/internal"},
		"tui/theme":                       {"tui/screens", "tui/work", "tui/widget", "tui/internal"},
		"tui/plain":                       {"tui/screens", "tui/widget", "tui/theme"},
		"tui/office":                      {"tui/screens", "tui/work", "tui/widget", "tui/theme"},
		"tui/text":                        {"tui/screens", "tui/work", "tui/widget", "tui/theme", "tui/internal"},
		"tui/text/lang":                   {"tui/screens", "tui/work", "tui/widget", "tui/theme", "tui/internal", "device", "capability"},
		"device":                          {"cmd", "tui"},
		"device/escape":                   {"device"},
		"device/heard":                    {"device/smp", "device/console", "device/sim"},
		"device/serial":                   {"device/smp", "device/console", "device/sim"},
		"device/station":                  {"device"},
		"capability":                      {"cmd", "tui", "device"},
		"capability/held":                 {"capability"},
		"capability/tomlfile":             {"capability/message", "capability/ledger", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/sysfs":                {"capability"},
		"capability/asciijson":            {"capability/certificate", "capability/message", "capability/ledger", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/certificate":          {"capability/message", "capability/ledger", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/report":               {"capability/message", "capability/ledger", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/proof":                {"capability/media", "capability/desk", "capability/backoffice", "capability/message/seal"},
		"capability/signature":            {"capability/message", "capability/ledger", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/message":              {"capability/ledger", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/evident":              {"capability/ledger", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/typed":                {"capability/message", "capability/ledger", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/ledger":               {"capability/message", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/media":                {"capability/message", "capability/ledger", "capability/desk", "capability/backoffice"},
		"capability/portal":               {"capability/message", "capability/ledger", "capability/desk", "capability/backoffice"},
		"capability/portal/transport":     {"capability/portal/secret", "capability/portal/fno", "capability/portal/deviceservice", "capability/media"},
		"capability/portal/secret":        {"capability/portal", "capability/media"},
		"capability/portal/fno":           {"capability/portal/deviceservice", "capability/media"},
		"capability/portal/deviceservice": {"capability/portal/secret", "capability/portal/fno", "capability/media"},
		"capability/desk":                 {"capability/message/seal", "capability/backoffice"},
		"capability/bench":                {"capability/message/seal", "capability/backoffice", "capability/exchange"},
		"capability/backoffice":           {"capability/ledger", "capability/desk"},
		"capability/backoffice/users":     {"capability/backoffice/web", "capability/backoffice/endpoint", "capability/message", "capability/media"},
		"capability/backoffice/endpoint":  {"capability/backoffice/web", "capability/media", "capability/message/seal"},
		"capability/backoffice/web":       {"capability/backoffice/endpoint", "capability/media", "capability/message/seal"},
		"capability/exchange":             {"capability/message/seal", "capability/backoffice"},
		"capability/auto":                 {"capability/message", "capability/media", "capability/exchange", "capability/backoffice"},

		"capability/backoffice/store": {"capability"},
	}
	for pkg, p := range listed(t) {
		for folder, forbidden := range above {
			if !under(pkg, folder) {
				continue
			}
			for _, i := range p.Imports {
				if under(i, forbidden...) {
					t.Errorf("%s imports %s", pkg, i)
				}
			}
		}
		for _, i := range p.Imports {
			if i == module+"/device" && under(pkg, "device") {
				t.Errorf("%s imports %s, which stands above it", pkg, i)
			}
			if under(i, "capability/testkit", "cmd/internal/trials", "device/sim/simtest", "tui/internal/sample", "tui/internal/picture") {
				t.Errorf("%s imports %s, which is for tests", pkg, i)
			}
			if forScreens(i) && (!under(pkg, "tui") || under(pkg, "tui/text", "tui/plain", "tui/work")) {
				t.Errorf("%s imports %s, which only the screens may", pkg, i)
			}
			if i == module+"/tui" && !under(pkg, "cmd") {
				t.Errorf("%s imports %s, which is above it", pkg, i)
			}
			if pkg == module+"/cmd/internal/quiet" && i != "syscall" {
				t.Errorf("%s imports %s and would be initialized too late", pkg, i)
			}
		}
	}
}

// forScreens reports whether a package is of the libraries that draw screens.
func forScreens(pkg string) bool {
	name, charm := strings.CutPrefix(pkg, "github.com/charmbracelet/")
	library, _, _ := strings.Cut(name, "/")
	return charm && slices.Contains([]string{"bubbletea", "lipgloss", "bubbles"}, library)
}

// TestTechniciansToolCannotSign: nothing that the tool links can make a
// request or a response.
func TestTechniciansToolCannotSign(t *testing.T) {
	forbidden := []string{"device/sim", "capability/message/seal", "capability/backoffice"}
	for pkg, p := range listed(t) {
		if !under(pkg, "tui", "cmd/handback") {
			continue
		}
		for _, d := range p.Deps {
			if under(d, forbidden...) || d == "modernc.org/sqlite" || strings.HasPrefix(d, "github.com/jackc/") {
				t.Errorf("%s links %s", pkg, d)
			}
		}
	}
}

// TestRulesArePure: the rules know no files, no network and no system.
func TestRulesArePure(t *testing.T) {
	forbidden := []string{"os", "net", "syscall", "io/fs", "path/filepath", "log", "bufio", "math/rand", "math/rand/v2", "crypto/rand"}
	for _, i := range listed(t)[module+"/capability"].Imports {
		if slices.Contains(forbidden, i) || strings.Contains(i, ".") || under(i, "capability", "device", "tui", "cmd") {
			t.Errorf("capability imports %s", i)
		}
	}
}

// TestTopLevel: what the user asked for, and nothing else.
func TestTopLevel(t *testing.T) {
	want := []string{"README.md", "capability", "cmd", "device", "go.mod", "go.sum", "tui"}
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(want, e.Name()) {
			t.Errorf("%s lies at the top level", e.Name())
		}
	}
}

// The most lines of a file and of a function.
const (
	maxFileLines = 500
	maxFuncLines = 80
)

// TestFilesAndFunctionsAreShort: somebody can read either at one go.
func TestFilesAndFunctionsAreShort(t *testing.T) {
	eachGoFile(t, func(name string, set *token.FileSet, file *ast.File) {
		if n := set.Position(file.FileEnd).Line - 1; n > maxFileLines {
			t.Errorf("%s has %d lines; at most %d", name, n, maxFileLines)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1; n > maxFuncLines {
				t.Errorf("%s: %s has %d lines; at most %d", name, f.Name.Name, n, maxFuncLines)
			}
		}
	})
}

// eachGoFile parses every Go file of the module outside of testdata, whatever
// system it is for.
func eachGoFile(t *testing.T, do func(name string, set *token.FileSet, file *ast.File)) {
	t.Helper()
	err := filepath.WalkDir("../..", func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && (e.Name() == "testdata" || e.Name() == ".git") {
			return fs.SkipDir
		}
		if e.IsDir() || filepath.Ext(name) != ".go" {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		do(name, set, file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// maxSmallFiles is how many files may have less than smallFile lines. They are
// counted without tests, doc.go and files for some systems only.
const (
	smallFile     = 60
	maxSmallFiles = 40
)

// TestFewFilesAreSmall: a file holds one whole idea, not a piece of one.
func TestFewFilesAreSmall(t *testing.T) {
	systems := regexp.MustCompile(`_(linux|windows|darwin|test)\.go$`)
	var small []string
	eachGoFile(t, func(name string, _ *token.FileSet, _ *ast.File) {
		if systems.MatchString(name) || filepath.Base(name) == "doc.go" {
			return
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Count(text, []byte("\n")) < smallFile && !bytes.HasPrefix(text, []byte("//go:build ")) {
			small = append(small, name)
		}
	})
	if len(small) > maxSmallFiles {
		t.Errorf("%d files have less than %d lines; at most %d may:\n%s", len(small), smallFile, maxSmallFiles, strings.Join(small, "\n"))
	}
}
