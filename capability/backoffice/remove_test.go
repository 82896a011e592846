package backoffice_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

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
		"all":             {books(), 0, false, counts{2, 0, 5, capability.RemovalPendingConfirmation}, message.NoteRemoved},
		"all by number":   {books(), 5, false, counts{2, 0, 5, capability.RemovalPendingConfirmation}, message.NoteRemoved},
		"some":            {books(), 2, false, counts{2, 3, 2, capability.CopiesDecreasing}, message.NoteRemoved},
		"all on trust":    {books(), 0, true, counts{7, 0, 0, capability.RemovedFromLicense}, message.NoteCredited},
		"some on trust":   {books(), 2, true, counts{4, 3, 0, capability.LicenseGenerated}, message.NoteCredited},
		"while some wait": {partly(2), 0, false, counts{2, 0, 5, capability.RemovalPendingConfirmation}, message.NoteRemoved},
		"more while some wait": {
			partly(2), 1, false, counts{2, 2, 3, capability.CopiesDecreasing}, message.NoteRemoved,
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
		want := counts{2, 0, 5, capability.RemovalPendingConfirmation}
		if name == "proved" {
			want = counts{7, 0, 0, capability.RemovedFromLicense}
		}
		if got := countsOf(d.After, "A"); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

func remove(t testing.TB, office *backoffice.Office, d *device, quantity int) backoffice.Issued {
	t.Helper()
	issued, err := office.Remove(t.Context(), d.host, "ACT-A", quantity)
	if err != nil {
		t.Fatal(err)
	}
	return issued
}

func TestWholeRemoval(t *testing.T) { onBoth(t, wholeRemoval) }

func wholeRemoval(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	issued := remove(t, office, d, 2)
	if issued.Device.Model != "X200" || issued.Response.Seq != 1 || issued.Response.Answers != nil || !issued.Response.Confirm {
		t.Errorf("%+v", issued)
	}
	audit(t, office)
	d.load(issued.Bytes)
	if d.rights[0].Count != 3 {
		t.Errorf("the device may use %+v", d.rights)
	}
	if r := process(t, office, d.request()).Response; r.Confirm || r.Notes[0].Code != message.NoteCredited {
		t.Errorf("receipt %+v", r)
	}
	if s := snapshot(t, office); credited(s) != 2 || s.Credits[0].Basis != backoffice.OnProof || kinds(s, "issued") != 1 {
		t.Errorf("after the confirmation: %+v", s)
	}
	audit(t, office)
}

func TestRemovingTwiceTakesTwice(t *testing.T) { onBoth(t, removingTwiceTakesTwice) }

func removingTwiceTakesTwice(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	remove(t, office, d, 3)
	remove(t, office, d, 2)
	for _, quantity := range []int{0, 1} {
		if _, err := office.Remove(t.Context(), d.host, "ACT-A", quantity); !errors.Is(err, backoffice.ErrNotHeld) {
			t.Errorf("%d more: %v, want ErrNotHeld", quantity, err)
		}
	}
	if s := snapshot(t, office); len(s.Waiting) != 2 || s.Devices[0].Issued != 2 {
		t.Errorf("%+v", s)
	}
	if _, err := office.Remove(t.Context(), newDevice(t, "pump-9").host, "ACT-A", 0); !errors.Is(err, backoffice.ErrUnknownDevice) {
		t.Errorf("a stranger: %v", err)
	}
	audit(t, office)
}

// A COMMIT that got no answer is looked for, so nothing is removed unknown.
func TestRemovalWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("new tables take their time")
	}
	var line cable
	office := openWith(t, server.Address(t), backoffice.Options{Now: noon}.Between(line.connect, nil))
	d := newDevice(t, "pump-1")
	enroll(t, office, d)

	line.lose(commandLost)
	if _, err := office.Remove(t.Context(), d.host, "ACT-A", 1); !errors.Is(err, backoffice.ErrNotRemoved) || errors.Is(err, backoffice.ErrUncertain) {
		t.Errorf("the COMMIT was lost: %v, want ErrNotRemoved", err)
	}
	line.lose(answerLost)
	issued := remove(t, office, d, 1)
	if s := snapshot(t, office); len(s.Waiting) != 1 || s.Devices[0].Issued != 1 {
		t.Errorf("the answer was lost: %+v", s)
	}
	if again, err := office.Response(t.Context(), d.host, 0); err != nil || !bytes.Equal(again.Bytes, issued.Bytes) {
		t.Errorf("another response is kept than was given, or %v", err)
	}

	request := d.request(all()[1:]...)
	for _, what := range []loss{commandLost, answerLost} {
		line.lose(what)
		if _, err := office.Process(t.Context(), request); !errors.Is(err, backoffice.ErrUncertain) {
			t.Errorf("a request: %v, want ErrUncertain", err)
		}
	}
	if reply := process(t, office, request); !reply.Again {
		t.Error("a request whose answer was lost was answered twice")
	}

	line.lose(everything)
	if _, err := office.Remove(t.Context(), d.host, "ACT-A", 1); !errors.Is(err, backoffice.ErrUncertain) {
		t.Errorf("the database is away: %v, want ErrUncertain", err)
	}
}

