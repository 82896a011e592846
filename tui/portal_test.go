package tui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/portal"
)

// fakePortal is a portal that a program reaches. Nobody can read its messages.
type fakePortal struct {
	err      error // of the next request; nil: it is answered
	got      int
	licenses []capability.PortalLicense
}

func (p *fakePortal) Target() portal.Target {
	return portal.Target{Kind: portal.FNO, Address: "https://portal.test/fno"}
}

func (p *fakePortal) Exchange(_ context.Context, q portal.Request, report capability.Report) ([]byte, error) {
	report.Tell("sending to the portal", 0, 0)
	if p.err != nil {
		return nil, p.err
	}
	p.got++
	return []byte("VENDOR\x00empty"), nil
}

func (p *fakePortal) Answer(context.Context, portal.Request) ([]byte, bool, error) {
	return nil, false, portal.ErrUnsupported
}

func (p *fakePortal) Look(context.Context, capability.HostID) (portal.Device, error) {
	return portal.Device{Licenses: p.licenses}, nil
}

func (p *fakePortal) Remove(context.Context, capability.HostID, []portal.Removal) error {
	return portal.ErrUnsupported
}

func (p *fakePortal) Obsolete(context.Context, capability.HostID) error { return portal.ErrUnsupported }
func (p *fakePortal) Check(context.Context, func(portal.Checkup))       {}

// portalHarness is a harness whose portal a program reaches.
func portalHarness(t *testing.T) (*harness, *fakePortal) {
	h, p := newHarness(t), &fakePortal{}
	x := portal.NewExchanger(p)
	h.o.Portal = func(capability.Identity) (*portal.Exchanger, error) { return x, nil }
	h.o.PlayPortal = nil
	return h, p
}

func TestWholeReturnByEnterWithoutAStick(t *testing.T) {
	h, p := portalHarness(t)
	if err := os.Remove(h.stick); err != nil {
		t.Fatal(err)
	}
	d := h.driver(t)
	d.toSteps()
	d.press("enter")
	d.sees("[next] 3 Save the request on a stick", "The portal can be reached from here. Send 1-return-request.bin", "enter send to the portal")
	d.press("enter")
	d.sees("The response was given by the portal", "Load the response")
	d.press("enter", "down", "enter")
	d.sees("Check that the licenses are gone")
	d.press("enter", "enter")
	d.sees("Send 3-confirmation-request.bin")
	d.press("enter")
	d.sees("The portal took the confirmation", "on an answer")
	if p.got != 2 {
		t.Errorf("%d requests", p.got)
	}
	p.licenses = []capability.PortalLicense{}
	d.press("k")
	d.sees("the portal says that all of it is credited", "That is the portal's word")
}

// TestStickIsUsedFirst where one is plugged in; a key sends all the same.
func TestStickIsUsedFirst(t *testing.T) {
	h, p := portalHarness(t)
	d := h.driver(t)
	d.toSteps()
	d.press("enter")
	d.sees("enter save", "p send to the portal")
	d.press("enter")
	d.sees("At the portal", "enter send to the portal")
	d.press("enter")
	d.sees("Load the response")
	if p.got != 1 {
		t.Errorf("%d requests", p.got)
	}
}

func TestRefusalIsToldAndSentAgainOnlyAfterAQuestion(t *testing.T) {
	h, p := portalHarness(t)
	p.err = &portal.Refused{Code: "20022", Text: "no such device"}
	d := h.driver(t)
	d.toSteps()
	d.press("enter", "p")
	d.sees("The portal refused", "20022", "no such device")
	d.press("esc")
	p.err = nil
	d.press("p")
	d.sees("The portal refused this very request before")
	d.press("esc")
	d.press("a")
	d.sees("Send it again", "20022", "> No, leave it as it is")
	d.press("down", "enter")
	d.sees("The response was given by the portal")
	if p.got != 1 {
		t.Errorf("%d requests", p.got)
	}
}

func TestPortalThatIsAway(t *testing.T) {
	h, p := portalHarness(t)
	p.err = errors.Join(portal.ErrNotSent, errors.New("no route to host"))
	d := h.driver(t)
	d.toSteps()
	d.press("enter", "p")
	d.sees("The portal can't be reached", "no route to host", "Nothing was sent")
	d.press("esc")
	d.sees("[next] 3 Save the request on a stick")
}

// TestDueRequestsAreNewsOnHome, and one key exchanges them.
func TestDueRequestsAreNewsOnHome(t *testing.T) {
	h, p := portalHarness(t)
	d := h.driver(t)
	d.toSteps()
	d.press("enter", "enter") // saved on the stick
	d.press("esc", "esc", "esc", "esc")

	other := h.driver(t) // the portal person's computer
	other.sees("1 request on", "waits for the portal: x sends it", "x exchange with the portal")
	other.send(sizeOf40x10())
	other.sees("x sends 1 request to the portal.")
	other.press("x")
	other.sees("Exchanged with the portal", "1 of 1 request answered")
	if found, _ := filepath.Glob(filepath.Join(h.stick, "HANDBACK", "*", "2-response.bin")); len(found) != 1 || p.got != 1 {
		t.Errorf("%d requests, responses %v", p.got, found)
	}
	other.press("esc")
	if strings.Contains(other.m.View(), "waits for the portal: x") {
		t.Errorf("it is still news:\n%s", other.m.View())
	}
}

func TestWhichWayIsBetter(t *testing.T) {
	d := newHarness(t).driver(t)
	d.press("b")
	d.sees("STARTED ON THE DEVICE", "visits to the")
}
