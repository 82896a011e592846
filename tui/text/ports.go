package text

import (
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"handback/capability"
	"handback/device"
	"handback/device/console"
	"handback/device/console/profile"
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

// Connect and sticks.
const (
	NoPorts     = "No serial port was found. Plug in the cable of the device."
	NoSticks    = "No stick was found. Plug one in, or type the path of a folder."
	TypedPort   = "Another port:"
	TypedPlace  = "Another place:"
	EmptyPort   = "Nothing was typed yet. Type the path of a serial port, such as /dev/ttyUSB0 or COM3, then Enter."
	EmptyPlace  = "Nothing was typed yet. Type the path of a folder, such as /media/stick or E:\\, then Enter."
	SticksHelp  = "Which stick is used for this return?"
	SticksAgain = "To which stick is the request saved again?"
)

func ProbeQuestion(ports []serial.Port) []string {
	which := "this port"
	if len(ports) > 1 {
		which = "these ports"
	}
	lines := []string{"Handback then opens " + which + ", at each usual rate in turn:", ""}
	for _, p := range ports {
		lines = append(lines, Port(p))
	}
	return append(lines, "",
		"It sends a line break and, unless a login or a boot loader shows up, two questions of one line each. They change nothing on a device "+
			"that holds licenses. Another kind of device may show a line that it doesn't understand, and a board that restarts when its port "+
			"is opened will restart. The log tells what was sent.")
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

// AboutPort says what tells most about a port: who is connected there, what a
// probe found, or who answered last. Each may be nil.
func AboutPort(p serial.Port, connected *capability.Identity, found *device.ProbeResult, last *device.LastDevice, now time.Time) string {
	switch {
	case connected != nil:
		return "connected: " + Device(*connected)
	case p.Holder != "":
		return "in use by " + Printable("", p.Holder)
	case p.Denied != nil:
		x := deniedText(p.Denied)
		return Printable(" ", x.What, x.Do)
	case found != nil:
		return probedText(*found)
	case last != nil:
		return fmt.Sprintf("last here: %s, %s", Printable(" ", last.Vendor, last.Model, last.Serial), Age(last.Seen, now))
	case p.USB != nil && p.USB.Port != "":
		return "plugged in at " + Printable("", p.USB.Port)
	}
	return ""
}

// Connected names the device that is connected at a port, or says that the port is
// gone.
func Connected(d capability.Identity, port string, plugged bool) string {
	if !plugged {
		return Device(d) + " unplugged"
	}
	return Device(d) + " on " + middle(filepath.Base(port), 16)
}

// probedText is what a probe found at a port.
func probedText(f device.ProbeResult) string {
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
func ProbedLog(f device.ProbeResult) string {
	lines := []string{Printable("", f.Port.Path) + ": " + probedText(f)}
	for _, s := range f.Sent {
		for _, line := range s.Lines {
			lines = append(lines, fmt.Sprintf("  sent at %d baud: %s", s.Baud, hex.EncodeToString(line)))
		}
	}
	return strings.Join(lines, "\n")
}

// TakenAway says that a port went away right after it came, and which program is
// known to do that.
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

// Waited says that a port went away during an act, or that it is back.
func Waited(w device.Wait) string {
	if w.Back {
		return fmt.Sprintf("%s is back; the act goes on once the device has identified itself", Printable("", w.Port.Path))
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

// How devices are reached.
const (
	ReachTitle   = "How is the device reached?"
	ReachKey     = "SMP or console"
	ReachChoose  = "choose this"
	ReachHelp    = "Most devices speak the management protocol. One that has no more than a console needs a profile, which tells how to log in and what to type there."
	BySMP        = "the management protocol (SMP)"
	TypedProfile = "A profile's file:"
	EmptyProfile = "Nothing was typed yet. Type the path of a profile, such as ./my-device.toml, then Enter."
	ProfileWork  = "Reading the profile"
)

// ByProfile names a profile, by its title where it is built in.
func ByProfile(name string) string {
	if p, err := profile.Builtin(name); err == nil {
		return Printable(": ", name, p.Title)
	}
	return Printable("", name)
}

// Reach says how devices are reached now, where that is not the usual way.
func Reach(name string) string {
	if name == "" {
		return ""
	}
	return "Devices are reached by their console: " + ByProfile(name) + "."
}

// The terminal view.
const (
	TerminalTitle = "Terminal"
	NothingYet    = "Nothing was received yet. Nothing is sent unless you choose to write."

	WriteKey    = "write"
	RateKey     = "rate"
	FileKey     = "log to a file"
	StampKey    = "times"
	StopWriting = "stop writing"

	WentAway   = "-- the port was unplugged; waiting for it --"
	CameBack   = "-- the port is back --"
	FileBegun  = "-- lines are written to %s --"
	FileEnded  = "-- lines are no longer written to the file --"
	NotWritten = "-- the file can't be written: %s --"
	NotSent    = "-- not sent: %s --"

	WriteTitle = "Write to the device?"
	WriteNo    = "No, only look"
	WriteYes   = "Yes, what I type goes to the device"
)

func WriteQuestion() []string {
	return []string{
		"Every key then goes to the device, enter and esc too. A command that you type there can change it, and Handback does not know of it.",
		"",
		"ctrl+] ends the writing.",
	}
}

func Terminal(port string) string { return "Watching " + Printable("", port) }

func Rate(rate int) string { return fmt.Sprintf("-- %d bits a second --", rate) }

// Line is the port and what passed on it.
func Line(port string, c traffic.Counts) string {
	return fmt.Sprintf("%s  sent %s, received %s", Printable("", port), sizeText(c.Sent), sizeText(c.Received))
}

// Questions that a device or its profile puts.
const (
	AnswerTitle = "The device asks"
	DeedDone    = "done"
	GiveUp      = "don't answer"
)

// Question puts a question in words. A prompt stands in it as the device
// wrote it.
func Question(q console.Question) string {
	prompt, before := Printable("", q.Text), ""
	if q.Again {
		before = "The device refused the login. "
	}
	switch q.About {
	case console.UserName:
		return fmt.Sprintf("%sThe device asks for a user name: %q.", before, prompt)
	case console.Password:
		return fmt.Sprintf("%sThe device asks for a password: %q. It is not kept, and stands in no log.", before, prompt)
	default:
		return prompt + " Press enter when it is done."
	}
}

func ConnectHelp(forReturn bool) string {
	if forReturn {
		return "The next act needs the device. At which port is it?"
	}
	return "At which port is the device?"
}

func OtherDevice(d capability.Identity) string {
	return fmt.Sprintf("Connected is another device: %s.", Device(d))
}
