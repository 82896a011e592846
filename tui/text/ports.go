package text

import (
	"cmp"
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
	ProbeKey    Phrase = "find devices"
	TerminalKey Phrase = "terminal"
	Probe       Phrase = "Finding devices"
	ProbeWhat          = "ports asked" // as the progress has it

	ProbeTitle Phrase = "Find devices?"
	ProbeNo    Phrase = "No, leave them alone"
	ProbeYes   Phrase = "Yes, ask"
)

// Connect and sticks.
const (
	NoPorts      Phrase = "No serial port was found. Plug in the cable of the device."
	NoSticks     Phrase = "No stick was found. Plug one in, or type the path of a folder."
	TypedPort    Phrase = "Another port:"
	TypedPlace   Phrase = "Another place:"
	ConsoleHeard Phrase = "A console answers here, and nothing was typed into it. O chooses a profile that logs in."
	EmptyPort    Phrase = "Nothing was typed yet. Type the path of a serial port, such as /dev/ttyUSB0 or COM3, then Enter."
	EmptyPlace   Phrase = "Nothing was typed yet. Type the path of a folder, such as /media/stick or E:\\, then Enter."
	SticksHelp   Phrase = "Which stick is used?"
	SticksAgain  Phrase = "To which stick is the request saved again?"
)

func ProbeQuestion(ports []serial.Port) []string {
	which := say("this port")
	if len(ports) > 1 {
		which = say("these ports")
	}
	lines := []string{say("Handback then opens %s, at each usual rate in turn:", which), ""}
	for _, p := range ports {
		lines = append(lines, Port(p))
	}
	return append(lines, "",
		say("It sends a line break. Unless a login or a boot loader shows up, it then sends two questions of one line each. They change nothing on a device that holds licenses. Another kind of device may complain about a line that it doesn't understand. A board that restarts when its port is opened will restart. The log shows what was sent."))
}

// Adapter names the adapter of a port, by its own texts where it has some.
func Adapter(p serial.Port) string {
	for _, own := range []Phrase{"serial port", "built-in serial port"} {
		if p.Name() == string(own) {
			return own.String()
		}
	}
	return p.Name()
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
	return Printable("  ", p.Path, Adapter(p), number)
}

// ShortPort names a port of a list by the end of its path, where no other one has that,
// and by what it is: USB0  FTDI FT232R.
func ShortPort(p serial.Port, all []serial.Port) string {
	name := shortPortText(p.Path)
	for _, other := range all {
		if other.Path != p.Path && shortPortText(other.Path) == name {
			name = p.Path
		}
	}
	if p.USB == nil && p.Driver == "" && p.Friendly == "" {
		return Printable("", name)
	}
	return Printable("  ", name, Adapter(p))
}

