package course

import (
	"slices"
	"testing"

	"handback/device/console/teach"
)

// TestALineIsMergedOnce: what a lesson knew of the line stays, and with each answer
// nothing is added twice.
func TestALineIsMergedOnce(t *testing.T) {
	before := teach.Line{Prompts: []string{"A> "}, Pager: "--More--"}
	now := teach.Line{Prompts: []string{"B> "}, UserPrompt: "login:"}
	for range 3 {
		before = merged(before, now)
	}
	if !slices.Equal(before.Prompts, []string{"B> ", "A> "}) || before.Pager != "--More--" || before.UserPrompt != "login:" {
		t.Errorf("merged to %+v", before)
	}
	if len(now.Prompts) != 1 {
		t.Errorf("what was heard became %q", now.Prompts)
	}
}
