package main

import (
	"embed"
	"slices"
	"strings"

	"handback/cmd/internal/input"
	"handback/device/smp"
	"handback/tui/text"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

//go:embed help/*.md
var helpPages embed.FS

// topics are the names of all pages, in order.
func topics() []string {
	names := []string{"protocol", "ways"}
	files, err := helpPages.ReadDir("help")
	if err != nil { // they are part of the program
		panic(err)
	}
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), ".md"))
	}
	slices.Sort(names)
	return names
}

// topicPage is a page as lines of at most w cells, but for what is to be typed.
// Without such a topic there are none.
func topicPage(name string, w int) []string {
	if name == "ways" {
		return append([]string{"# " + waysTitle, ""}, text.WaysPage(w)...)
	}
	page, ok := topicSource(name)
	if !ok {
		return nil
	}
	return pageLines(page, w)
}

// topicSource is a page as it is written, in Markdown.
func topicSource(name string) (page string, ok bool) {
	if name == "protocol" {
		return smp.Protocol(), true
	}
	written, err := helpPages.ReadFile("help/" + name + ".md")
	return string(written), err == nil
}

const waysTitle = "Which way is better"

// topicTitle is the heading of a page. It sets no page: every command has the list of
// topics in its tree.
func topicTitle(name string) string {
	if name == "ways" {
		return waysTitle
	}
	page, _ := topicSource(name)
	heading, _, _ := strings.Cut(page, "\n")
	return strings.TrimPrefix(heading, "# ")
}

// topicList is a line for each topic.
func topicList() string {
	var out strings.Builder
	for _, name := range topics() {
		out.WriteString("  " + text.Pad(name, 12) + topicTitle(name) + "\n")
	}
	return out.String()
}

func newHelp(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "help [TOPIC | COMMAND...]",
		Short: "Explain a topic or a command",
		Long: `Tell of a topic, or of a command where no topic has its name: 'handback COMMAND
--help' tells of that in any case.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return s.help(cmd.Root(), args) },
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return helpWords(cmd.Root(), args), cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// newTopic is a topic that is a command as well.
func newTopic(s streams, name, short string) *cobra.Command {
	return &cobra.Command{Use: name, Short: short, RunE: func(cmd *cobra.Command, _ []string) error {
		return s.help(cmd.Root(), []string{name})
	}}
}

func (s streams) help(root *cobra.Command, args []string) error {
	if len(args) == 1 {
		if page := topicPage(args[0], s.pageWidth()); page != nil {
			s.lines(strings.Join(page, "\n"))
			return nil
		}
	}
	cmd, rest, err := root.Find(args)
	if err != nil || len(rest) > 0 {
		return unknownTopic(root, strings.Join(args, " "))
	}
	cmd.InitDefaultHelpFlag()
	return cmd.Help()
}

// unknownTopic names the topics there are, and what has a name like it.
func unknownTopic(root *cobra.Command, name string) error {
	index := &cobra.Command{SuggestionsMinimumDistance: 2}
	for _, word := range helpWords(root, nil) {
		word, _, _ = strings.Cut(word, "\t")
		index.AddCommand(&cobra.Command{Use: word, Run: func(*cobra.Command, []string) {}})
	}
	near := ""
	if like := index.SuggestionsFor(name); len(like) > 0 {
		near = "Did you mean " + strings.Join(like, ", ") + "? "
	}
	return usagef("there is no help on %q. %sTopics are %s; 'handback help' lists the commands", name, near, strings.Join(topics(), ", "))
}

// helpWords are what may follow 'help' and the words after it, each with what it
// is about behind a tab.
func helpWords(root *cobra.Command, args []string) []cobra.Completion {
	var words []cobra.Completion
	if len(args) == 0 {
		for _, name := range topics() {
			words = append(words, cobra.CompletionWithDesc(name, topicTitle(name)))
		}
	}
	cmd, rest, err := root.Find(args)
	if err != nil || len(rest) > 0 {
		return words
	}
	for _, below := range cmd.Commands() {
		if below.IsAvailableCommand() && !slices.Contains(topics(), below.Name()) {
			words = append(words, cobra.CompletionWithDesc(below.Name(), below.Short))
		}
	}
	return words
}

// The width of a page, in cells: the terminal's, where there is one.
const (
	usualPage  = 80
	widestPage = 100 // longer lines are hard to read
)

func (s streams) pageWidth() int {
	if tty := input.Terminal(s.out); tty != nil {
		if w, _, err := term.GetSize(int(tty.Fd())); err == nil && w > 0 {
			return min(w, widestPage)
		}
	}
	return usualPage
}
