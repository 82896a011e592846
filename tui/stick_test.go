package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFullStickLeavesTheNextActInSight: what a stick holds beside the answer
// is counted, and named only as far as it could be taken for the answer.
func TestFullStickLeavesTheNextActInSight(t *testing.T) {
	w := newWorld(t)
	b := w.bot(t)
	b.toSteps()
	b.press("enter", "enter")
	for i := range 300 {
		path := filepath.Join(w.stick, fmt.Sprintf("holiday-%03d.jpg", i))
		if err := os.WriteFile(path, []byte{0xff, byte(i), byte(i >> 8)}, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b.press("enter")
	b.sees("is not on", "Enter looks for the answer", "upload 1-return-request.bin there")
	b.press("end")
	b.sees("files are there too; none is the answer.")
	if n := len(b.m.top().(steps).note); n > shownFindings+2 {
		t.Errorf("%d lines about the files of a stick", n)
	}
}

func TestFolderOfTheCommandLineIsListed(t *testing.T) {
	w := newWorld(t)
	w.o.Stick = t.TempDir()
	b := w.bot(t)
	b.sees(w.stick, w.o.Stick, "(in use)")
	b.toSteps()
	b.press("enter", "s")
	b.sees("Choose a stick", w.o.Stick)
}

func TestFolderOfTheCommandLineIsNotThere(t *testing.T) {
	w := newWorld(t)
	w.o.Stick = filepath.Join(t.TempDir(), "stick")
	b := w.bot(t)
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
	w := newWorld(t)
	b := w.bot(t)
	b.toSteps()
	b.press("enter", "s", "down", "enter")
	b.sees("Nothing was typed yet.")
	other := t.TempDir()
	b.send(paste(other))
	b.press("enter")
	b.sees("[next] 3")
	b.press("s", "r")
	b.sees(other, "(in use)", w.stick)
}

func TestEnterWithNothingChosenSaysWhy(t *testing.T) {
	b := newWorld(t).bot(t)
	b.press("enter", "enter", "enter")
	b.sees("Nothing is chosen yet")
	b.send(sizeOf40x10())
	b.press("enter")
	b.sees("Nothing is chosen yet")
}

// TestQuestionIsReadBeforeItIsAnswered: in a small window the answers are out
// of sight at first, and enter reads on.
func TestQuestionIsReadBeforeItIsAnswered(t *testing.T) {
	b := newWorld(t).bot(t)
	b.toLoad()
	b.send(sizeOf40x10())
	b.press("enter")
	b.sees("Load the response?", "enter read on", "below")
	for range 5 {
		b.press("enter")
		if _, asked := b.m.top().(question); asked && strings.Contains(b.m.View(), "No, not yet") {
			break
		}
	}
	b.sees("> No, not yet", "enter answer")
	b.press("enter")
	b.sees("[next] 5")
}

// TestDroppedFolderIsTaken: as terminals write what is dropped on them.
func TestDroppedFolderIsTaken(t *testing.T) {
	w := newWorld(t)
	b := w.bot(t)
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
	b.sees(other, "(in use)")
}