func TestResponseIsFetchedAgain(t *testing.T) { onBoth(t, responseIsFetchedAgain) }

func responseIsFetchedAgain(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	if _, err := office.Response(t.Context(), d.host, 0); !errors.Is(err, backoffice.ErrNoResponse) {
		t.Errorf("before any was issued: %v", err)
	}
	first := remove(t, office, d, 1)
	answer := process(t, office, d.request(all()[1:]...))
	for seq, want := range map[uint64][]byte{0: answer.Bytes, 1: first.Bytes, 2: answer.Bytes} {
		got, err := office.Response(t.Context(), d.host, seq)
		if err != nil || !bytes.Equal(got.Bytes, want) || !reflect.DeepEqual(got.Device, first.Device) {
			t.Errorf("response %d: %+v, %v", seq, got.Response, err)
		}
	}
	for _, seq := range []uint64{3, 1 << 63} {
		if _, err := office.Response(t.Context(), d.host, seq); !errors.Is(err, backoffice.ErrNoResponse) {
			t.Errorf("response %d: %v", seq, err)
		}
	}
}

func TestHandOut(t *testing.T) {
	t.Parallel()
	office, d, stick := newOffice(t, file), newDevice(t, "pump-1"), t.TempDir()
	enroll(t, office, d)
	if err := office.SetResponseLifetime(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	first, second := remove(t, office, d, 1), remove(t, office, d, 0)
	const dir = "HANDBACK/portal_X200_pump-1/"
	for _, c := range []struct {
		issued     backoffice.Issued
		path, text string
		kept       bool
	}{
		{first, dir + "2-response.bin", dir + "READ-ME-FIRST.txt", false},
		{second, dir + "2-response-2.bin", dir + "READ-ME-FIRST-2.txt", false},
		{first, dir + "2-response.bin", dir + "READ-ME-FIRST.txt", true},
	} {
		written, err := c.issued.Save(stick)
		if err != nil || written != (backoffice.SavedResponse{Path: c.path, Kept: c.kept}) {
			t.Errorf("%+v, %v; want %s", written, err, c.path)
		}
		if !bytes.Equal(get(t, stick, c.path), c.issued.Bytes) {
			t.Error("the response was not written as it was made")
		}
		text := string(get(t, stick, c.text))
		for _, want := range []string{filepath.Base(c.path), "STRING/pump-1", "2026-03-01T13:00:00Z", "NOT FINISHED", "ACT-B: 1\r\n"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in:\n%s", want, text)
			}
		}
	}
	if entries, err := os.ReadDir(filepath.Join(stick, dir)); err != nil || len(entries) != 4 {
		t.Errorf("%d files, want 4", len(entries))
	}
	if answers := tree(t, office, stick); len(answers) != 4 { // none of them is a request
		t.Errorf("answers %+v", answers)
	}
}

// Removals in the portal while the device's own request comes: whatever order
// they get, no unit is taken twice.
func TestRemoveAndProcessAtOnce(t *testing.T) { onBoth(t, removeAndProcessAtOnce) }

func removeAndProcessAtOnce(t *testing.T, at place) {
	path := at(t)
	offices := []*backoffice.Office{openAt(t, path), openAt(t, path)}
	d := newDevice(t, "pump-1")
	enroll(t, offices[0], d)
	requests := [][]byte{d.request(all()...), d.request(all()...), d.request()}

	const each = 4
	var wait sync.WaitGroup
	errs := make(chan error, 2*each)
	for i := range each {
		wait.Go(func() {
			_, err := offices[i%2].Remove(t.Context(), d.host, "ACT-A", 2)
			if errors.Is(err, backoffice.ErrNotHeld) || errors.Is(err, backoffice.ErrQuantity) {
				err = nil
			}
			errs <- err
		})
		wait.Go(func() {
			_, err := offices[(i+1)%2].Process(t.Context(), requests[i%len(requests)])
			errs <- err
		})
	}
	wait.Wait()
	for range 2 * each {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	waiting := 0
	for _, r := range snapshot(t, offices[0]).Waiting {
		waiting += r.Count
	}
	if waiting != 6 {
		t.Errorf("%d units wait, want 6", waiting)
	}
	audit(t, offices[1])
}
