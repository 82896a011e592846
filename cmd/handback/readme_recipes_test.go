//go:build unix

package main_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// section is a section of a page, by its heading.
func section(t *testing.T, page, heading string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", page))
	if err != nil {
		t.Fatal(err)
	}
	_, body, found := strings.Cut(string(text), "# "+heading+"\n")
	if !found {
		t.Fatalf("%s has no section %q", page, heading)
	}
	body, _, _ = strings.Cut(body, "\n## ")
	return body
}

// recipe is the indented lines of a section.
func recipe(t *testing.T, page, heading string) []string {
	t.Helper()
	var lines []string
	for line := range strings.Lines(section(t, page, heading)) {
		if code, is := strings.CutPrefix(line, "    "); is {
			lines = append(lines, strings.TrimRight(code, "\n"))
		}
	}
	if lines == nil {
		t.Fatalf("the section %q has no lines to run", heading)
	}
	return lines
}

// clone is a copy of what the programs are built from.
func clone(t *testing.T) string {
	t.Helper()
	to := t.TempDir()
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && name != "." && (strings.HasPrefix(e.Name(), ".") || e.Name() == "testdata"):
			return fs.SkipDir
		case e.IsDir():
			return os.MkdirAll(filepath.Join(to, name), 0o755)
		case !e.Type().IsRegular() || strings.HasPrefix(e.Name(), "."):
			return nil
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), data, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// goEnv is where Go keeps what a new user's home would lack.
func goEnv(t *testing.T, home string) []string {
	t.Helper()
	env := []string{
		"HOME=" + home, "GOBIN=" + filepath.Join(home, "bin"), "PATH=" + filepath.Join(home, "bin") + ":" + os.Getenv("PATH"),
		"CGO_ENABLED=0", "GOFLAGS=-buildvcs=false -trimpath", // what was built before is not built again
	}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOTOOLCHAIN"} {
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		env = append(env, name+"="+strings.TrimSpace(string(value)))
	}
	return env
}

// TestReadmeRecipesRunAsPrinted: installed from a fresh copy and typed into a
// shell, each line ends with the status that its comment names, or with 0.
func TestReadmeRecipesRunAsPrinted(t *testing.T) {
	if testing.Short() {
		t.Skip("the recipes build and run whole programs")
	}
	t.Parallel()
	needTerminals(t)
	lines := append(recipe(t, "README.md", "Install"), recipe(t, "cmd/handback/help/play.md", "Three programs to play with")...)
	var script strings.Builder
	for i, line := range lines {
		fmt.Fprintf(&script, "%s\necho \"@%d=$?@\"\n", line, i)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*timeout)
	defer cancel()
	shell := exec.CommandContext(ctx, "sh", "-c", script.String())
	shell.Dir, shell.Env = clone(t), goEnv(t, t.TempDir())
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	shell.Cancel = func() error { return syscall.Kill(-shell.Process.Pid, syscall.SIGKILL) }
	shell.WaitDelay = time.Second
	out, err := shell.CombinedOutput()
	_ = syscall.Kill(-shell.Process.Pid, syscall.SIGKILL) // the device, when a line before its end failed
	if err != nil {
		t.Errorf("%v", err)
	}
	named := regexp.MustCompile(`# exit status (\d)`)
	for i, line := range lines {
		want := "0"
		if status := named.FindStringSubmatch(line); status != nil {
			want = status[1]
		}
		if !strings.Contains(string(out), fmt.Sprintf("@%d=%s@", i, want)) {
			t.Errorf("%q did not end with status %s", line, want)
		}
	}
	if !regexp.MustCompile(`closed R-[2-9A-Z]+ on proof: 2 licenses credited`).Match(out) {
		t.Error("no return was closed")
	}
	checkSession(t, string(out))
	if t.Failed() {
		t.Logf("%s", out)
	}
}

// checkSession: what the README shows of the first return was printed. Names and
// places differ from run to run.
func checkSession(t *testing.T, out string) {
	t.Helper()
	differs := regexp.MustCompile(`R-[2-9A-Z]{5}|PUBLISHER_DEFINED/[0-9A-F]+|on /\S+ and read back`)
	alike := func(text string) string { return differs.ReplaceAllString(text, "*") }
	printed := alike(out)
	for i, block := range strings.Split(section(t, "README.md", "The first return"), "```\n") {
		for line := range strings.Lines(block) {
			if i%2 == 1 && !strings.HasPrefix(line, "$ ") && !strings.Contains(printed, alike(line)) {
				t.Errorf("the README shows a line that was not printed: %s", line)
			}
		}
	}
}

// TestReadmeNamesTestsThatAreThere: the packages of the lines to run exist.
func TestReadmeNamesTestsThatAreThere(t *testing.T) {
	for _, line := range recipe(t, ".github/CONTRIBUTING.md", "Build and test") {
		for _, word := range strings.Fields(line) {
			folder, is := strings.CutPrefix(strings.TrimSuffix(word, "/..."), "./")
			if !is || folder == "" || folder == "..." {
				continue
			}
			if found, err := filepath.Glob(filepath.Join("../..", folder, "*_test.go")); err != nil || found == nil {
				t.Errorf("%q: there are no tests in %s", line, folder)
			}
		}
	}
}
