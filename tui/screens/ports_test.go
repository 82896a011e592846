package screens

import (
	"strings"
	"testing"

	"handback/capability"
	"handback/device"
	"handback/tui/internal/sample"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/muesli/termenv"
)

// atPorts is the connect screen of a return, with what answered at the first two ports.
func atPorts(t *testing.T) (Display, Connect) {
	t.Helper()
	d := still(t, termenv.Ascii)
	d.Size, d.Env.Room = widget.Area{W: 80, H: 24}, widget.Area{W: 80, H: 21}
	d.Env.Listed.Ports[0].Last = &device.LastDevice{Model: "X200", Serial: "SN0065", Host: capability.HostID{Type: "PUBLISHER_DEFINED", Value: "other"}, Seen: sample.Now()}
	d.Env.Listed.Ports[3].Last = &device.LastDevice{Model: "X200", Serial: "SN0042", Host: sample.Host, Seen: sample.Now()}
	opened, is := openConnect(d.Env, sample.Reading().Device).(Open)
	if !is {
		t.Fatal("the screen did not open")
	}
	c := opened.Screen.(Connect)
	d.Stack = append(d.Stack, c)
	return d, c
}

// TestRightPortIsPreselected: the cursor stands where the device answered last, and a
// port of another device says so.
func TestRightPortIsPreselected(t *testing.T) {
	d, c := atPorts(t)
	if at := c.At(c.rows(d.Env)); at != d.Env.Listed.Ports[3].Path {
		t.Errorf("the cursor stands on %s", at)
	}
	if view := d.View(); !strings.Contains(view, "That is not X200") {
		t.Errorf("the port of another device does not say so:\n%s", view)
	}
}

// TestConsoleOffersProfile: where a login was heard, the way to a profile is the first key
// beside enter.
func TestConsoleOffersProfile(t *testing.T) {
	d, c := atPorts(t)
	d.Env.Selection.Console = c.At(c.rows(d.Env))
	footer := strings.Join(d.Footer(), " ")
	if !strings.Contains(footer, "o SMP or console") || !strings.Contains(d.View(), "nothing was typed into it") {
		t.Errorf("a console was heard, and the footer is %q", footer)
	}
}

// TestTitleBarIsTrue: what stands in the title bar follows the list of ports.
func TestTitleBarIsTrue(t *testing.T) {
	d := atHand(stepsAt(capability.StageResponseFound)(t, still(t, termenv.Ascii)))
	d.Size = widget.Area{W: 80, H: 24}
	title := func() string { return strings.SplitN(d.View(), "\n", 2)[0] }
	if got := title(); !strings.Contains(got, "SN0042 on USB0") {
		t.Errorf("connected: %q", got)
	}
	d.Env.Unplugged = true
	if got := title(); !strings.Contains(got, "unplugged") {
		t.Errorf("while an act waits for the port: %q", got)
	}
	d.Env.Unplugged, d.Env.Listed.Ports = false, nil
	if got := title(); !strings.Contains(got, "unplugged") {
		t.Errorf("with no port left: %q", got)
	}
	d.Env.Listed.Ports = []work.Port{{Port: samplePorts()[0].Port}}
	d.Env.Listed.Ports[0].Gone = true
	if got := title(); !strings.Contains(got, "unplugged") {
		t.Errorf("with a named port that is gone: %q", got)
	}
	d.Env.Selection.Link = nil
	if got := title(); !strings.Contains(got, "not connected") {
		t.Errorf("disconnected: %q", got)
	}
}
