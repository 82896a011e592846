package text

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/auto"
)

// autoActs are the acts that auto does, as it is told who looks.
var autoActs = map[capability.ActKind]string{
	auto.ActOpen:                     "open a return",
	capability.ActMakeRequest:        "have the device make the return request",
	capability.ActSaveRequest:        "save the return request",
	capability.ActUploadRequest:      "give the return request to the portal",
	capability.ActFetchResponse:      "get the portal's response",
	capability.ActLoadResponse:       "load the response",
	capability.ActCheckLicenses:      "read the licenses again",
	capability.ActMakeConfirmation:   "have the device make the confirmation request",
	capability.ActSaveConfirmation:   "save the confirmation request",
	capability.ActUploadConfirmation: "give the confirmation request to the portal",
	capability.ActAskDevice:          "ask the device what came of the last command",
}

// autoReasons say why a unit does not go on.
var autoReasons = map[auto.Why]string{
	auto.NotNamed:      "the policy does not name this device",
	auto.TakenOver:     "a person took it over",
	auto.Finished:      "its return is closed",
	auto.NothingHeld:   "it holds nothing that goes back",
	auto.NoDevice:      "the device answers at no port",
	auto.NoStick:       "no stick, or no folder, is at hand",
	auto.NoAnswer:      "the portal's answer has not come yet",
	auto.DayFull:       "as many returns were opened today as the policy allows",
	auto.NotRead:       "its licenses are being read",
	auto.InUse:         "somebody else has the ledger",
	auto.Failed:        "it failed, and is tried again",
	auto.NeedsPerson:   "the policy leaves this to a person",
	auto.NotApproved:   "no approved list names it with these licenses and counts",
	auto.Before:        "a return of it ended here before, and it holds licenses again",
	auto.Damaged:       "a record of the ledger is damaged: it could be of this device",
	auto.Flagged:       "something about the device is odd",
	auto.Problem:       "something stands in the way of its return",
	auto.OtherOrder:    "its return takes other licenses or counts than the policy allows",
	auto.OtherResponse: "the response changes what nobody asked for",
	auto.OtherWay:      "it is no return that runs by itself",
	auto.NeedsScan:     "the site wants a scan of the stick on record",
	auto.Odd:           "what came of the last act needs a person",
}

func autoAct(a capability.ActKind) string { return cmp.Or(autoActs[a], string(a)) }

// AutoUnit says what auto does with a unit, and why.
func AutoUnit(r auto.Row) string {
	said := autoVerdict(r.Verdict, r.Act, r.Why)
	if r.Note != "" {
		said += ". " + r.Note
	}
	return Printable("", said)
}

func autoVerdict(v auto.Verdict, act capability.ActKind, why auto.Why) string {
	switch v {
	case auto.Goes:
		return "does it now: " + autoAct(act)
	case auto.Waits:
		return fmt.Sprintf("waits to %s: %s", autoAct(act), autoReasons[why])
	case auto.Asks:
		return fmt.Sprintf("STOPPED before it would %s: %s", autoAct(act), autoReasons[why])
	default:
		return "left alone: " + autoReasons[why]
	}
}

// AutoState says what auto is at.
func AutoState(s auto.Status, runs bool) string {
	switch {
	case !runs && s.State == auto.Ended:
		return "auto does not run: it was ended."
	case !runs:
		return "auto does not run: it was cut off. Start it again; it goes on where it was."
	case s.State == auto.Resting:
		return "auto rests: somebody else has the ledger."
	case s.State == auto.Acting:
		return "auto acts."
	default:
		return "auto watches."
	}
}

// AutoNews says in a line what the auto that runs does, and how a person comes first.
func AutoNews(s auto.Status) string {
	does, stopped := "watches", 0
	switch s.State {
	case auto.Acting:
		does = "acts"
	case auto.Resting:
		does = "rests"
	}
	for _, u := range s.Units {
		if u.Verdict == auto.Asks {
			stopped++
		}
	}
	return fmt.Sprintf("auto %s: %s, %d stopped. 'handback auto hold' takes one over.", does, countText(len(s.Units), "device"), stopped)
}

// AutoCount says how many returns were opened.
func AutoCount(s auto.Status) string {
	return fmt.Sprintf("%s opened within 24 hours, at most %d.", countText(s.Opened, "return"), s.ADay)
}

// AutoSince says since when a unit is so.
func AutoSince(r auto.Row) string { return r.Since.Local().Format("2006-01-02 15:04:05") }

// AutoRefused says that a new policy does not count.
func AutoRefused(why string) string {
	if why == "" {
		return ""
	}
	return Printable(" ", "The newest policy was refused, and the one before counts:", why)
}

