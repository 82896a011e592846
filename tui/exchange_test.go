package tui

import (
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/portal"
	"handback/tui/text"
	"handback/tui/widget"

	tea "github.com/charmbracelet/bubbletea"
)

func TestRequestsOnAStickGoToThePortalFromHome(t *testing.T) {
	h, p := online(t)
	h.plugIn(t)
	d := h.driver(t)
	d.toRequest()
	d.press("enter")
	d.sees("[>] 4")
	d.press("esc")
	d.sees("X sends 1 request to the portal.", "x to the portal")
	d.press("x")
	d.sees("Sent to the portal", "1 of 1 request answered.", "Answered")
	d.press("esc")
	if view := d.m.View(); strings.Contains(view, "X sends") || len(p.got) != 1 {
		t.Errorf("%d requests; still news:\n%s", len(p.got), view)
	}
	found, err := filepath.Glob(filepath.Join(h.stick, media.Folder, "*", "2-response.bin"))
	if err != nil || len(found) != 1 {
		t.Fatalf("on the stick: %v, %v", found, err)
	}
	if r := h.newest(t); r.Stage != capability.StageRequestSaved || r.Exchange != nil {
		t.Errorf("the ledger knows of it already: %s, %+v", r.Stage, r.Exchange)
	}
	d.press("enter", "enter")
	d.sees("[>] 5")
}

func TestRefusedRequestOnAStickIsSentAgain(t *testing.T) {
	h, p := online(t)
	h.plugIn(t)
	no := &portal.Refused{Text: "no such device"}
	p.fails = []error{no}
	d := h.driver(t)
	d.toRequest()
	d.press("enter", "esc", "x")
	d.sees("0 of 1 request answered.", "Refused", "no such device")
	d.press("esc", "x")
	d.sees("refused this very request before", "A sends it again.")
	d.send(sizeOf40x10())
	d.press("a")
	d.sees("Send it again?")
	for range 8 {
		d.press("enter")
		if strings.Contains(d.m.View(), "> No, not yet") {
			break
		}
	}
	d.press("down", "enter")
	d.sees("1 of 1 request answered.")
	if len(p.got) != 1 {
		t.Errorf("%d requests", len(p.got))
	}
}

func TestExchangeStopsAndGoesOn(t *testing.T) {
	h, p := online(t)
	h.plugIn(t)
	d := h.driver(t)
	d.toRequest()
	d.press("enter", "esc")
	p.gate, p.begun = make(chan struct{}), make(chan struct{}, 1)
	cmd := d.begin(widget.Press("x"))
	<-p.begun
	d.press("esc")
	d.run(cmd)
	d.sees("0 requests answered, then it ended early.")
	p.gate = nil
	d.press("esc")
	d.sees("X sends 1 request")
	d.press("x")
	d.sees("1 of 1 request answered.")
}

// TestNoPortalNoNews: where none is configured, nothing speaks of one.
func TestNoPortalNoNews(t *testing.T) {
	h := newHarness(t)
	h.o.PlayPortal = nil
	d := h.driver(t)
	d.toRequest()
	d.press("enter", "p", "a")
	d.sees("[>] 4")
	d.press("esc", "x")
	if view := d.m.View(); strings.Contains(view, "to the portal") || strings.Contains(view, text.AskPortalKey.String()) {
		t.Errorf("a portal is offered:\n%s", view)
	}
}

func TestWhichWayIsBetter(t *testing.T) {
	d := newHarness(t).driver(t)
	d.press("i")
	d.sees("STARTED ON THE DEVICE", "STARTED IN THE PORTAL", "by hand", "by program", "proved when")
	d.press("esc")
	d.sees("Returns")
}

// TestPortalOfOtherDevices: where none serves this device, its files are carried.
func TestPortalOfOtherDevices(t *testing.T) {
	h, _ := online(t)
	h.o.Portal = func(capability.Identity) (*portal.Exchanger, error) { return nil, nil }
	h.plugIn(t)
	d := h.driver(t)
	d.toRequest()
	if strings.Contains(d.m.View(), "send to the portal") || strings.Contains(d.m.View(), text.AskPortalKey.String()) {
		t.Errorf("a portal is offered:\n%s", d.m.View())
	}
	d.press("enter")
	d.sees("[>] 4")
	d.press("esc", "x")
	d.sees("No portal of the configuration serves this device.")
}

// TestEnterBeforeTheSticksWereLookedAt waits for that look: an answer may lie on one,
// and then Enter takes it in instead of opening the return.
func TestEnterBeforeTheSticksWereLookedAt(t *testing.T) {
	h := newHarness(t)
	h.driver(t).toRequest()
	d := h.unbegun(t)
	look := d.m.Init()
	d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	d.press("enter")
	sticks := d.begin(look())
	if sticks == nil || d.m.Job != nil || !d.m.Env.Listed.Uncounted {
		t.Fatalf("the first look was %+v, and %+v has begun", d.m.Env.Listed, d.m.Job)
	}
	d.run(sticks)
	d.sees("[>] 3")
}
