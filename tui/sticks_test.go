package tui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"handback/capability/media"
	"handback/tui/internal/sample"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// listHarness is a harness whose sticks are those of a list.
func listHarness(t *testing.T, list *[]media.Stick) *harness {
	h := newHarness(t)
	h.o.Sticks = func(context.Context) ([]media.Stick, error) { return *list, nil }
	return h
}

// stickIn is a folder that looks like a stick of that serial number.
func stickIn(t *testing.T, dir, serial string) media.Stick {
	t.Helper()
	s, err := media.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	s.Folder, s.Label, s.Device = false, "KINGSTON", "/dev/sdb1"
	s.Identity = media.Identity{VendorID: "0951", Serial: serial}
	return *s
}

func TestUnmountedStickIsMountedByEnter(t *testing.T) {
	dir := t.TempDir()
	list := []media.Stick{{Device: "/dev/sdb1", Label: "KINGSTON", State: media.Unmounted}}
	h := listHarness(t, &list)
	h.o.Mount = func(context.Context, *media.Stick) (*media.Stick, error) {
		s := stickIn(t, dir, "60A4")
		list = []media.Stick{s}
		return &s, nil
	}
	d := h.driver(t)
	d.toSteps()
	d.press("enter")
	d.sees("KINGSTON is plugged in. Not mounted. Enter mounts it.")
	d.press("enter")
	d.sees("[>] 4")
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("on the stick: %v, %v", entries, err)
	}
}

func TestStickThatCantBeUsedSaysWhy(t *testing.T) {
	for state, want := range map[media.State]string{
		media.Locked: "Encrypted", media.Blank: "no file system", media.Denied: "another user", media.Failing: "does not answer",
	} {
		list := []media.Stick{{Device: "/dev/sdb1", Label: "KINGSTON", State: state}}
		d := listHarness(t, &list).driver(t)
		d.toSteps()
		d.press("enter")
		d.sees(want)
		d.press("enter")
		d.sees("Error")
	}
}

func TestAnotherStickOnTheSameFolderIsNotTakenForTheChosenOne(t *testing.T) {
	dir := t.TempDir()
	list := []media.Stick{stickIn(t, dir, "60A4"), stickIn(t, t.TempDir(), "FFFF")}
	d := listHarness(t, &list).driver(t)
	d.toSteps()
	d.press("enter", "s", "enter")
	if d.m.Env.Selection.Stick == nil {
		t.Fatal("no stick was chosen")
	}
	list = []media.Stick{stickIn(t, dir, "77B5"), list[1]}
	d.send(tickMsg(sample.Now()))
	d.sees("KINGSTON was taken out, and another stick was plugged in.", "Enter chooses one")
}

func TestPulledStickIsMissedWithinASecond(t *testing.T) {
	list := []media.Stick{stickIn(t, t.TempDir(), "60A4")}
	d := listHarness(t, &list).driver(t)
	d.toSteps()
	d.press("enter", "s", "enter")
	list = nil
	d.send(tickMsg(sample.Now()))
	d.sees("KINGSTON was taken out.", "No stick is plugged in")
}

func TestStickIsReleasedAndOnlyThenSaidToBeFree(t *testing.T) {
	list := []media.Stick{stickIn(t, t.TempDir(), "60A4")}
	h := listHarness(t, &list)
	answer := media.Released{Synced: true, Missing: media.ErrBusy}
	h.o.Release = func(context.Context, *media.Stick) (media.Released, error) {
		if answer.Unmounted {
			list = nil
		}
		return answer, nil
	}
	d := h.driver(t)
	d.toSteps()
	d.press("enter", "enter")
	d.sees("[>] 4")
	d.press("x")
	d.sees("Don't remove KINGSTON yet.", "Another program uses it")
	if strings.Contains(d.m.View(), "You may remove") {
		t.Error("a stick that is in use is called free")
	}
	answer = media.Released{Synced: true, Unmounted: true, PoweredOff: true}
	d.press("x")
	d.sees("You may remove KINGSTON.")
	list = []media.Stick{stickIn(t, t.TempDir(), "60A4")} // and is put back
	d.send(tickMsg(sample.Now()))
	if strings.Contains(d.m.View(), "You may remove") {
		t.Error("a stick that was mounted again is still called free")
	}
}

func TestScanIsAskedForBeforeTheLoad(t *testing.T) {
	h := newSiteHarness(t, media.SitePolicy{ScanRecord: true})
	h.o.Now = func() time.Time { return sample.Start }
	d := h.driver(t)
	d.toLoad()
	d.press("enter")
	d.sees("Was the stick scanned?", "Who had it scanned")
	d.press("down", "down", "down", "down", "enter")
	d.sees("Who")
	d.send(keystrokes("Kim"))
	d.press("enter")
	d.send(keystrokes("gate 3"))
	d.press("enter", "enter", "down", "enter")
	d.sees("[>] 5", "Noted in the journal.")
	d.press("enter")
	d.sees("Load the response?")
	if scan := h.newest(t).Scan; scan == nil || scan.Who != "Kim" || scan.Station != "gate 3" {
		t.Errorf("on record is %+v", scan)
	}
}

