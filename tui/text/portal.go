package text

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/portal"
)

// standingTexts say how a return stands by the portal's own word, and the same in a
// list.
var standingTexts = map[capability.PortalStanding]struct{ words, short Phrase }{
	capability.PortalCredited: {"the portal says that all of it is credited", "portal: credited"},
	capability.PortalWaits:    {"the portal says that it waits for the device's confirmation", "portal: confirmation due"},
	capability.PortalHolds:    {"the portal says that the device still has the licenses", "portal: on the device"},
}

// PortalStanding says how a return stands by the portal's own word; empty: the
// portal was not asked.
func PortalStanding(r capability.Return) string {
	if words := standingTexts[r.PortalStanding()].words; words != "" {
		return words.String()
	}
	if r.PortalSays != nil && !r.PortalSays.Known {
		return say("the portal says that it does not know the device")
	}
	return ""
}

// The portal steps by program.
const (
	SendKey         Phrase = "send to the portal"
	FetchKey        Phrase = "get the response"
	SendAgainTitle  Phrase = "Send it again?"
	SendAgainNo     Phrase = "No, not yet"
	SendAgainYes    Phrase = "Yes, send it once more"
	AskPortalKey    Phrase = "ask the portal"
	AskPortalWork   Phrase = "Portal, where it stands"
	PortalCantFetch Phrase = "This portal can't be asked for the response by program. Download it there, and put it on a stick."
)

// SendWork is what is being done while the portal is given what it waits for.
func SendWork(a capability.Act) string { return say("Portal, %s", FileKind(cmp.Or(a.File, a.Answer))) }

// AtPortal reports whether a progress is of work at a portal.
func AtPortal(what string) bool { return slices.Contains(portalWork, what) }

// portalWork is what an exchange with a portal reports.
var portalWork = []string{"sending to the portal", "asking the portal", "waiting for the response"}

// SendAct says what giving the portal by program what it waits for does, and what
// stops working by it.
func SendAct(r capability.Return, a capability.Act) string {
	what := say("Fetch the response that the portal has for the device, and take it in.")
	if r.Artifact(a.File) != nil {
		what = say("Send %s to the portal, wait for its answer, and take that in.", fileText(r, a.File))
	}
	w := wordsFor(capability.ActOn(a.File, capability.NeedsPortal).Kind)
	return Printable(" ", what, w.stops.String(), waitingText(r))
}

// SendHand says what enter does where a program reaches the portal.
func SendHand(h Available, a capability.Act) string {
	left := ""
	if h.Left != "" {
		left = h.Left + " "
	}
	if h.Unfit != nil {
		left += unfitText(h.Unfit) + " "
	}
	switch {
	case a.Need == capability.NeedsStick && h.Unfit == nil && (h.Stick != nil || h.Several):
		return Printable(" ", stickHandText(h, a), say("P sends it to the portal right away."))
	case a.Need == capability.NeedsStick:
		return left + say("Enter sends the %s to the portal. S takes a stick instead.", FileKind(a.File))
	case h.Stick != nil:
		return left + say("Enter looks for the answer on %s first, then goes to the portal.", Stick(h.Stick))
	default:
		return say("%sEnter goes to the portal and brings its answer.", left)
	}
}

// unfitText says why a stick that is plugged in is of no use.
func unfitText(s *media.Stick) string {
	if why := stateText(s.State); why != "" {
		return say("%s can't be used as it is. %s", Stick(s), why)
	}
	return say("%s is %s, so nothing can be saved on it.", Stick(s), protectedText(s))
}

// SendAgain are the lines that ask before the portal is given what it did not take
// before: what happened, and what a person has to do first.
func SendAgain(why error) []string {
	x := Explain(why)
	lines := []string{x.What + " " + x.Means, ""}
	if no, refused := errors.AsType[*portal.Refused](why); refused {
		lines = []string{because(x.What, Foreign(Printable(" ", no.Code, no.Text))) + " " + x.Means, ""}
	}
	return append(lines, say("Send it again only after somebody has looked in the portal and corrected what was wrong there. The portal gives the same request the same response."))
}

