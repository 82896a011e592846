package text

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/device"
)

// The bench.
const (
	BenchTitle   Phrase = "Bench"
	BenchWork    Phrase = "The bench"
	BenchDevices Phrase = "Devices"
	BenchForAll  Phrase = "For all that are ready"
	BenchDead    Phrase = "dead"

	BenchKey      Phrase = "bench"
	BenchAllKey   Phrase = "do it for all"
	BenchPickKey  Phrase = "choose"
	BenchMeetKey  Phrase = "find devices"
	BenchOpenKey  Phrase = "open the return"
	BenchWhyKey   Phrase = "why"
	BenchStartKey Phrase = "open a return"
	BenchAgainKey Phrase = "open the bench"
	BenchRetryKey Phrase = "try again"

	BenchNobody  Phrase = "No device is known yet. Plug in the serial cables; P finds the devices."
	BenchNoMatch Phrase = "No device matches. Esc ends the filter."
	BenchStopped Phrase = "The bench is closed. Enter opens it again."
	BenchNothing Phrase = "Nothing is ready."
)

// What a unit of the bench needs, or does.
const (
	BenchNew      Phrase = "open a return"
	BenchEmpty    Phrase = "holds no license"
	BenchQueued   Phrase = "waits for its turn"
	BenchByYou    Phrase = "you"
	BenchLook     Phrase = "look"
	BenchPlug     Phrase = "plug it in"
	BenchNoStick  Phrase = "a stick"
	BenchNoAnswer Phrase = "no answer"
)

// ErrHoldsOther says that a device holds something else than what a person was shown.
var ErrHoldsOther = errors.New("the device holds something else than what was shown")

// benchWords are the words for an act where a row of the bench has little room: what
// a unit needs, and what it does.
var benchWords = map[capability.ActKind]struct{ needs, does Phrase }{
	capability.ActMakeRequest:        {"make the request", "making the request"},
	capability.ActSaveRequest:        {"save the request", "saving the request"},
	capability.ActUploadRequest:      {"at the portal", "asking for the answer"},
	capability.ActFetchResponse:      {"at the portal", "asking for the answer"},
	capability.ActLoadResponse:       {"load", "loading"},
	capability.ActCheckLicenses:      {"check the licenses", "reading the licenses"},
	capability.ActMakeConfirmation:   {"make the confirmation", "making the confirmation"},
	capability.ActSaveConfirmation:   {"save the confirmation", "saving the confirmation"},
	capability.ActUploadConfirmation: {"at the portal", "asking for the answer"},
	capability.ActDeclare:            {"declare it dead", "noting"},
	capability.ActSaveDeclaration:    {"save the declaration", "saving the declaration"},
	capability.ActRecordDecision:     {"waits for the decision", "noting"},
	capability.ActActivate:           {"begin the activation", "beginning the activation"},
	capability.ActAskDevice:          {"ask what happened", "asking the device"},
	capability.ActNothing:            {"closed", "closed"},
}

// BenchNeeds is what a unit needs next.
func BenchNeeds(kind capability.ActKind) string { return benchWords[kind].needs.String() }

// BenchDoes is what a unit does while an act runs.
func BenchDoes(kind capability.ActKind) string { return benchWords[kind].does.String() }

// BenchSends is what a unit needs whose portal a program reaches.
func BenchSends(has bool) string {
	if has {
		return say("send to the portal")
	}
	return say("fetch the answer")
}

// BenchClosed says how a return closed.
func BenchClosed(c capability.Closing) string {
	words := map[capability.Closing]Phrase{
		capability.ClosedOnProof:    "closed on proof",
		capability.ClosedOnAnswer:   "closed, the portal took it",
		capability.ClosedOnTrust:    "closed, no proof is asked",
		capability.ClosedOnClaim:    "closed on a claim",
		capability.ClosedOnDecision: "written off",
		capability.ClosedOnReading:  "closed, as it was read",
	}[c]
	return cmp.Or(words, "closed").String()
}

// BenchContext counts what is on the bench.
func BenchContext(devices, ports int, stick *media.Stick, sticks int) string {
	what := say("no stick")
	switch {
	case stick != nil && stick.Free > 0:
		what = say("%s %s free", Stick(stick), sizeText(stick.Free))
	case stick != nil:
		what = Stick(stick)
	case sticks > 1:
		what = say("%d sticks, s chooses", sticks)
	}
	return say("%d devices", devices) + " · " + say("%d ports", ports) + " · " + what
}

// BenchChosen counts the units that are chosen; empty: none is.
func BenchChosen(chosen, all int) string {
	if chosen == 0 {
		return ""
	}
	return say("%d chosen of %d", chosen, all)
}

// BenchAsking says that the ports are asked, or what happened.
func BenchAsking(ports, silent int, asking bool) string {
	if asking {
		return say("Asking at %s what is there ...", say("%d ports", ports))
	}
	return say("Nobody answered at %s.", say("%d ports", silent))
}

// BenchCount is how many units an act is ready for. One that can't be undone says so.
func BenchCount(n int, what string, undo bool) string {
	if undo {
		return fmt.Sprintf("%d %s", n, what)
	}
	return say("%d %s, cannot be undone", n, what)
}

// The counts of what is not ready.
func BenchAtPortal(n int, stick *media.Stick) string {
	if stick == nil {
		return say("%d wait for the portal", n)
	}
	return say("%d look for the answer on %s", n, Stick(stick))
}

func BenchAway(n int) string   { return say("%d not plugged in", n) }
func BenchLooks(n int) string  { return say("%d for you to look at", n) }
func BenchRuns(n int) string   { return say("%d at work", n) }
func BenchSticks(n int) string { return say("%d wait for a stick", n) }

