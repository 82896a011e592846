package tui

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
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
	"handback/tui/widget"
	"handback/tui/work"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
)

var errCable = errors.New("the cable was pulled")

// fakeDevice is a device whose messages nobody else can read. It does what the
// response "empty" says: what was asked for is gone.
type fakeDevice struct {
	host   capability.HostID
	held   []capability.License
	lines  []capability.Line
	made   *capability.Made
	last   *capability.Mark
	makes  int
	cut    bool          // the answer to the next load is lost
	gate   chan struct{} // when set, MakeRequest waits for it
	begun  chan struct{} // when set, tells that MakeRequest waits
	closed int
}

func (f *fakeDevice) Identify(ctx context.Context) (capability.Identity, error) {
	return f.met().Identity, ctx.Err()
}

// met is the device after it was connected to.
func (f *fakeDevice) met() device.Met {
	id := sample.Reading().Device
	id.Host, id.Last = f.host, f.last
	return device.Met{Device: f, Identity: id}
}

func (f *fakeDevice) Licenses(_ context.Context, report capability.Report) ([]capability.License, error) {
	report.Tell("read licenses", int64(len(f.held)), int64(len(f.held)))
	return f.held, nil
}

func (f *fakeDevice) MakeRequest(ctx context.Context, lines []capability.Line, _ capability.Report) (capability.Made, error) {
	if f.gate != nil {
		close(f.begun)
		select {
		case <-f.gate:
		case <-ctx.Done():
			return capability.Made{}, ctx.Err()
		}
	}
	f.makes++
	f.lines = append(f.lines, lines...)
	f.made = &capability.Made{Name: "/lic/request.cap", Size: 7, SHA256: capability.DigestOf(f.request())}
	return *f.made, nil
}

func (f *fakeDevice) request() []byte { return []byte{'V', 'E', 'N', 'D', 'O', 'R', byte(f.makes)} }

func (f *fakeDevice) LastMade(context.Context) (*capability.Made, error) { return f.made, nil }

func (f *fakeDevice) Fetch(context.Context, capability.Made, capability.Report) ([]byte, error) {
	return f.request(), nil
}

func (f *fakeDevice) LoadResponse(_ context.Context, data []byte, _ capability.Report) (capability.Mark, error) {
	for _, line := range f.lines {
		f.held = without(f.held, line)
	}
	f.last = &capability.Mark{Seq: 1, SHA256: capability.DigestOf(data)}
	if f.cut {
		f.cut = false
		return capability.Mark{}, errCable
	}
	return *f.last, nil
}

func without(held []capability.License, line capability.Line) []capability.License {
	var kept []capability.License
	for _, l := range held {
		if l.ActivationID == line.ActivationID {
			l.Count = line.Count
		}
		if l.Count > 0 {
			kept = append(kept, l)
		}
	}
	return kept
}

func (f *fakeDevice) Close() error {
	f.closed++
	return nil
}

// harness is a real desk on a temporary ledger, with a fake device and a folder
// as the stick.
type harness struct {
	device *fakeDevice
	stick  string
	o      work.Options
}

const port = "/dev/ttyUSB0"

func newHarness(t *testing.T) *harness {
	t.Helper()
	return newSiteHarness(t, media.SitePolicy{})
}

// newSiteHarness is a harness whose site has rules for sticks.
func newSiteHarness(t *testing.T, site media.SitePolicy) *harness {
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
	h := &harness{stick: t.TempDir(), device: &fakeDevice{host: sample.Host, held: sample.Reading().Licenses[:2]}}
	now := sample.Start
	var clock sync.Mutex
	h.o = work.Options{
		Desk: desk.New(desk.Options{
			Ledger: l, Operator: "kim", Random: &counter{}, Site: site,
			Now: func() time.Time {
				clock.Lock()
				defer clock.Unlock()
				now = now.Add(time.Second)
				return now
			},
		}),
		Ports:     listPort,
		Open:      func(context.Context, string, string, device.Options) (device.Met, error) { return h.device.met(), nil },
		Sticks:    h.sticks,
		OpenStick: media.Open, PlayPortal: h.playPortal,
		Now: sample.Now, ASCII: true,
	}
	return h
}

// listPort lists the port, and those that were named.
func listPort(_ context.Context, named []string, _ bool) ([]serial.Port, error) {
	var ports []serial.Port
	for _, path := range named {
		ports = append(ports, serial.Port{Path: path})
	}
	return append(ports, serial.Port{Path: port}), nil
}

func (h *harness) sticks(context.Context) ([]media.Stick, error) {
	s, err := media.Open(h.stick)
	if err != nil {
		return nil, nil // it was taken out
	}
	return []media.Stick{*s}, nil
}

