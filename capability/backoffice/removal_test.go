package backoffice_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
)

func TestRemove(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		books    backoffice.Books
		quantity int
		skip     bool
		want     counts
		note     message.NoteCode
	}{
		"all":             {books(), 0, false, counts{2, 0, 5, backoffice.RemovalPendingConfirmation}, message.NoteRemoved},
		"all by number":   {books(), 5, false, counts{2, 0, 5, backoffice.RemovalPendingConfirmation}, message.NoteRemoved},
		"some":            {books(), 2, false, counts{2, 3, 2, backoffice.CopiesDecreasing}, message.NoteRemoved},
		"all on trust":    {books(), 0, true, counts{7, 0, 0, backoffice.RemovedFromLicense}, message.NoteCredited},
		"some on trust":   {books(), 2, true, counts{4, 3, 0, backoffice.LicenseGenerated}, message.NoteCredited},
		"while some wait": {partly(2), 0, false, counts{2, 0, 5, backoffice.RemovalPendingConfirmation}, message.NoteRemoved},
		"more while some wait": {
			partly(2), 1, false, counts{2, 2, 3, backoffice.CopiesDecreasing}, message.NoteRemoved,
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := c.books.Seq
			d, err := c.books.Remove("A", c.quantity, backoffice.Terms{Now: noon(), SkipConfirmation: c.skip})
			if err != nil {
				t.Fatal(err)
			}
			if got := countsOf(d.After, "A"); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			r := d.Response
			if r.Answers != nil || r.Seq != before+1 || !reflect.DeepEqual(r.Rights, d.After.Rights()) || r.Confirm == c.skip {
				t.Errorf("response %+v", r)
			}
			if len(r.Notes) != 1 || r.Notes[0].Code != c.note || r.Notes[0].ActivationID != "A" {
				t.Errorf("notes %+v, want code %d", r.Notes, c.note)
			}
		})
	}
}

func TestRemovalsThatAreRefused(t *testing.T) {
	t.Parallel()
	dead, _ := books().Obsolete("")
	for name, c := range map[string]struct {
		books    backoffice.Books
		id       capability.ActivationID
		quantity int
		want     error
		words    string
	}{
		"all of it waits already":    {waiting(), "A", 0, backoffice.ErrNotHeld, "5 units of A wait for confirmation already"},
		"one of what waits":          {waiting(), "A", 1, backoffice.ErrNotHeld, "wait for confirmation already"},
		"more than what remains":     {partly(2), "A", 4, backoffice.ErrQuantity, "3 remain and 2 wait"},
		"more than is held":          {books(), "A", 6, backoffice.ErrQuantity, "5 remain"},
		"less than nothing":          {books(), "A", -1, backoffice.ErrQuantity, "-1"},
		"a license it never had":     {books(), "C", 0, backoffice.ErrNotHeld, "holds no C"},
		"an unknown activation ID":   {books(), "X", 0, backoffice.ErrNotHeld, "holds no X"},
		"a device that was obsolete": {dead, "A", 0, backoffice.ErrObsolete, "obsolete"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.books.Remove(c.id, c.quantity, backoffice.Terms{Now: noon()})
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("%v, want %v and %q", err, c.want, c.words)
			}
		})
	}
}

func TestRemoveLeavesTheBooks(t *testing.T) {
	t.Parallel()
	b := partly(2)
	if _, err := b.Remove("A", 0, backoffice.Terms{Now: noon()}); err != nil || !reflect.DeepEqual(b, partly(2)) {
		t.Errorf("a removal changed the books it looked at, or %v", err)
	}
}

// A removal in the portal ends like any other: by the proof of the device.
func TestRemovalIsProved(t *testing.T) {
	t.Parallel()
	for name, last := range map[string]*capability.Mark{"unproved": mark(3), "proved": mark(4)} {
		d := partly(5).Decide(message.Request{Last: last}, backoffice.Terms{Now: noon()})
		want := counts{2, 0, 5, backoffice.RemovalPendingConfirmation}
		if name == "proved" {
			want = counts{7, 0, 0, backoffice.RemovedFromLicense}
		}
		if got := countsOf(d.After, "A"); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}