// shortPortText is the end of a port's path: USB0 of /dev/ttyUSB0.
func shortPortText(path string) string {
	name := filepath.Base(path)
	if number, is := strings.CutPrefix(name, "tty"); is && (strings.HasPrefix(number, "USB") || strings.HasPrefix(number, "ACM")) {
		return number
	}
	if strings.HasPrefix(path, "/dev/pts/") || !strings.HasPrefix(path, "/dev/") && strings.ContainsAny(path, `/\`) {
		return path
	}
	return name
}

// AboutPort says what tells most about a port: who is connected there, what a
// probe found, or who answered last. Each may be nil.
func AboutPort(p serial.Port, connected *capability.Identity, found *device.ProbeResult, last *device.LastDevice, now time.Time) string {
	switch {
	case connected != nil:
		return say("connected: %s", Device(*connected))
	case p.Holder != "":
		return say("in use by %s", Printable("", p.Holder))
	case p.Denied != nil:
		x := deniedText(p.Denied)
		return Printable(" ", x.What, x.Do)
	case found != nil:
		return probedText(*found)
	case last != nil:
		return say("%s answered here %s", Printable(" ", last.Vendor, last.Model, last.Serial), Age(last.Seen, now))
	case p.Gone:
		return say("nothing is there now")
	case p.USB != nil && p.USB.Port != "":
		return say("plugged in at %s", Printable("", p.USB.Port))
	}
	return ""
}

// Connected names the device that is connected at a port, or says that the port is
// gone.
func Connected(d capability.Identity, port string, plugged bool) string {
	if !plugged {
		return say("%s unplugged", Device(d))
	}
	return say("%s on %s", Device(d), Middle(filepath.Base(shortPortText(port)), 16))
}

// HomeContext is what is plugged in: the device that is connected, else who works here,
// and how many sticks.
func HomeContext(around, operator string, sticks int) string {
	texts := []string{cmp.Or(around, Printable("", operator))}
	if sticks > 0 {
		texts = append(texts, say("%d sticks", sticks))
	}
	return Printable(" · ", texts...)
}

// NotConnected names a device that is not connected.
func NotConnected(d capability.Identity) string {
	if name := Device(d); name != "" {
		return say("%s not connected", name)
	}
	return ""
}

// probedText is what a probe found at a port.
func probedText(f device.ProbeResult) string {
	switch {
	case f.Identity != nil:
		return say("found: %s (%s, %d baud)", Printable(" ", f.Identity.Vendor, f.Identity.Model, f.Identity.Serial), f.Protocol, f.Baud)
	case f.Protocol == device.ProtocolSMP:
		return say("found: SMP at %d baud, but no licenses", f.Baud)
	case f.Protocol != "":
		return Printable(" ", say("found: %s at %d baud", Word(f.Heard), f.Baud), quotedText(f.Sample))
	case f.Err != nil:
		return say("not asked: %s", Printable("", Explain(f.Err).What))
	case f.Heard == heard.Nothing:
		return say("asked at every usual rate: nothing answers")
	default:
		return say("asked at every usual rate: only %s", Word(f.Heard))
	}
}

func quotedText(sample string) string {
	if sample == "" {
		return ""
	}
	return fmt.Sprintf("(%q)", Foreign(sample))
}

// ProbedLog says about a probed port what was found and what was sent.
func ProbedLog(f device.ProbeResult) string {
	lines := []string{Printable("", f.Port.Path) + ": " + probedText(f)}
	for _, s := range f.Sent {
		for _, line := range s.Lines {
			lines = append(lines, say("  sent at %d baud: %s", s.Baud, hex.EncodeToString(line)))
		}
	}
	return strings.Join(lines, "\n")
}

// TakenAway says that a port went away right after it came, and which program is
// known to do that.
func TakenAway(p serial.Port) string {
	text := say("%s disappeared a moment after it was plugged in.", Port(p))
	if program, command := p.ConflictingProgram(); program != "" {
		text += say(" %s is known to take such adapters; '%s' ends that.", program, command)
	}
	return text
}

// Traffic is what passed on the line in use; empty: nothing.
func Traffic(c traffic.Counts) string {
	if c == (traffic.Counts{}) {
		return ""
	}
	text := say("Line: sent %s, received %s", sizeText(c.Sent), sizeText(c.Received))
	if c.Damaged > 0 {
		text += say(", %d damaged", c.Damaged)
	}
	if c.Again > 0 {
		text += say(", %d sent again", c.Again)
	}
	return text + "."
}

// Waited says that a port went away during an act, or that it is back.
func Waited(w device.Wait) string {
	if w.Back {
		return say("%s is connected again; the step goes on when the device has identified itself", Printable("", w.Port.Path))
	}
	return say("%s was unplugged; waiting for it until %s", Printable("", w.Port.Path), w.Until.Format("15:04:05"))
}

// Waiting is a wait as progress.
func Waiting(w device.Wait) capability.Progress {
	if w.Back {
		return capability.Progress{What: say("the device is connected again")}
	}
	return capability.Progress{What: say("unplugged: plug it in again to go on"), Until: w.Until}
}

// How devices are reached.
const (
	ReachTitle   Phrase = "How is the device reached?"
	ReachKey     Phrase = "SMP or console"
	ReachChoose  Phrase = "choose this"
	ReachHelp    Phrase = "Most devices speak the management protocol. A device with only a console needs a profile, which tells how to log in and what to type there."
	BySMP        Phrase = "the management protocol (SMP)"
	TypedProfile Phrase = "A profile's file:"
	EmptyProfile Phrase = "Nothing was typed yet. Type the path of a profile, such as ./my-device.toml, then Enter."
	ProfileWork  Phrase = "Reading the profile"
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
	return say("Devices are reached by their console: %s.", ByProfile(name))
}

// The terminal view.
const (
	TerminalTitle Phrase = "Terminal"
	NothingYet    Phrase = "Nothing was received yet. Nothing is sent unless you choose to write."

	WriteKey    Phrase = "write"
	RateKey     Phrase = "rate"
	FileKey     Phrase = "log to a file"
	StampKey    Phrase = "times"
	StopWriting Phrase = "stop writing"

	WentAway   Phrase = "-- the port was unplugged; waiting for it --"
	CameBack   Phrase = "-- the port is connected again --"
	FileBegun  Phrase = "-- lines are written to %s --"
	FileEnded  Phrase = "-- lines are no longer written to the file --"
	NotWritten Phrase = "-- the file can't be written: %s --"
	NotSent    Phrase = "-- not sent: %s --"

	WriteTitle Phrase = "Write to the device?"
	WriteNo    Phrase = "No, only look"
	WriteYes   Phrase = "Yes, what I type goes to the device"
)

func WriteQuestion() []string {
	return []string{
		say("Every key then goes to the device, enter and esc too. A command that you type there can change it, and Handback does not know of it."),
		"",
		say("ctrl+] ends the writing."),
	}
}

func Terminal(port string) string { return say("Watching %s", Printable("", port)) }

func Rate(rate int) string { return say("-- %d baud --", rate) }

// Line is the port and what passed on it.
func Line(port string, c traffic.Counts) string {
	return say("%s  sent %s, received %s", Printable("", port), sizeText(c.Sent), sizeText(c.Received))
}

// Questions that a device or its profile puts.
const (
	AnswerTitle Phrase = "The device asks"
	DeedDone    Phrase = "done"
	GiveUp      Phrase = "don't answer"
)

// Question puts a question in words. A prompt is in it as the device
// wrote it.
func Question(q console.Question) string {
	prompt, before := Printable("", q.Text), ""
	if q.Again {
		before = say("The device refused the login. ")
	}
	switch q.About {
	case console.UserName:
		return say("%sThe device asks for a user name: %q.", before, prompt)
	case console.Password:
		return say("%sThe device asks for a password: %q. It is not kept, and no log shows it.", before, prompt)
	case console.Standing:
		return Printable(" ", TeachStopped(q.Text), TeachStands.String())
	default:
		return say("%s Press enter when it is done.", prompt)
	}
}

func ConnectHelp(forReturn bool) string {
	if forReturn {
		return say("The next step needs the device. At which port is it?")
	}
	return say("At which port is the device?")
}

// OfOtherDevice says about a port that another device than the wanted one answered there.
func OfOtherDevice(wanted capability.Identity) string {
	return say("That is not %s.", Device(wanted))
}

func OtherDevice(d capability.Identity) string {
	return say("Another device is connected: %s.", Device(d))
}
