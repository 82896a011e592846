package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability/media"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// TestFullStickLeavesTheNextActInSight: what a stick holds beside the answer
// is counted, and named only as far as it could be taken for the answer.
func TestFullStickLeavesTheNextActInSight(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	b.toSteps()
	b.press("enter", "enter")
	for i := range 300 {
		path := filepath.Join(w.stick, fmt.Sprintf("holiday-%03d.jpg", i))
		if err := os.WriteFile(path, []byte{0xff, byte(i), byte(i >> 8)}, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b.press("enter")
	b.sees("is not on", "Enter looks for the portal's answer", "upload 1-return-request.bin there")
	b.press("end")
	b.sees("files are there too; none is the answer.")
	b.send(tea.WindowSizeMsg{Width: 80, Height: 400})
	if n := strings.Count(b.m.View(), "holiday-"); n > 5 {
		t.Errorf("%d files of a stick are named", n)
	}
}

// pathEnd is what a list shows of a path, however long that is.
func pathEnd(path string) string { return path[max(0, len(path)-24):] }

// TestLongFoldersAreCutInTheMiddle: they are told apart by their ends, and what
// stands behind them is not pushed off the screen.
func TestLongFoldersAreCutInTheMiddle(t *testing.T) {
	const long = `C:\Users\kim.mustermann\OneDrive - Example Industries International\Shared Documents\returns\`
	for _, w := range []int{30, 60, 76} {
		one := text.StickLines(&media.Stick{Path: long + "north"}, nil, w)
		two := text.StickLines(&media.Stick{Path: long + "south"}, &media.Stick{Path: long + "south"}, w)
		if !strings.HasSuffix(one[0], `returns\north`) || !strings.HasSuffix(two[0], `returns\south  (in use)`) ||
			!strings.HasPrefix(one[0], `C:\Users`) || text.Width(one[0]) > w || text.Width(two[0]) > w {
			t.Errorf("in %d cells: %q, %q", w, one, two)
		}
	}
	if words := text.NotYet(&media.Stick{Path: long + "north"}); !strings.Contains(words, `returns\north`) || text.Width(words) > 100 {
		t.Errorf("in a sentence: %q", words)
	}
}

func TestFolderOfTheCommandLineIsListed(t *testing.T) {
	w := newHarness(t)
	w.o.Stick = t.TempDir()
	b := w.driver(t)
	b.sees(pathEnd(w.stick), pathEnd(w.o.Stick), "(in use)")
	b.toSteps()
	b.press("enter", "s")
	b.sees("Choose a stick", pathEnd(w.o.Stick))
}

func TestFolderOfTheCommandLineIsNotThere(t *testing.T) {
	w := newHarness(t)
	w.o.Stick = filepath.Join(t.TempDir(), "stick")
	b := w.driver(t)
	b.sees("named with --stick, is not there.")
	if strings.Contains(b.m.View(), "gone") {
		t.Errorf("a place that never was is called gone:\n%s", b.m.View())
	}
	if err := os.Mkdir(w.o.Stick, 0o755); err != nil {
		t.Fatal(err)
	}
	b.press("r")
	b.sees("(in use)")
}

func TestTypedFolderIsListedAfterwards(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	b.toSteps()
	b.press("enter", "s", "down", "enter")
	b.sees("Nothing was typed yet.")
	other := t.TempDir()
	b.send(paste(other))
	b.press("enter")
	b.sees("[next] 3")
	b.press("s", "r")
	b.sees(pathEnd(other), "(in use)", pathEnd(w.stick))
}

func TestEnterWithNothingChosenSaysWhy(t *testing.T) {
	b := newHarness(t).driver(t)
	b.press("enter", "enter", "enter")
	b.sees("Nothing is chosen yet")
	b.send(sizeOf40x10())
	b.press("enter")
	b.sees("Nothing is chosen yet")
}

// TestQuestionIsReadBeforeItIsAnswered: in a small window the answers are out
// of sight at first, and enter reads on.
func TestQuestionIsReadBeforeItIsAnswered(t *testing.T) {
	b := newHarness(t).driver(t)
	b.toLoad()
	b.send(sizeOf40x10())
	b.press("enter")
	b.sees("Load the response?", "enter read on", "below")
	for range 5 {
		b.press("enter")
		if view := b.m.View(); strings.Contains(view, "Load the response?") && strings.Contains(view, "No, not yet") {
			break
		}
	}
	b.sees("> No, not yet", "enter answer")
	b.press("enter")
	b.sees("[next] 5")
}

// TestDroppedFolderIsTaken: as terminals write what is dropped on them.
func TestDroppedFolderIsTaken(t *testing.T) {
	w := newHarness(t)
	b := w.driver(t)
	b.toSteps()
	other := filepath.Join(t.TempDir(), "My Stick")
	if err := os.Mkdir(other, 0o755); err != nil {
		t.Fatal(err)
	}
	b.press("enter", "s", "down")
	b.send(paste("'" + other + "' \n"))
	b.press("enter")
	b.sees("[next] 3")
	b.press("s", "r")
	b.sees(pathEnd(other), "(in use)")
}
