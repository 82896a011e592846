package main

import (
	"bytes"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manPage is what 'handback man' prints.
func manPage(t *testing.T) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"man"}, streams{strings.NewReader(""), &out, &errs}); code != exitDone {
		t.Fatalf("status %d: %s", code, errs.String())
	}
	return out.String()
}

// TestManHasEveryCommandAndFlag: the page is whole, and the same each time.
func TestManHasEveryCommandAndFlag(t *testing.T) {
	page := manPage(t)
	if again := manPage(t); again != page {
		t.Error("two calls print different pages")
	}
	said := strings.NewReplacer(`\-`, "-").Replace(page)
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !strings.Contains(said, `\fB--`+f.Name+`\fP`) {
				t.Errorf("the page lacks --%s of %s", f.Name, c.CommandPath())
			}
		})
		for _, below := range c.Commands() {
			if !strings.Contains(said, "\n\\fB"+below.Name()+"\\fP") {
				t.Errorf("the page lacks %s", below.CommandPath())
			}
			walk(below)
		}
	}
	walk(newRoot(streams{}))
}

// TestManIsAccepted: the programs that read manual pages have nothing to say.
func TestManIsAccepted(t *testing.T) {
	noDate := regexp.MustCompile(`.* WARNING: missing date.*\n`) // a test is built from no commit
	for name, args := range map[string][]string{
		"mandoc": {"-Tlint", "-Wwarning"},
		"groff":  {"-man", "-ww", "-z"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath(name); err != nil {
				t.Skip(err)
			}
			cmd := exec.CommandContext(t.Context(), name, args...)
			cmd.Stdin = strings.NewReader(manPage(t))
			out, err := cmd.CombinedOutput()
			if said := noDate.ReplaceAll(out, nil); len(said) > 0 || (err != nil && len(out) == 0) {
				t.Errorf("%v: %s", err, said)
			}
		})
	}
}

// TestRoffTextIsReadAsItIs: what means something to roff is printed.
func TestRoffTextIsReadAsItIs(t *testing.T) {
	for text, want := range map[string]string{
		".SH no request":  `\&.SH no request`,
		"'no request":     `\(aqno request`,
		`%LocalAppData%\`: `%LocalAppData%\e`,
		"--do":            `\-\-do`,
	} {
		if got := roffText(text); got != want {
			t.Errorf("%q is written as %q; want %q", text, got, want)
		}
	}
}