// BenchDone says which unit did what.
func BenchDone(d desk.Done) string { return Device(d.Return.Device) + ": " + Done(d) }

// BenchFailed says which unit failed, and why.
func BenchFailed(d capability.Identity, err error) string {
	return Printable(": ", Device(d), Explain(err).What)
}

// BenchWaited says that a unit was unplugged in the middle of an act, or is back.
func BenchWaited(d capability.Identity, w device.Wait) string {
	if w.Back {
		return say("%s is connected again.", Device(d))
	}
	return say("%s was unplugged. Plug it in again to go on.", Device(d))
}

// BenchTaking says that a stick is looked through, and BenchTaken what happened.
func BenchTaking(stick string) string {
	return say("Looking for answers on %s ...", Printable("", stick))
}

func BenchTaken(taken, waiting int, stick string) string {
	return say("%d of %s that this ledger waits for are on %s.", taken, say("%d answers", waiting), Printable("", stick))
}

// BenchAge is how long something has been so, in little room.
func BenchAge(since, now time.Time) string {
	if now.Sub(since) < time.Minute {
		return ""
	}
	return ShortAge(since, now)
}

// BenchAmount is how far an act is, in little room; empty: nobody knows.
func BenchAmount(p capability.Progress, gone time.Duration) string {
	if p.Total <= 0 {
		return ""
	}
	amount := fmt.Sprintf("%d %%", min(max(p.Done, 0), p.Total)*100/p.Total)
	if s := gone.Seconds(); s >= 1 && p.Done > 0 && p.Total > p.Done {
		amount += fmt.Sprintf(" %d s", int64(float64(p.Total-p.Done)*s/float64(p.Done)+0.5))
	}
	return amount
}

// PortName is a port in little room: the end of its path; a dash for none.
func PortName(path string) string {
	if path == "" {
		return "-"
	}
	name := path[strings.LastIndexAny(path, `/\`)+1:]
	return Printable("", strings.TrimPrefix(name, "tty"))
}

// HeldLine is what a device holds of one license.
func HeldLine(l capability.License) string {
	return Printable(" · ", string(l.ActivationID), Feature(l), Holds(l.Count), Expiry(l))
}

// BenchRow is a unit in full, below the rows.
func BenchRow(d capability.Identity, r capability.Return, held []capability.License) string {
	what := say("%s, no return", say("%d licenses", len(held)))
	if r.ID != "" {
		what = string(r.ID) + " · " + Order(r)
	}
	return Printable(" · ", Device(d), d.Host.String(), what)
}

// Questions of the bench.
const (
	BenchStartTitle Phrase = "Open these returns?"
	BenchLoadTitle  Phrase = "Load the responses?"
	BenchLoadNo     Phrase = "No, not now"
	BenchLoadField  Phrase = "Number of devices that lose licenses"
	BenchMeetTitle  Phrase = "Ask at the ports?"
	BenchMeetNo     Phrase = "No"
	BenchMeetYes    Phrase = "Yes, find devices"
	BenchLeaveTitle Phrase = "Leave the bench?"
	BenchLeaveNo    Phrase = "No, stay"
	BenchLeaveYes   Phrase = "Yes, leave"
)

func BenchLeave(running int) string {
	return say("Steps run on %s. They are finished first, and nothing new is begun.", say("%d devices", running))
}

func BenchMeet(ports int) string {
	return say("Handback connects at %s and asks which device is there and what it holds. That changes no device. A device that is plugged in later is asked too.", say("%d ports", ports))
}

// BenchStart says what is opened: for whom, and how much of it.
func BenchStart(devices, licenses, units int) string {
	return say("%s: %s, %s, all of it to return. Nothing stops working yet, and it can be undone.", say("%d returns", devices), say("%d licenses", licenses), say("%d units", units))
}

func BenchStartYes(n int) string { return say("Yes, open %s", say("%d returns", n)) }

// BenchHolds is what a device holds, in one line of a list.
func BenchHolds(d capability.Identity, held []capability.License) string {
	all := make([]string, len(held))
	for i, l := range held {
		all[i] = fmt.Sprintf("%s %d -> 0", Printable("", string(l.ActivationID)), l.Count)
	}
	return Device(d) + ": " + strings.Join(all, ", ")
}

// LoadLosses says in lines what devices lose by the load, each before and after, and
// last what that is together and that it can't be undone.
func LoadLosses(all []capability.Return) []string {
	lines := make([]string, len(all))
	licenses, units := 0, 0
	for i, r := range all {
		lines[i] = loadLoss(r)
		changed, _ := r.Changes()
		for _, c := range changed {
			if c.After < c.Before {
				licenses, units = licenses+1, units+c.Before-c.After
			}
		}
	}
	return append(lines, say("%d devices lose %s, %s, as soon as the responses are loaded. This can't be undone: only the portal can issue them again.", len(all), say("%d licenses", licenses), say("%d units", units)))
}

// loadLoss is what one device loses.
func loadLoss(r capability.Return) string {
	changed, read := r.Changes()
	all := make([]string, len(changed))
	for i, c := range changed {
		all[i] = fmt.Sprintf("%s %d -> %d", Printable("", string(c.ActivationID)), c.Before, c.After)
		if !c.Asked {
			all[i] += say(" (NOBODY ASKED FOR THIS)")
		}
	}
	line := Device(r.Device) + ": " + strings.Join(all, ", ")
	if !read {
		line += say(" (as ordered: the response can't be read here)")
	}
	return line
}

func BenchLoadYes(n int) string {
	return say("Yes, load it into %s", say("%d devices", n))
}

// BenchWrongNumber says that the number of devices is another one.
func BenchWrongNumber(n int) string {
	return say("That is not the number of devices: it is %s. Count them in the list above.", say("%d devices", n))
}
