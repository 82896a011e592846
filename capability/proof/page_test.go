package proof

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/testkit"

	"github.com/charmbracelet/x/exp/golden"
)

// commandsOf are the lines of a page that are to be copied and run.
func commandsOf(page string) []string {
	var all []string
	for line := range strings.Lines(page) {
		command, indented := strings.CutPrefix(strings.TrimRight(line, "\n"), "    ")
		program, _, _ := strings.Cut(command, " ")
		if indented && (program == "openssl" || program == "sha256sum" || program == "ssh-keygen") {
			all = append(all, command)
		}
	}
	return all
}

func run(dir, command string) (string, error) {
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestCommandsOfThePage runs them as they are there, on the files as they are
// and on changed ones.
func TestCommandsOfThePage(t *testing.T) {
	testkit.Long(t, "many processes")
	for _, p := range []string{"openssl", "sha256sum", "sh"} {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
	dir := unpacked(t, must(t)(signed(t, usual(t)).Build()))
	page, err := os.ReadFile(filepath.Join(dir, pageName))
	if err != nil {
		t.Fatal(err)
	}
	commands := commandsOf(string(page))
	if len(commands) != 1+4+2 {
		t.Fatalf("%q", commands)
	}
	for _, c := range commands {
		if out, err := run(dir, c); err != nil {
			t.Errorf("%s: %v\n%s", c, err, out)
		}
	}
	for pattern, program := range map[string]string{"files/2*": "sha256sum", "signed/*.signed": "openssl", "signed/*.sig": "openssl", textName: "ssh-keygen"} {
		names, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, name := range names {
			flipByte(t, name)
			base := filepath.Base(name)
			for _, c := range commands {
				about := strings.HasPrefix(c, program) && (program == "sha256sum" || strings.Contains(c, base))
				if !about {
					continue
				}
				if out, err := run(dir, c); err == nil {
					t.Errorf("%s was changed, and all the same: %s\n%s", name, c, out)
				}
			}
			flipByte(t, name)
		}
	}
}

// flipByte changes a byte in the middle of a file, or changes it back.
func flipByte(t *testing.T, name string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPage(t *testing.T) {
	c := usual(t)
	opaque := proved(t, portalKey)
	opaque.facts = opaque.facts[:2]
	made := opaque.file(capability.ReturnRequest, []byte("a vendor's own bytes"), message.ID{})
	made.MessageID = ""
	opaque.facts = append(opaque.facts, capability.RequestMade{Artifact: made})
	for name, c := range map[string]Contents{"proved": c, "no key": {Record: c.Record, Issued: c.Issued, IssuedBy: "kim"}, "opaque": opaque.contents(t, "kim")} {
		t.Run(name, func(t *testing.T) {
			parts, err := c.parts()
			if err != nil {
				t.Fatal(err)
			}
			page := (&bundle{parts: parts}).part(pageName)
			for line := range strings.Lines(string(page)) {
				if bytes.ContainsFunc([]byte(line), func(r rune) bool { return r != '\n' && (r < ' ' || r > '~') }) {
					t.Errorf("not ASCII: %q", line)
				}
			}
			golden.RequireEqual(t, page)
		})
	}
}
