package tui

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"handback/capability/media"
	"handback/tui/internal/sample"
)

// listed is a world whose sticks are those of a list.
func listed(t *testing.T, list *[]media.Stick) *harness {
	w := newHarness(t)
	w.o.Sticks = func(context.Context) ([]media.Stick, error) { return *list, nil }
	return w
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
	w := listed(t, &list)
	w.o.Mount = func(context.Context, *media.Stick) (*media.Stick, error) {
		s := stickIn(t, dir, "60A4")
		list = []media.Stick{s}
		return &s, nil
	}
	b := w.driver(t)
	b.toSteps()
	b.press("enter")
	b.sees("KINGSTON is plugged in. Not mounted. Enter mounts it.")
	b.press("enter")
	b.sees("[next] 4")
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("on the stick: %v, %v", entries, err)
	}
}

func TestStickThatCantBeUsedSaysWhy(t *testing.T) {
	for state, want := range map[media.State]string{
		media.Locked: "Encrypted", media.Blank: "No file system", media.Denied: "another user", media.Failing: "does not answer",
	} {
		list := []media.Stick{{Device: "/dev/sdb1", Label: "KINGSTON", State: state}}
		b := listed(t, &list).driver(t)
		b.toSteps()
		b.press("enter")
		b.sees(want)
		b.press("enter")
		b.sees("Error")
	}
}

func TestAnotherStickOnTheSameFolderIsNotTakenForTheChosenOne(t *testing.T) {
	dir := t.TempDir()
	list := []media.Stick{stickIn(t, dir, "60A4"), stickIn(t, t.TempDir(), "FFFF")}
	b := listed(t, &list).driver(t)
	b.toSteps()
	b.press("enter", "s", "enter")
	if b.m.Env.Selection.Stick == nil {
		t.Fatal("no stick was chosen")
	}
	list = []media.Stick{stickIn(t, dir, "77B5"), list[1]}
	b.send(tickMsg(sample.Now()))
	b.sees("KINGSTON was taken out, and another stick was plugged in.", "Enter chooses one")
}

func TestPulledStickIsMissedWithinASecond(t *testing.T) {
	list := []media.Stick{stickIn(t, t.TempDir(), "60A4")}
	b := listed(t, &list).driver(t)
	b.toSteps()
	b.press("enter", "s", "enter")
	list = nil
	b.send(tickMsg(sample.Now()))
	b.sees("KINGSTON was taken out.", "No stick is plugged in")
}

func TestStickIsReleasedAndOnlyThenSaidToBeFree(t *testing.T) {
	list := []media.Stick{stickIn(t, t.TempDir(), "60A4")}
	w := listed(t, &list)
	answer := media.Released{Synced: true, Missing: media.ErrBusy}
	w.o.Release = func(context.Context, *media.Stick) (media.Released, error) {
		if answer.Unmounted {
			list = nil
		}
		return answer, nil
	}
	b := w.driver(t)
	b.toSteps()
	b.press("enter", "enter")
	b.sees("[next] 4")
	b.press("x")
	b.sees("Don't remove KINGSTON yet.", "Another program uses it")
	if strings.Contains(b.m.View(), "You may remove") {
		t.Error("a stick that is in use is called free")
	}
	answer = media.Released{Synced: true, Unmounted: true, PoweredOff: true}
	b.press("x")
	b.sees("You may remove KINGSTON.")
	list = []media.Stick{stickIn(t, t.TempDir(), "60A4")} // and is put back
	b.send(tickMsg(sample.Now()))
	if strings.Contains(b.m.View(), "You may remove") {
		t.Error("a stick that was mounted again is still called free")
	}
}

func TestScanIsAskedForBeforeTheLoad(t *testing.T) {
	w := newSiteHarness(t, media.Policy{ScanRecord: true})
	w.o.Now = func() time.Time { return sample.Start }
	b := w.driver(t)
	b.toLoad()
	b.press("enter")
	b.sees("Was the stick scanned?", "Who had it scanned")
	b.press("down", "down", "down", "down", "enter")
	b.sees("Who")
	b.send(keystrokes("Kim"))
	b.press("enter")
	b.send(keystrokes("gate 3"))
	b.press("enter", "enter", "down", "enter")
	b.sees("[next] 5", "Noted in the journal.")
	b.press("enter")
	b.sees("Load the response?")
	if scan := w.newest(t).Scan; scan == nil || scan.Who != "Kim" || scan.Station != "gate 3" {
		t.Errorf("on record is %+v", scan)
	}
}

func TestSiteAllowsOnlyItsSticks(t *testing.T) {
	list := []media.Stick{stickIn(t, t.TempDir(), "60A4")}
	w := listed(t, &list)
	w.o.Allows = media.Policy{Serials: []string{"77B5"}}.Allows
	b := w.driver(t)
	b.toSteps()
	b.press("enter", "enter")
	b.sees("Error", "rules of this site")
	if entries, err := os.ReadDir(list[0].Path); err != nil || len(entries) != 0 {
		t.Errorf("on the stick: %v, %v", entries, err)
	}
	w.o.Mount = func(context.Context, *media.Stick) (*media.Stick, error) {
		t.Error("a stick that is not allowed is mounted")
		return nil, media.ErrNotMounted
	}
	list[0].State, list[0].Path, list[0].Device = media.Unmounted, "", "/dev/sdb1"
	b.send(tickMsg(sample.Now()))
	b.press("enter", "enter")
	b.sees("Error", "rules of this site")
}
