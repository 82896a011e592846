package tui

import (
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	system "github.com/atotto/clipboard"
	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"
)

// mostCopied bounds a text that is copied, in bytes: terminals drop sequences that
// are longer than some kilobytes.
const mostCopied = 4096

// copyTimeout is how long tmux may take.
const copyTimeout = 2 * time.Second

// clipboard copies a text in every way that may work: the terminal is told, which
// reaches over SSH to the laptop that one sits at, and so is the system.
type clipboard struct {
	out    io.Writer // the terminal
	env    func(string) string
	system func(string) error // nil: the system has no clipboard
}

// copied is what became of copying.
type copied struct {
	text   string
	system bool // it is in the system's clipboard, or in tmux's; else only the terminal was told
}

// newClipboard copies through a terminal and this system. An output that is no file
// is told nothing: the screens write to it at the same time.
func newClipboard(out io.Writer, env func(string) string) clipboard {
	c := clipboard{out: io.Discard, env: env}
	if file, is := out.(*os.File); is { // its writes don't mix
		c.out = file
	}
	if !system.Unsupported {
		c.system = system.WriteAll
	}
	return c
}

// command copies a text and brings a [copied].
func (c clipboard) command(text string) tea.Cmd {
	return func() tea.Msg {
		done := copied{text: text}
		// A terminal that is gone ends the screens anyway.
		_, _ = io.WriteString(c.out, c.sequences(text))
		if c.env("TMUX") != "" && giveTmux(text) == nil {
			done.system = true
		}
		if c.system != nil && c.system(text) == nil {
			done.system = true
		}
		return done
	}
}

// sequences are what tells the terminal: OSC 52, as xterm's control sequences
// describe it. tmux takes it for itself or hands it on, as it was set up; GNU
// screen only hands it on.
func (c clipboard) sequences(text string) string {
	plain := osc52.New(text)
	switch {
	case c.env("TMUX") != "":
		return plain.String() + plain.Tmux().String()
	case c.env("STY") != "":
		return plain.Screen().String()
	default:
		return plain.String()
	}
}

// giveTmux hands a text to tmux, which tells the terminal around it. As it comes,
// tmux takes no sequence from the programs in it.
func giveTmux(text string) error {
	ctx, cancel := context.WithTimeout(context.Background(), copyTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, "tmux", "load-buffer", "-w", "-")
	cmd.Stdin = strings.NewReader(text)
	return cmd.Run()
}
