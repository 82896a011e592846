package text

import (
	"cmp"
	"fmt"
	"time"

	"handback/capability"
	"handback/capability/exchange"
	"handback/capability/media"
	"handback/capability/portal"
)

// PortalStanding says how a return stands by the portal's own word; empty: the
// portal was not asked.
func PortalStanding(r capability.Return) string {
	switch r.PortalStanding() {
	case capability.PortalCredited:
		return "the portal says that all of it is credited"
	case capability.PortalWaits:
		return "the portal says that it waits for the device's confirmation"
	case capability.PortalHolds:
		return "the portal says that the device still has the licenses"
	default:
		if r.PortalSays != nil && !r.PortalSays.Known {
			return "the portal says that it does not know the device"
		}
		return ""
	}
}

// The portal steps by program.
const (
	SendKey        = "send to the portal"
	SendWork       = "Sending to the portal"
	SendAgainKey   = "send again"
	SendAgainTitle = "Send it again"
	SendAgainYes   = "Yes, send it again"
	AskPortalKey   = "ask the portal"
	AskPortalWork  = "Asking the portal"
	ExchangeKey    = "exchange with the portal"
	ExchangeWork   = "Exchanging with the portal"
	ExchangeTitle  = "Exchanged with the portal"
	WhichWayKey    = "which way?"
	WhichWayTitle  = "Which way is better"
)

// SendAct says what giving the portal its file by program does.
func SendAct(r capability.Return, a capability.Act) string {
	what := fmt.Sprintf("Send %s to the portal, wait, and take its answer in.", r.FileName(a.File))
	if r.Artifact(a.File) == nil {
		what = "Fetch the response that the portal has for this device."
	}
	w := wordsFor(capability.ActOn(a.File, capability.NeedsPortal).Kind)
	return Printable(" ", what, w.stops, w.undone(), waitingText(r))
}

// SendAgain asks before a portal is given what it did not take before.
func SendAgain(r capability.Return) string {
	if r.Exchange.State == capability.ExchangeRefused {
		return fmt.Sprintf("The portal refused %s. Its words: %q. Send it again only when what it complained of was mended there.", r.FileName(r.Exchange.File), Printable(" ", r.Exchange.Code, r.Exchange.Text))
	}
	return fmt.Sprintf("%s was sent %d times and never answered. Send it again only when somebody has looked in the portal and it is not there.", r.FileName(r.Exchange.File), r.Exchange.Times)
}

// DueNews says in at most w cells that requests on a stick wait for the portal.
func DueNews(s *media.Stick, n, w int) string {
	it, waits := "it", "waits"
	if n > 1 {
		it, waits = "them", "wait"
	}
	before, after := countText(n, "request")+" on ", fmt.Sprintf(" %s for the portal: x sends %s.", waits, it)
	if room := w - Width(before+after); room >= 10 {
		return before + middle(Stick(s), room) + after
	}
	return Cut("x sends "+countText(n, "request")+" to the portal.", w)
}

// ExchangePage says what came of each request on a stick, and what ended the
// exchange early; nil: nothing did.
func ExchangePage(s exchange.Summary, err error) []string {
	lines := []string{ExchangedAll(s), ""}
	if err != nil {
		e := Explain(err)
		lines = append(lines, e.What, Printable(" ", e.Means, e.Do), "")
	}
	for _, o := range s.Outcomes {
		lines = append(lines, Printable("", o.Path), "  "+Exchanged(o), "")
	}
	if s.Incomplete != "" {
		lines = append(lines, Incomplete(s.Incomplete))
	}
	return lines
}

// PortalSays is a sentence on what the portal said when it was asked, and when; empty:
// it was not asked.
func PortalSays(r capability.Return) string {
	if r.PortalSays == nil {
		return ""
	}
	said := cmp.Or(PortalStanding(r), "the portal can't tell by what it knows")
	return fmt.Sprintf("Asked on %s: %s. That is the portal's word.", PortalAt(r).UTC().Format("2 Jan 15:04 UTC"), said)
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
var licenseStates = map[capability.LicenseState]string{
	capability.LicenseUndefined:           "not known",
	capability.LicenseNotGenerated:        "added, the device has none yet",
	capability.LicenseGenerated:           "on the device",
	capability.MarkedForRemoval:           "marked for removal, no response made yet",
	capability.RemovedFromLicense:         "given back",
	capability.RemovalPendingConfirmation: "removed, waits for the device's confirmation",
	capability.CopiesIncreasing:           "copies are being added",
	capability.CopiesDecreasing:           "some given back, waits for the device's confirmation",
	capability.WaitingForConfirmation:     "given back, waits for the device's confirmation",
	capability.LicenseExpired:             "expired",
	capability.LicenseObsolete:            "written off with the device",
	capability.LicenseInactive:            "not active",
}

// LicenseState says what a portal's state of a license means.
func LicenseState(s capability.LicenseState) string {
	if words, known := licenseStates[s]; known {
		return words
	}
	return Printable("", string(s))
}

// Checkup says what was found out about one part of a portal.
func Checkup(c portal.Checkup) string {
	if c.Err != nil {
		return fmt.Sprintf("%s: %s", c.Part, Explain(c.Err).What)
	}
	return Printable(": ", string(c.Part), c.Text)
}
