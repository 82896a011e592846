package backoffice_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
)

func TestObsoleteReleasesEverything(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]backoffice.Books{"held": books(), "waiting": waiting(), "both": partly(2), "on trust": trusted()} {
		after, changes := b.Obsolete("who says so")
		if got, want := countsOf(after, "A"), (counts{7, 0, 0, backoffice.Obsolete}); got != want {
			t.Errorf("%s: A %+v, want %+v", name, got, want)
		}
		if got, want := countsOf(after, "B"), (counts{1, 0, 0, backoffice.Obsolete}); got != want {
			t.Errorf("%s: B %+v, want %+v", name, got, want)
		}
		if len(after.Rights()) != 0 || after.Status != backoffice.DeviceObsolete || !errors.Is(after.Admit(), backoffice.ErrObsolete) {
			t.Errorf("%s: %+v", name, after)
		}
		if changes[0].Kind != backoffice.WrittenOff || changes[0].Text != "who says so" {
			t.Errorf("%s: changes %+v", name, changes)
		}
		for _, c := range changes[1:] {
			if c.Basis != backoffice.OnDecision || c.Count < 1 {
				t.Errorf("%s: %+v rests on no decision", name, c)
			}
		}
	}
}

func TestObsoleteTwice(t *testing.T) {
	t.Parallel()
	once, _ := partly(2).Obsolete("")
	twice, changes := once.Obsolete("")
	if len(changes) != 0 || !reflect.DeepEqual(once, twice) {
		t.Errorf("the second time changed %+v", changes)
	}
}

func TestObsoleteLeavesTheBooks(t *testing.T) {
	t.Parallel()
	b := partly(2)
	if b.Obsolete(""); !reflect.DeepEqual(b, partly(2)) {
		t.Errorf("the books that were looked at changed: %+v", b)
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	b := books()
	if flags := b.Flags(); flags == nil || len(flags) != 0 {
		t.Errorf("flags of a good device: %#v", flags)
	}
	for _, why := range []error{
		fmt.Errorf("%w: %w", backoffice.ErrClone, message.ErrSignature), message.ErrSignature, backoffice.ErrReused, b.Admit(),
	} {
		b, _ = b.Refuse(why)
	}
	b, _ = b.Obsolete("")
	b, changes := b.Refuse(b.Admit())
	if len(changes) != 1 || changes[0].Kind != backoffice.AliveAfterObsolete {
		t.Errorf("changes %+v", changes)
	}
	b.Rollbacks = 3
	var got []string
	for _, f := range b.Flags() {
		got = append(got, fmt.Sprint(f.Flag, f.Count))
		if f.Text == "" {
			t.Errorf("%s has no words", f.Flag)
		}
	}
	want := []string{
		string(capability.FlagRollback) + "3", string(capability.FlagClone) + "1", string(capability.FlagAlive) + "1",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("flags %v, want %v", got, want)
	}
}
