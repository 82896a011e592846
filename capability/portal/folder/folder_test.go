package folder

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/capability/portal"
	"handback/capability/testkit"
)

var (
	requestData  = []byte("the request")
	responseData = []byte("the response")
)

// folders makes a portal and gives the paths of its folders.
func folders(t *testing.T, wait time.Duration) (p *Portal, outbox, inbox string) {
	t.Helper()
	dir := testkit.Dir(t)
	outbox, inbox = filepath.Join(dir, "out"), filepath.Join(dir, "in")
	for _, d := range []string{outbox, inbox} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	p, err := New(Options{Name: "diode", Outbox: outbox, Inbox: inbox, Wait: wait})
	if err != nil {
		t.Fatal(err)
	}
	return p, outbox, inbox
}

func readable() portal.Request {
	return portal.Request{Data: requestData, Answers: func(r []byte) bool { return bytes.Equal(r, responseData) }}
}

func write(t *testing.T, data []byte, path ...string) {
	t.Helper()
	name := filepath.Join(path...)
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, data, 0o600)); err != nil {
		t.Error(err)
	}
}

// sent are the files in the outbox that a courier takes.
func sent(t *testing.T, outbox string) (names []string) {
	t.Helper()
	all, err := os.ReadDir(outbox)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}

func TestResponseIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, outbox, inbox := folders(t, time.Minute)
		write(t, []byte("of somebody else"), inbox, "response.bin")
		go func() {
			time.Sleep(20 * time.Second)
			write(t, responseData[:5], inbox, "mail", "FW answer.bin") // half of it
			time.Sleep(time.Second)
			write(t, responseData, inbox, "mail", "FW answer.bin")
		}()
		got, err := p.Exchange(t.Context(), readable(), nil)
		if err != nil || !bytes.Equal(got, responseData) {
			t.Fatalf("%q, %v", got, err)
		}
		names := sent(t, outbox)
		if len(names) != 1 || !strings.HasPrefix(names[0], "request-") {
			t.Fatalf("in the outbox: %q", names)
		}
		data, err := os.ReadFile(filepath.Join(outbox, names[0]))
		if err != nil || !bytes.Equal(data, requestData) {
			t.Errorf("%q, %v", data, err)
		}
	})
}

func TestCourierThatTakesDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, outbox, inbox := folders(t, 0)
		for range 2 {
			if _, err := p.Exchange(t.Context(), readable(), nil); !errors.Is(err, portal.ErrPending) {
				t.Fatal(err)
			}
		}
		if names := sent(t, outbox); len(names) != 1 {
			t.Errorf("in the outbox: %q", names)
		}
		if _, known, err := p.Answer(t.Context(), readable()); known || err != nil {
			t.Errorf("known %t, %v", known, err)
		}
		write(t, responseData, inbox, "answer.bin")
		got, known, err := p.Answer(t.Context(), readable())
		if !known || err != nil || !bytes.Equal(got, responseData) {
			t.Errorf("%q, known %t, %v", got, known, err)
		}
	})
}

func TestUnreadableResponseIsToldByItsName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, inbox := folders(t, 0)
		q := portal.Request{Data: requestData}
		name := "Response-" + strings.ToUpper(tag(requestData)) + ".bin"
		write(t, []byte("opaque"), inbox, "other.bin")
		write(t, requestData, inbox, "request-"+tag(requestData)+".bin") // sent back as it went
		if _, known, err := p.Answer(t.Context(), q); known || err != nil {
			t.Fatalf("known %t, %v", known, err)
		}
		write(t, []byte("opaque"), inbox, name)
		if got, known, err := p.Answer(t.Context(), q); !known || err != nil || string(got) != "opaque" {
			t.Errorf("%q, known %t, %v", got, known, err)
		}
	})
}

func TestFoldersThatAreMissing(t *testing.T) {
	p, outbox, inbox := folders(t, 0)
	if err := os.Remove(inbox); err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Answer(t.Context(), readable()); err == nil {
		t.Error("an inbox that is missing")
	}
	if err := os.RemoveAll(outbox); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Exchange(t.Context(), readable(), nil); !errors.Is(err, portal.ErrNotSent) {
		t.Errorf("an outbox that is missing: %v", err)
	}
	if _, err := New(Options{Outbox: outbox, Inbox: outbox + "/"}); !errors.Is(err, ErrSameFolder) {
		t.Error(err)
	}
}

func TestEndedContextEndsTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _, _ := folders(t, time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if _, err := p.Exchange(ctx, readable(), nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
}

func TestCheckSaysWhatIsThere(t *testing.T) {
	p, outbox, inbox := folders(t, 0)
	write(t, responseData, inbox, "answer.bin")
	var said []string
	p.Check(t.Context(), func(c portal.Checkup) {
		if c.Err != nil {
			t.Error(c.Err)
		}
		said = append(said, c.Text)
	})
	if len(said) != 4 || !strings.Contains(said[0], inbox+": 1 files") {
		t.Errorf("%q", said)
	}
	if err := os.Remove(outbox); err != nil {
		t.Fatal(err)
	}
	var last portal.Checkup
	p.Check(t.Context(), func(c portal.Checkup) { last = c })
	if last.Err == nil {
		t.Errorf("%+v", last)
	}
}

func TestNothingElseIsOffered(t *testing.T) {
	p, _, _ := folders(t, 0)
	host := capability.HostID{Type: "ETHERNET", Value: "02"}
	_, err := p.Look(t.Context(), host)
	for _, err := range []error{err, p.Remove(t.Context(), host, nil), p.Obsolete(t.Context(), host)} {
		if !errors.Is(err, portal.ErrUnsupported) {
			t.Error(err)
		}
	}
}
