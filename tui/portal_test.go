package tui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/portal"
	"handback/tui/internal/sample"
	"handback/tui/widget"
	"handback/tui/work"

	tea "github.com/charmbracelet/bubbletea"
)

// fakePortal is a portal that a program reaches. It answers the same request with the
// same response.
type fakePortal struct {
	fails   []error // what comes of the next requests; nil: it answers
	deaf    bool    // it took the request, and its answer never comes
	unasked bool    // it can't be asked
	gate    chan struct{}
	begun   chan struct{} // tells that a request waits at the gate
	got     [][]byte
	says    portal.Device
}

var errCutLine = errors.New("the line was cut")

func (p *fakePortal) Target() portal.Target {
	return portal.Target{Kind: portal.FNO, Address: "https://portal.test/fno"}
}

func (p *fakePortal) Exchange(ctx context.Context, q portal.Request, _ capability.Report) ([]byte, error) {
	if p.gate != nil {
		p.begun <- struct{}{}
		select {
		case <-p.gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	if len(p.fails) > 0 {
		err := p.fails[0]
		if p.fails = p.fails[1:]; err != nil {
			return nil, err
		}
	}
	p.got = append(p.got, q.Data)
	if p.deaf {
		return nil, errCutLine
	}
	return []byte("VENDOR\x00empty"), nil
}

func (p *fakePortal) Answer(context.Context, portal.Request) ([]byte, bool, error) {
	return nil, false, portal.ErrUnsupported
}

func (p *fakePortal) Look(context.Context, capability.HostID) (portal.Device, error) {
	if p.unasked {
		return portal.Device{}, portal.ErrUnsupported
	}
	return p.says, nil
}

func (p *fakePortal) Remove(context.Context, capability.HostID, []portal.Removal) error { return nil }

func (p *fakePortal) Obsolete(context.Context, capability.HostID) error { return nil }
func (p *fakePortal) Check(context.Context, func(portal.Checkup))       {}

// online is a harness whose portal a program reaches, and into which no stick is
// plugged.
func online(t *testing.T) (*harness, *fakePortal) {
	t.Helper()
	h, p := newHarness(t), &fakePortal{}
	x := portal.NewExchanger(p)
	h.o.Portal = func(capability.Identity) (*portal.Exchanger, error) { return x, nil }
	h.o.PlayPortal = nil
	h.stick = filepath.Join(h.stick, "not there")
	return h, p
}

// plugIn puts a folder in the place of a stick.
func (h *harness) plugIn(t *testing.T) {
	t.Helper()
	h.stick = t.TempDir()
}

// toRequest makes the return request.
func (d *driver) toRequest() {
	d.t.Helper()
	d.toSteps()
	d.press("enter")
	d.sees("[>] 3")
}

func TestWholeReturnByEnterWithoutAStick(t *testing.T) {
	h, p := online(t)
	d := h.driver(t)
	d.toRequest()
	d.sees("[>] 3 At the portal: upload the request, download the response", "[ ] 7 At the portal: upload the confirmation")
	d.sees("Enter sends the return request to the portal. S takes a stick instead.", "cannot be undone")
	d.press("enter")
	d.sees("The response was given by the portal", "[>] 4 Load the response")
	d.press("enter", "down", "enter")
	d.sees("[>] 5 Check")
	d.press("enter", "enter")
	d.sees("[>] 7 At the portal: upload the confirmation", "Enter sends the confirmation request to the portal.")
	d.press("enter")
	d.sees("Done")
	if r := h.newest(t); r.Closing != capability.ClosedOnAnswer || len(p.got) != 2 {
		t.Errorf("closed on %q, %d requests", r.Closing, len(p.got))
	}
}

func TestStickThatIsPluggedInGoesFirst(t *testing.T) {
	h, p := online(t)
	h.plugIn(t)
	d := h.driver(t)
	d.toRequest()
	d.sees("[>] 3 Save the request on a stick", "P sends it to the portal right away.")
	d.press("enter")
	d.sees("[>] 4", "Enter looks for the answer on", "then goes to the portal")
	if len(p.got) != 0 {
		t.Fatal("it was sent although a stick was plugged in")
	}
	d.press("enter")
	d.sees("[>] 5")
	if len(p.got) != 1 || len(h.newest(t).Entries) == 0 {
		t.Errorf("%d requests", len(p.got))
	}
}

func TestRequestIsSentRightAwayThoughAStickIsPluggedIn(t *testing.T) {
	h, p := online(t)
	h.plugIn(t)
	d := h.driver(t)
	d.toRequest()
	d.press("p")
	d.sees("The response was given by the portal", "Load the response")
	if files, err := os.ReadDir(h.stick); err != nil || len(files) != 0 || len(p.got) != 1 {
		t.Errorf("on the stick: %v, %v; %d requests", files, err, len(p.got))
	}
}

// unfit makes the stick one that can't be used.
func (h *harness) unfit(change func(*media.Stick)) {
	sticks := h.o.Sticks
	h.o.Sticks = func(ctx context.Context) ([]media.Stick, error) {
		all, err := sticks(ctx)
		for i := range all {
			change(&all[i])
		}
		return all, err
	}
}

// TestUnfitStickIsPassedOver: enter does without it, and says so.
func TestUnfitStickIsPassedOver(t *testing.T) {
	locked := func(s *media.Stick) { s.State = media.Locked }
	protected := func(s *media.Stick) { s.Protected, s.ReadOnly = true, true }
	for name, tt := range map[string]struct {
		saved bool // the request, on a stick that became unfit afterwards
		unfit func(*media.Stick)
		says  string
	}{
		"write-protected":          {false, protected, "write-protected by its switch, so nothing can be saved on it. Enter sends the return request"},
		"encrypted":                {false, locked, "can't be used as it is. Encrypted. Unlock it with the tools of this system, then use it. Enter sends"},
		"encrypted, at the portal": {true, locked, "Encrypted. Unlock it with the tools of this system, then use it. Enter goes to the portal"},
	} {
		t.Run(name, func(t *testing.T) {
			h, p := online(t)
			h.plugIn(t)
			d := h.driver(t)
			d.toRequest()
			if tt.saved {
				d.press("enter")
				d.sees("[>] 4")
			}
			h.unfit(tt.unfit)
			d = h.driver(t)
			d.press("enter")
			d.sees("[>]", tt.says)
			d.press("enter")
			d.sees("The response was given by the portal", "Load the response")
			if len(p.got) != 1 {
				t.Errorf("%d requests", len(p.got))
			}
		})
	}
}

// TestStickThatFailsIsPassedOver: what only shows when it is used is told afterwards.
func TestStickThatFailsIsPassedOver(t *testing.T) {
	h, p := online(t)
	h.plugIn(t)
	d := h.driver(t)
	d.toRequest()
	d.press("enter")
	d.sees("[>] 4")
	h.unfit(func(s *media.Stick) { s.State = media.Unmounted })
	h.o.Mount = func(context.Context, *media.Stick) (*media.Stick, error) { return nil, media.ErrNotMounted }
	d = h.driver(t)
	d.press("enter")
	d.sees("[>] 4")
	d.press("enter")
	d.sees("The response was given by the portal", "The stick was not used.", "[>] 5 Load the response")
	if len(p.got) != 1 {
		t.Errorf("%d requests", len(p.got))
	}
}

// waiting sends a request up to the moment when the portal has it.
func waiting(t *testing.T) (*harness, *fakePortal, *driver, tea.Cmd) {
	t.Helper()
	h, p := online(t)
	h.plugIn(t)
	d := h.driver(t)
	d.toRequest()
	p.gate, p.begun = make(chan struct{}), make(chan struct{}, 1)
	cmd := d.begin(widget.Press("p"))
	<-p.begun
	cmd = d.begin(cmd())
	d.sees("Portal, return request", "sending to the portal", "esc stop")
	return h, p, d, cmd
}

// TestLookingAroundGoesOnWhileThePortalIsWaitedFor: a stick that is pulled meanwhile
// is missed.
func TestLookingAroundGoesOnWhileThePortalIsWaitedFor(t *testing.T) {
	h, p, d, cmd := waiting(t)
	h.stick = filepath.Join(h.stick, "gone")
	d.send(tickMsg(sample.Now()))
	if len(d.m.Env.Listed.Sticks) != 0 {
		t.Error("the stick is still listed")
	}
	d.sees("Portal, return request", "esc stop")
	d.press("enter", "p", "m")
	d.sees("Portal, return request", "esc stop")
	close(p.gate)
	d.run(cmd)
	d.sees("The response was given by the portal", "Load the response")
	if len(p.got) != 1 {
		t.Errorf("%d requests", len(p.got))
	}
}

func TestStoppedAtThePortalAndGoneOn(t *testing.T) {
	h, p, d, cmd := waiting(t)
	d.press("esc")
	d.run(cmd)
	d.sees("It is not known whether the request reached the portal.")
	if r := h.newest(t); r.Exchange == nil || r.Exchange.State != capability.ExchangeUncertain {
		t.Fatalf("on record is %+v", r.Exchange)
	}
	p.gate = nil
	d.press("enter", "p")
	d.sees("The response was given by the portal", "Load the response")
	if r := h.newest(t); r.Exchange.Times != 2 {
		t.Errorf("on record is %+v", r.Exchange)
	}
}

func TestQuitLetsThePortalAnswer(t *testing.T) {
	h, p, d, cmd := waiting(t)
	d.press("q")
	d.sees("closes when this is done")
	d.send(tickMsg(sample.Now()))
	if d.left {
		t.Fatal("looking around ended the program")
	}
	close(p.gate)
	d.run(cmd)
	if r := h.newest(t); !d.left || r.Stage != capability.StageResponseFound {
		t.Errorf("left %v at %s", d.left, r.Stage)
	}
}

// TestProgramEndsWhileThePortalIsWaitedFor: what was sent is on record, and the
// portal is asked for it afterwards.
func TestProgramEndsWhileThePortalIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _, d, _ := waiting(t)
		if ended, err := d.m.runner.Close(timeoutOf("", false)); !ended || err != nil {
			t.Fatalf("ended %v, %v", ended, err)
		}
		if r := h.newest(t); r.Exchange == nil || !r.Exchange.State.Open() {
			t.Errorf("on record is %+v", r.Exchange)
		}
	})
}

