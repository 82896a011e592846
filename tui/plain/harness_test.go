package plain

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device"
	"handback/device/serial"
	"handback/tui/internal/sample"
	"handback/tui/work"
)

// unit is a device whose messages nobody else can read. Once it has loaded a
// response it holds nothing.
type unit struct {
	identity capability.Identity
	held     []capability.License
	made     *capability.Made
	loads    int
	begun    chan struct{} // when set, tells that MakeRequest waits until it is stopped
}

func (u *unit) Identify(ctx context.Context) (capability.Identity, error) {
	return u.identity, ctx.Err()
}

func (u *unit) Licenses(context.Context, capability.Report) ([]capability.License, error) {
	return u.held, nil
}

func (u *unit) MakeRequest(ctx context.Context, _ []capability.Line, _ capability.Report) (capability.Made, error) {
	if u.begun != nil {
		close(u.begun)
		u.begun = nil
		<-ctx.Done()
		return capability.Made{}, ctx.Err()
	}
	data := u.request()
	u.made = &capability.Made{Name: "/lic/request.cap", Size: int64(len(data)), SHA256: capability.DigestOf(data)}
	return *u.made, nil
}

func (u *unit) request() []byte { return []byte{'V', 'E', 'N', 'D', 'O', 'R', byte(u.loads)} }

func (u *unit) LastMade(context.Context) (*capability.Made, error) { return u.made, nil }

func (u *unit) Fetch(context.Context, capability.Made, capability.Report) ([]byte, error) {
	return u.request(), nil
}

func (u *unit) LoadResponse(_ context.Context, data []byte, _ capability.Report) (capability.Mark, error) {
	u.loads++
	u.held = nil
	u.identity.Last = &capability.Mark{Seq: 1, SHA256: capability.DigestOf(data)}
	return *u.identity.Last, nil
}

func (u *unit) Close() error { return nil }

// talk is a conversation over a real desk on a temporary ledger, with a unit and a
// folder as the stick.
type talk struct {
	t     *testing.T
	unit  *unit
	stick string
	o     Options
	out   written
}

const port = "/dev/ttyUSB0"

func newTalk(t *testing.T) *talk {
	t.Helper()
	l, err := ledger.Open(filepath.Join(t.TempDir(), "state"), ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	reading := sample.Reading()
	k := &talk{t: t, stick: t.TempDir(), unit: &unit{identity: reading.Device, held: slices.Clone(reading.Licenses)}}
	k.unit.identity.Last = nil
	k.o = Options{
		Options: work.Options{
			Desk: desk.New(desk.Options{Ledger: l, Operator: "kim", Random: &counter{}, Now: time.Now}),
			Ports: func(context.Context, []string, bool) ([]serial.Port, error) {
				return []serial.Port{{Path: port}}, nil
			},
			Open: func(context.Context, string, string, device.Options) (device.Met, error) {
				return device.Met{Device: k.unit, Identity: k.unit.identity}, nil
			},
			Sticks:    func(context.Context) ([]media.Stick, error) { return nil, nil },
			OpenStick: media.Open,
			Port:      port, Stick: k.stick, Out: &k.out,
			PlayPortal: k.playPortal,
		},
		Certificate: func(r capability.Return) ([]byte, error) { return []byte("CERTIFICATE OF " + r.ID + "\n"), nil },
		Save:        func(path string, data []byte) error { return os.WriteFile(path, data, 0o600) },
	}
	return k
}

// playPortal puts a response beside the newest request.
func (k *talk) playPortal(context.Context) (string, error) {
	found, err := filepath.Glob(filepath.Join(k.stick, "HANDBACK", "*"))
	if err != nil || len(found) != 1 {
		return "", errors.New("no case on the stick")
	}
	return "The portal answered.", os.WriteFile(filepath.Join(found[0], "2-response.bin"), []byte("VENDOR\x00empty"), 0o600)
}

// says runs the conversation with these lines as answers, to its end. It returns what
// was said since.
func (k *talk) says(answers ...string) string {
	k.t.Helper()
	return k.saysTo(strings.NewReader(strings.Join(answers, "\n") + "\n"))
}

func (k *talk) saysTo(in io.Reader) string {
	k.t.Helper()
	k.out.reset()
	k.o.In = in
	if err := Run(k.t.Context(), k.o); err != nil {
		k.t.Errorf("it ended with %v", err)
	}
	return k.out.String()
}

// want reports what is missing in what was said, in this order.
func want(t *testing.T, said string, texts ...string) {
	t.Helper()
	rest := said
	for _, text := range texts {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Fatalf("%q was not said there:\n%s", text, said)
		}
		rest = after
	}
}

// counter is a source of return IDs that all differ.
type counter struct{ n byte }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		p[i] = c.n
	}
	return len(p), nil
}

// written is what was said, and tells of more.
type written struct {
	mu   sync.Mutex
	all  bytes.Buffer
	more chan struct{}
}

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.more != nil {
		close(w.more)
		w.more = nil
	}
	return w.all.Write(p)
}

func (w *written) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all.String()
}

func (w *written) reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all.Reset()
}

// await waits until a text was said.
func (w *written) await(t *testing.T, text string) {
	t.Helper()
	late := time.After(10 * time.Second)
	for {
		w.mu.Lock()
		said := strings.Contains(w.all.String(), text)
		if w.more == nil {
			w.more = make(chan struct{})
		}
		more := w.more
		w.mu.Unlock()
		if said {
			return
		}
		select {
		case <-more:
		case <-late:
			t.Fatalf("%q was never said:\n%s", text, w)
		}
	}
}