// PortalWordTitle is the title of what the portal said.
const (
	PortalWordTitle Phrase = "The portal's word"
	SeenTitle       Phrase = "Seen here"
	ClaimedTitle    Phrase = "Claimed by persons"
	NothingClaimed  Phrase = "Nothing."
	PortalUnclear   Phrase = "the portal did not say how far the return is"
)

// PortalSays says what the portal said last, and when, as its word; empty: it was
// not asked.
func PortalSays(r capability.Return, now time.Time) string {
	if r.PortalSays == nil {
		return ""
	}
	return say("Asked %s: %s.", momentText(PortalAt(r), now), cmp.Or(PortalStanding(r), say(PortalUnclear)))
}

// PortalTexts are all that the portal said last, line by line.
func PortalTexts(r capability.Return, now time.Time) []string {
	said := r.PortalSays
	if said == nil {
		return nil
	}
	texts := []string{PortalSays(r, now), say("From: %s", Printable("", said.Portal))}
	for i, l := range said.Licenses {
		if i == shownPortalLicenses {
			texts = append(texts, Others(len(said.Licenses)-i))
			break
		}
		texts = append(texts, say("%s: %s. %d counted there as used, %d should be on the device.", Printable("", string(l.ActivationID)), LicenseState(l.State), l.Consumed, l.Requested))
	}
	if !said.LastRequest.IsZero() {
		texts = append(texts, say("By its clock, the device's last request came %s.", momentText(said.LastRequest, now)))
	}
	if !said.LastSync.IsZero() {
		texts = append(texts, say("By its clock, the device last showed what it has loaded %s.", momentText(said.LastSync, now)))
	}
	return texts
}

// shownPortalLicenses is how many licenses are shown of what a portal said.
const shownPortalLicenses = 50

// StepsSeen are the steps that are done, each with its time: those that were seen
// here, and those of which only a person says so.
func StepsSeen(r capability.Return, now time.Time) (seen, claimed []string) {
	for _, s := range capability.Plan(r) {
		line := Printable(", ", StepTitle(r.Purpose, s), momentText(s.At, now))
		switch {
		case s.State != capability.StepDone, s.Kind == capability.StepRemoved: // that is the portal's
		case s.Claimed, s.Kind == capability.StepDeclare, s.Kind == capability.StepDecision:
			claimed = append(claimed, line)
		default:
			seen = append(seen, line)
		}
	}
	return seen, claimed
}

// PortalAt says when the portal was asked.
func PortalAt(r capability.Return) time.Time {
	var at time.Time
	for _, e := range r.Entries {
		if _, is := e.Fact.(capability.PortalRead); is && !e.Hearsay() {
			at = e.At
		}
	}
	return at
}

// licenseStates are a portal's words for a license, in words that need no manual.
var licenseStates = map[capability.LicenseState]Phrase{
	capability.LicenseUndefined:           "not known",
	capability.LicenseNotGenerated:        "added, the device has none yet",
	capability.LicenseGenerated:           "on the device",
	capability.MarkedForRemoval:           "marked for removal, no response made yet",
	capability.RemovedFromLicense:         "returned",
	capability.RemovalPendingConfirmation: "removed, waits for the device's confirmation",
	capability.CopiesIncreasing:           "copies are being added",
	capability.CopiesDecreasing:           "some returned, waits for the device's confirmation",
	capability.WaitingForConfirmation:     "returned, waits for the device's confirmation",
	capability.LicenseExpired:             "expired",
	capability.LicenseObsolete:            "written off with the device",
	capability.LicenseInactive:            "not active",
}

// LicenseState says what a portal's state of a license means.
func LicenseState(s capability.LicenseState) string {
	if words, known := licenseStates[s]; known {
		return words.String()
	}
	return Printable("", string(s))
}

// Checkup says what was found out about one part of a portal.
func Checkup(c portal.Checkup) string {
	if c.Err != nil {
		return fmt.Sprintf("%s: %s", Word(c.Part), Explain(c.Err).What)
	}
	return Printable(": ", Word(c.Part), c.Text)
}