func TestLateAnswerOfThePortalIsDropped(t *testing.T) {
	h, _ := online(t)
	d := h.driver(t)
	d.toRequest()
	before := d.m.View()
	late := d.m.runner.Start(work.Job{Portal: true, Do: func(context.Context, *work.Worker, capability.Report) (any, error) {
		return work.Exchanged{}, nil
	}})
	d.m.runner.Start(work.Job{Portal: true, Quiet: true, Do: func(context.Context, *work.Worker, capability.Report) (any, error) { return nil, nil }})
	d.send(late.Wait())
	if d.m.View() != before {
		t.Errorf("a late answer came through:\n%s", d.m.View())
	}
}

func TestRefusedRequestIsSentAgainOnlyWhenAPersonSaysSo(t *testing.T) {
	h, p := online(t)
	p.fails = []error{&portal.Refused{Code: "20022", Text: "invalid\x1b[31m device"}}
	d := h.driver(t)
	d.toRequest()
	d.press("enter")
	d.sees("Error", "The portal refused: 20022 invalid[31m device.")
	d.press("enter")
	d.sees("Problem: The portal refused the request.", "[>] 3")
	d.press("enter")
	d.sees("Send it again?", "refused this very request before: 20022 invalid[31m device.", "> No, not yet")
	d.press("enter")
	if len(p.got) != 0 {
		t.Fatal("no was taken for yes")
	}
	d.press("enter", "down", "enter")
	d.sees("The response was given by the portal", "Load the response")
	if len(p.got) != 1 || h.newest(t).Problem != nil {
		t.Errorf("%d requests, problem %v", len(p.got), h.newest(t).Problem)
	}
}

