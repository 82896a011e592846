package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "handback"

// imports maps each package of the module to what it imports itself; deps to
// all that it links.
func listed(t *testing.T, field string) map[string][]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .`+field+` " "}}`, module+"/...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		all[words[0]] = words[1:]
	}
	return all
}

func under(pkg string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool {
		return pkg == module+"/"+f || strings.HasPrefix(pkg, module+"/"+f+"/")
	})
}

// TestArrowsPointDown: cmd -> tui -> device -> capability, and what each room
// of capability may know of the others.
func TestArrowsPointDown(t *testing.T) {
	above := map[string][]string{
		"tui":                    {"cmd"},
		"device":                 {"cmd", "tui"},
		"device/escape":          {"device"},
		"device/heard":           {"device/smp", "device/console", "device/sim"},
		"device/serial":          {"device/smp", "device/console", "device/sim"},
		"capability":             {"cmd", "tui", "device"},
		"capability/held":        {"capability"},
		"capability/asciijson":   {"capability/certificate", "capability/message", "capability/ledger", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/certificate": {"capability/message", "capability/ledger", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/proof":       {"capability/media", "capability/desk", "capability/backoffice", "capability/message/seal"},
		"capability/signature":   {"capability/message", "capability/ledger", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/message":     {"capability/ledger", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/evident":     {"capability/ledger", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/typed":       {"capability/message", "capability/ledger", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/ledger":      {"capability/message", "capability/media", "capability/desk", "capability/backoffice"},
		"capability/media":       {"capability/message", "capability/ledger", "capability/desk", "capability/backoffice"},
		"capability/desk":        {"capability/message/seal", "capability/backoffice"},
		"capability/backoffice":  {"capability/ledger", "capability/desk"},
	}
	for pkg, imports := range listed(t, "Imports") {
		for folder, forbidden := range above {
			if !under(pkg, folder) {
				continue
			}
			for _, i := range imports {
				if under(i, forbidden...) {
					t.Errorf("%s imports %s", pkg, i)
				}
			}
		}
		for _, i := range imports {
			if i == module+"/device" && under(pkg, "device") {
				t.Errorf("%s imports %s, which stands above it", pkg, i)
			}
			if under(i, "capability/testkit", "cmd/internal/trials", "device/sim/simtest") {
				t.Errorf("%s imports %s, which is for tests", pkg, i)
			}
			if forScreens(i) && !under(pkg, "tui") {
				t.Errorf("%s imports %s, which only the screens may", pkg, i)
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
	for pkg, deps := range listed(t, "Deps") {
		if !under(pkg, "tui", "cmd/handback") {
			continue
		}
		for _, d := range deps {
			if under(d, forbidden...) || d == "modernc.org/sqlite" {
				t.Errorf("%s links %s", pkg, d)
			}
		}
	}
}

// TestRulesArePure: the rules know no files, no network and no system.
func TestRulesArePure(t *testing.T) {
	forbidden := []string{"os", "net", "syscall", "io/fs", "path/filepath", "log", "bufio", "math/rand", "math/rand/v2", "crypto/rand"}
	for _, i := range listed(t, "Imports")[module+"/capability"] {
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
