package text

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"handback/capability"
	"handback/device"
	"handback/device/heard"
	"handback/device/serial"
	"handback/device/traffic"
)

// Ports and what is asked there.
const (
	ProbeKey    = "ask what is there"
	TerminalKey = "terminal"
	Probe       = "Asking what is there"
	ProbeWhat   = "ports asked" // as the progress has it

	ProbeTitle = "Ask what is there?"
	ProbeNo    = "No, leave them alone"
	ProbeYes   = "Yes, ask"
)

func ProbeQuestion(ports []serial.Port) []string {
	which := "this port"
	if len(ports) > 1 {
		which = "these ports"
	}
	lines := []string{"Handback then opens " + which + ", at one usual rate after the other:", ""}
	for _, p := range ports {
		lines = append(lines, Port(p))
	}
	return append(lines, "",
		"It sends a line break and, unless a login or a boot loader shows up, two questions of one line each. They change nothing on a device "+
			"that holds licenses. Another kind of device may show a line that it doesn't understand, and a board that starts anew when its port "+
			"is opened does so. The log tells what was sent.")
}

// Port names a port in one line.
func Port(p serial.Port) string {
	if p.USB == nil && p.Driver == "" && p.Friendly == "" {
		return Printable("", p.Path)
	}
	number := ""
	if p.USB != nil {
		number = p.USB.Serial
	}
	return Printable("  ", p.Path, p.Name(), number)
}

// AboutPort says the most telling of what is known of a port: who is connected
// there, what a probe found, who answered last; each may be nil.
func AboutPort(p serial.Port, connected *capability.Identity, found *device.Probed, last *device.LastDevice, now time.Time) string {
	switch {
	case connected != nil:
		return Connected(connected)
	case p.Holder != "":
		return "in use by " + Printable("", p.Holder)
	case p.Denied != nil:
		x := deniedText(p.Denied)
		return Printable(" ", x.What, x.Do)
	case found != nil:
		return probedText(*found)
	case last != nil:
		return fmt.Sprintf("last here: %s, %s", metText(*last), Age(last.Seen, now))
	case p.USB != nil && p.USB.Place != "":
		return "plugged in at " + Printable("", p.USB.Place)
	}
	return ""
}

// Connected names the device that is connected; empty: none is.
func Connected(d *capability.Identity) string {
	if d == nil {
		return ""
	}
	return "connected: " + Device(*d)
}

func metText(a device.LastDevice) string {
	return Printable(" ", a.Vendor, a.Model, a.Serial)
}

// probedText is what a probe found at a port.
func probedText(f device.Probed) string {
	switch {
	case f.Identity != nil:
		return fmt.Sprintf("found: %s (%s, %d baud)", Printable(" ", f.Identity.Vendor, f.Identity.Model, f.Identity.Serial), f.Protocol, f.Baud)
	case f.Protocol == device.ProtocolSMP:
		return fmt.Sprintf("found: SMP at %d baud, but no licenses", f.Baud)
	case f.Protocol != "":
		return Printable(" ", fmt.Sprintf("found: %s at %d baud", f.Heard, f.Baud), quotedText(f.Sample))
	case f.Err != nil:
		return "not asked: " + Printable("", Explain(f.Err).What)
	case f.Heard == heard.Nothing:
		return "asked at every usual rate: nothing answers"
	default:
		return fmt.Sprintf("asked at every usual rate: only %s", f.Heard)
	}
}

func quotedText(sample string) string {
	if sample == "" {
		return ""
	}
	return fmt.Sprintf("(%q)", Foreign(sample))
}

// ProbedLog says of a probed port what was found and what was sent.
func ProbedLog(f device.Probed) string {
	lines := []string{Printable("", f.Port.Path) + ": " + probedText(f)}
	for _, s := range f.Sent {
		for _, line := range s.Lines {
			lines = append(lines, fmt.Sprintf("  sent at %d baud: %s", s.Baud, hex.EncodeToString(line)))
		}
	}
	return strings.Join(lines, "\n")
}

// TakenAway says that a port went right after it came, and who is known to
// do that.
func TakenAway(p serial.Port) string {
	text := fmt.Sprintf("%s went away a moment after it came.", Port(p))
	if program, command := p.ConflictingProgram(); program != "" {
		text += fmt.Sprintf(" %s is known to take such adapters; '%s' ends that.", program, command)
	}
	return text
}

// Traffic is what passed on the line in use; empty: nothing.
func Traffic(c traffic.Counts) string {
	if c == (traffic.Counts{}) {
		return ""
	}
	text := fmt.Sprintf("Line: sent %s, received %s", sizeText(c.Sent), sizeText(c.Received))
	if c.Damaged > 0 {
		text += fmt.Sprintf(", %d damaged", c.Damaged)
	}
	if c.Again > 0 {
		text += fmt.Sprintf(", %d sent again", c.Again)
	}
	return text + "."
}

// Waited says that a port went away in the middle of an act, or is back.
func Waited(w device.Wait) string {
	if w.Back {
		return fmt.Sprintf("%s is back; the act goes on once the device has told who it is", Printable("", w.Port.Path))
	}
	return fmt.Sprintf("%s was unplugged; waiting for it until %s", Printable("", w.Port.Path), w.Until.Format("15:04:05"))
}

// Waiting is a wait as progress.
func Waiting(w device.Wait) capability.Progress {
	if w.Back {
		return capability.Progress{What: "the device is back"}
	}
	return capability.Progress{What: "unplugged: plug it in again to go on"}
}