// playPortal puts a response beside the request.
func (h *harness) playPortal(context.Context) (string, error) {
	found, err := filepath.Glob(filepath.Join(h.stick, "HANDBACK", "*"))
	if err != nil || len(found) != 1 {
		return "", errors.New("no case on the stick")
	}
	return "The portal answered.", os.WriteFile(filepath.Join(found[0], "2-response.bin"), []byte("VENDOR\x00empty"), 0o644)
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

// driver sends keys straight to the model and runs the commands in place.
type driver struct {
	t    *testing.T
	m    model
	left bool // the program was told to quit
}

func (h *harness) driver(t *testing.T) *driver {
	t.Helper()
	d := h.unbegun(t)
	d.run(d.m.Init())
	d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	return d
}

// unbegun is a driver before the first look around.
func (h *harness) unbegun(t *testing.T) *driver {
	t.Helper()
	r := work.NewRunner(context.Background(), h.o.WithDefaults())
	renderer := lipgloss.NewRenderer(io.Discard)
	renderer.SetColorProfile(termenv.Ascii)
	d := &driver{t: t, m: newModel(h.o, r, renderer)}
	d.m.tick = func() tea.Cmd { return nil }
	d.m.fade = func(int) tea.Cmd { return nil }
	return d
}

// send gives the model a message and does all that follows from it.
func (d *driver) send(msg tea.Msg) { d.run(d.begin(msg)) }

// begin gives the model a message and returns what is to be run.
func (d *driver) begin(msg tea.Msg) tea.Cmd {
	next, cmd := d.m.Update(msg)
	d.m = next.(model)
	return cmd
}

func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.QuitMsg:
		d.left = true
	case tea.BatchMsg:
		for _, one := range msg {
			d.run(one)
		}
	default:
		d.send(msg)
	}
}

func sizeOf40x10() tea.Msg { return tea.WindowSizeMsg{Width: 40, Height: 10} }

func (d *driver) press(names ...string) {
	for _, name := range names {
		d.send(widget.Press(name))
	}
}

// sees asserts that the texts are on the screen, broken into lines or not.
func (d *driver) sees(texts ...string) {
	d.t.Helper()
	view := withoutSides(d.m.Display.View())
	for _, text := range texts {
		if !strings.Contains(view, text) {
			d.t.Fatalf("%q is not on the screen:\n%s", text, d.m.Display.View())
		}
	}
	if h := lipgloss.Height(d.m.View()); h > d.m.Size.H {
		d.t.Fatalf("%d lines of %d", h, d.m.Size.H)
	}
}

// typesAfter asserts that the terminal's cursor stands right behind a text.
func (d *driver) typesAfter(text string) {
	d.t.Helper()
	view, at := d.m.Frame()
	line := strings.Split(view, "\n")[at.Line]
	if before := ansi.Truncate(line, at.Column, ""); !strings.HasSuffix(before, text) {
		d.t.Fatalf("the cursor does not stand behind %q: line %d, column %d of\n%s", text, at.Line, at.Column, view)
	}
}

// withoutSides is the text of a view in one line, without the sides of panels.
func withoutSides(view string) string {
	lines := strings.Split(view, "\n")
	for i, line := range lines {
		if in, left := strings.CutPrefix(strings.TrimSpace(line), "|"); left {
			lines[i] = strings.TrimSuffix(in, "|")
		}
	}
	return strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
}

// toSteps opens a return of all licenses.
func (d *driver) toSteps() {
	d.t.Helper()
	d.sees("Returns", "Devices")
	d.press("enter")
	d.sees("The device holds 2 licenses")
	d.press("enter", "a", "enter", "enter")
	d.sees("[>] 2 Make the return request")
}

// toLoad goes on to the point of no return.
func (d *driver) toLoad() {
	d.t.Helper()
	d.toSteps()
	d.press("enter", "enter")
	d.sees("[>] 4 At the portal")
	d.press("p", "enter")
	d.sees("1 file on", "C looks at it", "[>] 4 At the portal")
	d.choosesTheFile()
	d.sees("[>] 5 Load the response")
}

// choosesTheFile takes the only file that could be the response for it.
func (d *driver) choosesTheFile() {
	d.t.Helper()
	d.press("c")
	d.sees("Which file is it?")
	d.press("enter")
	d.sees("Is this the response?", "> No, not yet")
	d.press("down", "enter")
}

// logged are the lines of the log as they are shown, without their times.
func (d *driver) logged() string {
	var lines []string
	for _, l := range d.m.runner.Log() {
		lines = append(lines, l.Text)
	}
	return strings.Join(lines, "\n")
}