func TestSiteAllowsOnlyItsSticks(t *testing.T) {
	list := []media.Stick{stickIn(t, t.TempDir(), "60A4")}
	h := listHarness(t, &list)
	h.o.Allows = media.SitePolicy{Serials: []string{"77B5"}}.Allows
	d := h.driver(t)
	d.toSteps()
	d.press("enter", "enter")
	d.sees("Error", "rules of this site")
	if entries, err := os.ReadDir(list[0].Path); err != nil || len(entries) != 0 {
		t.Errorf("on the stick: %v, %v", entries, err)
	}
	h.o.Mount = func(context.Context, *media.Stick) (*media.Stick, error) {
		t.Error("a stick that is not allowed is mounted")
		return nil, media.ErrNotMounted
	}
	list[0].State, list[0].Path, list[0].Device = media.Unmounted, "", "/dev/sdb1"
	d.send(tickMsg(sample.Now()))
	d.press("enter", "enter")
	d.sees("Error", "rules of this site")
}

// TestFullStickLeavesTheNextActInSight: what a stick holds beside the answer
// is counted, and named only as far as it could be taken for the answer.
func TestFullStickLeavesTheNextActInSight(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.toSteps()
	d.press("enter", "enter")
	for i := range 300 {
		path := filepath.Join(h.stick, fmt.Sprintf("holiday-%03d.jpg", i))
		if err := os.WriteFile(path, []byte{0xff, byte(i), byte(i >> 8)}, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	d.press("enter")
	d.sees("is not on", "Enter looks for the portal's answer", "upload 1-return-request.bin there")
	d.press("end")
	d.sees("files are there too; none is the answer.")
	d.send(tea.WindowSizeMsg{Width: 80, Height: 400})
	if n := strings.Count(d.m.View(), "holiday-"); n > 5 {
		t.Errorf("%d files of a stick are named", n)
	}
}

// pathEnd is what a list shows of a path, however long that is.
func pathEnd(path string) string { return path[max(0, len(path)-24):] }

// TestLongFoldersAreCutInTheMiddle: they are told apart by their ends, and what
// is behind them is not pushed off the screen.
func TestLongFoldersAreCutInTheMiddle(t *testing.T) {
	const long = `C:\Users\kim.mustermann\OneDrive - Example Industries International\Shared Documents\returns\`
	for _, w := range []int{30, 60, 76} {
		one := text.StickLines(&media.Stick{Path: long + "north"}, nil, w)
		two := text.StickLines(&media.Stick{Path: long + "south"}, &media.Stick{Path: long + "south"}, w)
		if !strings.HasSuffix(one[0], `returns\north`) || !strings.HasSuffix(two[0], `returns\south  (chosen)`) ||
			!strings.HasPrefix(one[0], `C:\Users`) || text.Width(one[0]) > w || text.Width(two[0]) > w {
			t.Errorf("in %d cells: %q, %q", w, one, two)
		}
	}
	if words := text.NotYet(&media.Stick{Path: long + "north"}); !strings.Contains(words, `returns\north`) || text.Width(words) > 100 {
		t.Errorf("in a sentence: %q", words)
	}
}

func TestFolderOfTheCommandLineIsListed(t *testing.T) {
	h := newHarness(t)
	h.o.Stick = t.TempDir()
	d := h.driver(t)
	d.sees(pathEnd(h.stick), pathEnd(h.o.Stick), "(chosen)")
	d.toSteps()
	d.press("enter", "s")
	d.sees("Choose a stick", pathEnd(h.o.Stick))
}

func TestFolderOfTheCommandLineIsNotThere(t *testing.T) {
	h := newHarness(t)
	h.o.Stick = filepath.Join(t.TempDir(), "stick")
	d := h.driver(t)
	d.sees("named with --stick, is not there.")
	if strings.Contains(d.m.View(), "gone") {
		t.Errorf("a place that never was is called gone:\n%s", d.m.View())
	}
	if err := os.Mkdir(h.o.Stick, 0o755); err != nil {
		t.Fatal(err)
	}
	d.press("r")
	d.sees("(chosen)")
}

func TestTypedFolderIsListedAfterwards(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.toSteps()
	d.press("enter", "s", "down", "enter")
	d.sees("Nothing was typed yet.")
	other := t.TempDir()
	d.send(paste(other))
	d.press("enter")
	d.sees("[>] 3")
	d.press("s", "r")
	d.sees(pathEnd(other), "(chosen)", pathEnd(h.stick))
}

func TestEnterWithNothingChosenSaysWhy(t *testing.T) {
	d := newHarness(t).driver(t)
	d.press("enter", "enter", "enter")
	d.sees("Nothing is chosen yet")
	d.send(sizeOf40x10())
	d.press("enter")
	d.sees("Nothing is chosen yet")
}

// TestQuestionIsReadBeforeItIsAnswered: in a small window the answers are out
// of sight at first, and enter reads on.
func TestQuestionIsReadBeforeItIsAnswered(t *testing.T) {
	d := newHarness(t).driver(t)
	d.toLoad()
	d.send(sizeOf40x10())
	d.press("enter")
	d.sees("Load the response?", "enter read on", "below")
	for range 5 {
		d.press("enter")
		if view := d.m.View(); strings.Contains(view, "Load the response?") && strings.Contains(view, "No, not now") {
			break
		}
	}
	d.sees("> No, not now", "enter answer")
	d.press("enter")
	d.sees("[>] 5")
}

// TestDroppedFolderIsTaken: as terminals write what is dropped on them.
func TestDroppedFolderIsTaken(t *testing.T) {
	h := newHarness(t)
	d := h.driver(t)
	d.toSteps()
	other := filepath.Join(t.TempDir(), "My Stick")
	if err := os.Mkdir(other, 0o755); err != nil {
		t.Fatal(err)
	}
	d.press("enter", "s", "down")
	d.send(paste("'" + other + "' \n"))
	d.press("enter")
	d.sees("[>] 3")
	d.press("s", "r")
	d.sees(pathEnd(other), "(chosen)")
}
