package work

import (
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
)

func TestCutLookIsToldOnTheScreens(t *testing.T) {
	w := &Worker{}
	note := w.notYet(&desk.Missing{Need: capability.NeedsPortal, Incomplete: capability.CutShort{Entries: 50000}})
	if len(note) < 2 || !strings.HasPrefix(note[0], "Handback did not look through the whole stick") {
		t.Errorf("%q", note)
	}
}