// TestPortalThatNeverAnswers: the same request goes there three times, then a person
// has to look.
func TestPortalThatNeverAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, p := online(t)
		p.deaf = true
		d := h.driver(t)
		d.toRequest()
		d.press("enter")
		d.sees("Error", "It is not known whether the request reached the portal.")
		d.press("enter", "enter")
		d.sees("Send it again?", "The request was sent 3 times and never answered.")
		p.deaf = false
		d.press("down", "enter")
		d.sees("The response was given by the portal", "Load the response")
		if len(p.got) != 4 || !slices.EqualFunc(p.got[:3], p.got[1:], slices.Equal) {
			t.Errorf("%d requests: %q", len(p.got), p.got)
		}
	})
}

func TestPortalThatCantBeReached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, p := online(t)
		p.fails = slices.Repeat([]error{fmt.Errorf("%w: no route to host", portal.ErrNotSent)}, capability.MaxExchangeTimes)
		d := h.driver(t)
		d.toRequest()
		d.press("enter")
		d.sees("Error", "The portal can't be reached", "Nothing was sent to the portal.")
		p.fails = nil
		d.press("enter", "enter")
		d.sees("The response was given by the portal", "Load the response")
	})
}

func TestAnswerThatComesLaterIsNoError(t *testing.T) {
	h, p := online(t)
	p.fails = []error{portal.ErrPending}
	d := h.driver(t)
	d.toRequest()
	d.press("enter")
	d.sees("The request is on its way, and the response comes later.", "[>]")
	if r := h.newest(t); r.Exchange.State != capability.ExchangePending {
		t.Errorf("on record is %+v", r.Exchange)
	}
}

func TestPortalIsAskedWhereAReturnStands(t *testing.T) {
	h, p := online(t)
	p.says = portal.Device{Licenses: []capability.PortalLicense{{ActivationID: "ACT-DOPPLER-7Q4M", Consumed: 1, State: capability.WaitingForConfirmation}}}
	d := h.driver(t)
	d.toRequest()
	d.press("a")
	d.sees("The portal's word", "waits for the device's confirmation", "Seen here", "1 Read the licenses", "Claimed by persons Nothing.")
	d.press("enter")
	d.sees("[>] 3", "The portal's word. Asked")
	d.press("esc")
	d.sees("Returns", "portal: confirmation due")
	p.unasked = true
	d.press("enter", "a")
	d.sees("Error", "can't be asked for that by program")
}
