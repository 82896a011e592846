package main

import (
	"fmt"
	"strings"
	"time"

	mcobra "github.com/muesli/mango-cobra"

	"github.com/muesli/mango"
	"github.com/spf13/cobra"
)

func newMan(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "man",
		Short: "Print the manual page, as roff",
		Long: `Print the manual page of all commands, for man(1):

    handback man > handback.1
    man -l handback.1`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			page, err := manual(cmd.Root())
			if err != nil {
				return err
			}
			return s.bytes([]byte(page))
		},
	}
}

// manual is the page of section 1 on a command and all below it.
func manual(root *cobra.Command) (string, error) {
	page, err := mcobra.NewManPage(1, root)
	if err != nil {
		return "", fmt.Errorf("making the manual page: %w", err)
	}
	page.WithLongDescription(oneLine(root.Long))
	explainCommands(&page.Root, root)
	page.WithSection("Exit status", oneLine(exitStatusHelp)).
		WithSection("Environment", oneLine(environmentHelp)).
		WithSection("Files", oneLine(filesHelp))
	return page.Build(new(roff)), nil
}

const exitStatusHelp = `0 closed, or done as asked; 1 failed; 2 usage; 3 waits for a person at the portal;
4 needs the device; 5 needs a stick.`

const environmentHelp = `HANDBACK_ASCII=1 draws the screens in ASCII, 0 in more, whatever the terminal
is taken for.

NO_COLOR takes the colors away.

XDG_STATE_HOME and XDG_CONFIG_HOME, on Linux, name the folders of the user's
state and configuration. SSH_AUTH_SOCK is the agent that holds the signing key.`

const filesHelp = `~/.local/state/handback is the ledger on Linux, %LocalAppData%\handback on
Windows, ~/Library/Application Support/handback on macOS.

handback/handback.toml in the user's configuration folder is the configuration.`

// explainCommands gives each command its explanation beside its line, and takes
// the quotes of pflag from what the flags take.
func explainCommands(page *mango.Command, cmd *cobra.Command) {
	for name, flag := range page.Flags {
		flag.Usage = strings.ReplaceAll(flag.Usage, "`", "")
		page.Flags[name] = flag
	}
	for _, below := range cmd.Commands() {
		p := page.Commands[below.Name()]
		if p == nil { // hidden
			continue
		}
		if below.Long != "" && below.Runnable() {
			p.Short += ".\u2029" + oneLine(below.Long)
		}
		explainCommands(p, below)
	}
}

// oneLine joins the lines of a text. mango would make a paragraph of each, or a
// blank of each end. U+2029 is between paragraphs, and U+2028 ends each line
// that is indented, which stays as it is.
func oneLine(text string) string {
	var out strings.Builder
	before := ""
	for line := range strings.Lines(text) {
		line = strings.ReplaceAll(strings.TrimRight(line, "\n"), "\t", "    ")
		switch {
		case line == "":
			before = "\u2029"
			continue
		case strings.HasPrefix(line, "  "):
			line += "\u2028"
		}
		out.WriteString(before + line)
		before = " "
		if strings.HasSuffix(line, "\u2028") {
			before = ""
		}
	}
	return out.String()
}

// roff writes a manual page in the language of man(7). It implements
// [mango.Builder] in place of that library's own writer, which takes a percent
// sign in a text for a format and leaves hyphens that can't be pasted.
type roff struct {
	out    strings.Builder
	tagged bool // a list of tagged paragraphs follows
}

// Heading implements [mango.Builder]. The date is that of the commit, so that a
// build can be repeated; a build that knows none prints none.
func (r *roff) Heading(section uint, title, description string, _ time.Time) {
	day, _, _ := strings.Cut(thisBuild().CommitTime, "T")
	r.out.WriteString(fmt.Sprintf(".TH %s %d %q %q %q\n", strings.ToUpper(title), section, day, title, description))
}

// macro writes a request on a line of its own.
func (r *roff) macro(line string) {
	r.EndSection()
	r.out.WriteString(line + "\n")
}

// Paragraph implements [mango.Builder].
func (r *roff) Paragraph() { r.macro(".PP") }

// Indent implements [mango.Builder]. mango leaves out the tag of the first option
// and of the first command of a list.
func (r *roff) Indent(n int) {
	r.macro(fmt.Sprintf(".RS %d", n))
	if r.tagged {
		r.macro(".TP")
	}
	r.tagged = false
}

// IndentEnd implements [mango.Builder].
func (r *roff) IndentEnd() { r.macro(".RE") }

// TaggedParagraph implements [mango.Builder].
func (r *roff) TaggedParagraph(int) { r.macro(".TP") }

// List implements [mango.Builder].
func (r *roff) List(text string) { r.macro(".IP \\(bu 3"); r.Text(text) }

// Section implements [mango.Builder].
func (r *roff) Section(text string) { r.macro(".SH " + strings.ToUpper(text)) }

// EndSection implements [mango.Builder]: the end of a line.
func (r *roff) EndSection() {
	if !strings.HasSuffix(r.out.String(), "\n") {
		r.out.WriteByte('\n')
	}
}

// Text implements [mango.Builder].
func (r *roff) Text(text string) {
	for i, paragraph := range strings.Split(text, "\u2029") {
		if i > 0 {
			r.macro(".PP")
		}
		lines := strings.Split(paragraph, "\u2028")
		if len(lines) > 1 {
			r.macro(".nf")
		}
		for _, line := range lines[:len(lines)-1] {
			r.out.WriteString(roffText(line) + "\n")
		}
		if len(lines) > 1 {
			r.macro(".fi")
		}
		r.out.WriteString(roffText(lines[len(lines)-1]))
	}
}

// TextBold implements [mango.Builder].
func (r *roff) TextBold(text string) {
	r.tagged = text == "OPTIONS" || text == "COMMANDS"
	r.out.WriteString(`\fB` + roffText(text) + `\fP`)
}

// TextItalic implements [mango.Builder].
func (r *roff) TextItalic(text string) { r.out.WriteString(`\fI` + roffText(text) + `\fP`) }

// String implements [mango.Builder].
func (r *roff) String() string { return r.out.String() + "\n" }

// roffText writes characters that are requests to roff so that they are read.
func roffText(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, `"`, `\(dq`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(text)
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	return text
}