// AutoEvent is an event as a sentence.
func AutoEvent(e auto.Event) string {
	about := strings.Join(nonEmpty(e.Model, e.Serial, string(e.Return)), " ")
	said := map[auto.EventKind]string{
		auto.EventStarted:   "auto has started",
		auto.EventEnded:     "auto has ended",
		auto.EventReloaded:  "the policy was read again, and counts from the next act",
		auto.EventRefused:   "the policy has mistakes; the one before counts",
		auto.EventResting:   "auto rests while somebody else has the ledger",
		auto.EventGoingOn:   "auto goes on",
		auto.EventMet:       "is connected at " + e.Port,
		auto.EventGone:      "does not answer any more",
		auto.EventOpened:    "a return was opened",
		auto.EventActs:      "begins to " + autoAct(e.Act),
		auto.EventDone:      "done: " + autoAct(e.Act),
		auto.EventFailed:    "it could not " + autoAct(e.Act),
		auto.EventWaits:     autoVerdict(auto.Waits, e.Act, e.Why),
		auto.EventAsks:      autoVerdict(auto.Asks, e.Act, e.Why),
		auto.EventLeaves:    autoVerdict(auto.Leaves, e.Act, e.Why),
		auto.EventWould:     autoWould(e),
		auto.EventClosed:    "the return is closed",
		auto.EventCertified: "its certificate was written",
		auto.EventCase:      "a colleague's case is kept for reports and histories; it is no evidence here. Signed by",
		auto.EventTrouble:   "something failed that is no device's",
	}[e.Kind]
	if about != "" {
		said = about + ": " + said
	}
	if e.Note != "" {
		said += ": " + e.Note
	}
	return Printable("", said)
}

func autoWould(e auto.Event) string {
	if e.Why == "" {
		return "would " + autoAct(e.Act)
	}
	return fmt.Sprintf("would not %s: %s", autoAct(e.Act), autoReasons[e.Why])
}

func nonEmpty(texts ...string) []string {
	var all []string
	for _, t := range texts {
		if t != "" {
			all = append(all, t)
		}
	}
	return all
}

// AutoList says what a list proposes, a line a device.
func AutoList(l auto.List) []string {
	lines := []string{Printable("", fmt.Sprintf("proposed by %s at %s: %s", l.By, l.Proposed.Local().Format(time.DateTime), countText(len(l.Devices), "device")))}
	for _, d := range l.Devices {
		var counts []string
		for _, c := range d.Licenses {
			counts = append(counts, fmt.Sprintf("%s: holds %d, %d remain", c.ActivationID, c.Before, c.After))
		}
		lines = append(lines, fmt.Sprintf("  %s  %s", strings.Join(nonEmpty(d.Host.String(), d.Model, d.Serial), " "), strings.Join(counts, "; ")))
	}
	return lines
}

// AutoTaken says that a unit was taken over, and what that means.
func AutoTaken(host capability.HostID) string {
	return fmt.Sprintf("%s is yours: auto does no further act of it. An act that runs now comes to its end. 'handback auto release' gives it back.", host)
}

// AutoReleased says that a unit was given back.
func AutoReleased(host capability.HostID, was bool) string {
	if !was {
		return fmt.Sprintf("nobody had taken %s over", host)
	}
	return fmt.Sprintf("%s is auto's again", host)
}

// AutoExplain puts an error into one line: what happened, and what to do.
func AutoExplain(err error) string {
	x := Explain(err)
	return Printable(" ", x.What, x.Do)
}

// AutoApproved says until when an approval counts.
func AutoApproved(until time.Time) string {
	return "approved until the end of " + until.Add(-time.Second).Local().Format(time.DateOnly)
}

// What the watch says.
const (
	AutoTitle = "Auto"
	AutoNever = "auto never ran on this ledger."
	AutoKeys  = "up/down scroll   q leave   'handback auto hold' takes a device over"
)

// AutoPage is what auto does, a few lines a device, for a screen of so many columns.
func AutoPage(s auto.Status, runs bool, columns int) []string {
	lines := []string{"", " " + AutoState(s, runs)}
	if why := AutoRefused(s.Refused); why != "" {
		lines = append(lines, " "+why)
	}
	for _, u := range s.Units {
		head := Printable("  ", strings.Join(nonEmpty(u.Model, u.Serial), " "), string(u.Return), u.Port)
		lines = append(lines, "", " "+cmp.Or(head, Printable("", u.Host.String())))
		for _, line := range Wrap(AutoUnit(u), columns-4) {
			lines = append(lines, "   "+line)
		}
	}
	return lines
}
