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
var autoActs = map[capability.ActKind]Phrase{
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
	capability.ActAskDevice:          "ask the device what happened to the last command",
}

// autoReasons say why a unit does not go on.
var autoReasons = map[auto.Why]Phrase{
	auto.NotNamed:      "the policy does not name this device",
	auto.TakenOver:     "a person took it over",
	auto.Finished:      "its return is closed",
	auto.NothingHeld:   "it holds nothing to return",
	auto.NoDevice:      "the device answers at no port",
	auto.NoStick:       "no stick or folder is there",
	auto.NoAnswer:      "the portal's answer has not come yet",
	auto.DayFull:       "as many returns were opened today as the policy allows",
	auto.NotRead:       "its licenses are being read",
	auto.InUse:         "another Handback has the ledger open",
	auto.Failed:        "it failed; auto tries again",
	auto.NeedsPerson:   "the policy leaves this to a person",
	auto.NotApproved:   "no approved list names it with these licenses and counts",
	auto.Before:        "a return of it ended here before, and it holds licenses again",
	auto.Damaged:       "a damaged record in the ledger could be of this device",
	auto.Flagged:       "the device behaves in an unexpected way",
	auto.Problem:       "a problem blocks its return",
	auto.OtherOrder:    "its return takes other licenses or counts than the policy allows",
	auto.OtherResponse: "the response changes what nobody asked for",
	auto.OtherWay:      "auto can't run this kind of return",
	auto.NeedsScan:     "the site wants a scan of the stick on record",
	auto.Odd:           "a person has to look at the last step",
}

func autoAct(a capability.ActKind) string { return cmp.Or(autoActs[a], Phrase(a)).String() }

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
		return say("does it now: %s", autoAct(act))
	case auto.Waits:
		return say("waits to %s: %s", autoAct(act), autoReasons[why])
	case auto.Asks:
		return say("STOPPED before it would %s: %s", autoAct(act), autoReasons[why])
	default:
		return say("left alone: %s", autoReasons[why])
	}
}

// AutoState says what auto is at.
func AutoState(s auto.Status, runs bool) string {
	switch {
	case !runs && s.State == auto.Ended:
		return say("auto does not run: it was ended.")
	case !runs:
		return say("auto does not run: it was cut off. Start it again; it goes on where it was.")
	case s.State == auto.Resting:
		return say("auto pauses: another Handback has the ledger open.")
	case s.State == auto.Acting:
		return say("auto works.")
	default:
		return say("auto watches.")
	}
}

// AutoNews says in a line what the auto that runs does, and how a person comes first.
func AutoNews(s auto.Status) string {
	does, stopped := say("watches"), 0
	switch s.State {
	case auto.Acting:
		does = say("works")
	case auto.Resting:
		does = say("pauses")
	}
	for _, u := range s.Units {
		if u.Verdict == auto.Asks {
			stopped++
		}
	}
	return say("auto %s: %s, %d stopped. 'handback auto hold' takes one over.", does, say("%d devices", len(s.Units)), stopped)
}

// AutoCount says how many returns were opened.
func AutoCount(s auto.Status) string {
	return say("%s opened within 24 hours, at most %d.", say("%d returns", s.Opened), s.ADay)
}

// AutoSince says since when a unit is so.
func AutoSince(r auto.Row) string { return r.Since.Local().Format("2006-01-02 15:04:05") }

// AutoRefused says that a new policy does not count.
func AutoRefused(why string) string {
	if why == "" {
		return ""
	}
	return Printable(" ", say("The newest policy was refused. The one before it still counts:"), why)
}

// AutoEvent is an event as a sentence.
func AutoEvent(e auto.Event) string {
	about := strings.Join(nonEmpty(e.Model, e.Serial, string(e.Return)), " ")
	said := map[auto.EventKind]string{
		auto.EventStarted:   say("auto has started"),
		auto.EventEnded:     say("auto has ended"),
		auto.EventReloaded:  say("the policy was read again, and counts from the next step"),
		auto.EventRefused:   say("the policy has mistakes; the one before it still counts"),
		auto.EventResting:   say("auto pauses while another Handback has the ledger open"),
		auto.EventGoingOn:   say("auto goes on"),
		auto.EventMet:       say("is connected at %s", e.Port),
		auto.EventGone:      say("does not answer any more"),
		auto.EventOpened:    say("a return was opened"),
		auto.EventActs:      say("begins to %s", autoAct(e.Act)),
		auto.EventDone:      say("done: %s", autoAct(e.Act)),
		auto.EventFailed:    say("it could not %s", autoAct(e.Act)),
		auto.EventWaits:     autoVerdict(auto.Waits, e.Act, e.Why),
		auto.EventAsks:      autoVerdict(auto.Asks, e.Act, e.Why),
		auto.EventLeaves:    autoVerdict(auto.Leaves, e.Act, e.Why),
		auto.EventWould:     autoWould(e),
		auto.EventClosed:    say("the return is closed"),
		auto.EventCertified: say("its certificate was written"),
		auto.EventCase:      say("a colleague's case is kept for reports and histories; it is not evidence here. Signed by"),
		auto.EventTrouble:   say("something failed, and no device caused it"),
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
		return say("would %s", autoAct(e.Act))
	}
	return say("would not %s: %s", autoAct(e.Act), autoReasons[e.Why])
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
	lines := []string{Printable("", say("proposed by %s at %s: %s", l.By, l.Proposed.Local().Format(time.DateTime), say("%d devices", len(l.Devices))))}
	for _, d := range l.Devices {
		var counts []string
		for _, c := range d.Licenses {
			counts = append(counts, say("%s: holds %d, %d remain", c.ActivationID, c.Before, c.After))
		}
		lines = append(lines, fmt.Sprintf("  %s  %s", strings.Join(nonEmpty(d.Host.String(), d.Model, d.Serial), " "), strings.Join(counts, "; ")))
	}
	return lines
}

// AutoTaken says that a unit was taken over, and what that means.
func AutoTaken(host capability.HostID) string {
	return say("%s is yours: auto does no further step with it. A step that runs now is finished first. 'handback auto release' gives it to auto again.", host)
}

// AutoReleased says that a unit was given back.
func AutoReleased(host capability.HostID, was bool) string {
	if !was {
		return say("nobody had taken %s over", host)
	}
	return say("%s is auto's again", host)
}

// AutoExplain puts an error into one line: what happened, and what to do.
func AutoExplain(err error) string {
	x := Explain(err)
	return Printable(" ", x.What, x.Do)
}

// AutoApproved says until when an approval counts.
func AutoApproved(until time.Time) string {
	return say("approved until the end of %s", until.Add(-time.Second).Local().Format(time.DateOnly))
}

// What the watch says.
const (
	AutoTitle Phrase = "Auto"
	AutoNever Phrase = "auto never ran on this ledger."
	AutoKeys  Phrase = "up/down scroll   q leave   'handback auto hold' takes a device over"
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
