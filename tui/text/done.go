package text

import (
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
)

// Opened says that a return was opened, in one line.
func Opened(r capability.Return) string {
	return capital(say("opened %s: %s of %s", r.ID, Order(r), Device(r.Device)))
}

// foundText says that a response came.
func foundText(d desk.Done) string {
	r, problem, size := d.Return, "", say("empty")
	if r.Response != nil {
		size = sizeText(r.Response.Size)
	}
	if r.Problem != nil {
		problem = Problem(r)
	}
	text := say("The response was %s: %s.", cameText(d), size)
	return Printable(" ", text, problem, Mended(r), Incomplete(d.Incomplete))
}

// receiptText says what a receipt credits.
func receiptText(d desk.Done) string {
	r := d.Return
	if r.Problem != nil {
		return Problem(r)
	}
	if r.Receipt == nil {
		return say("The portal took the confirmation. Handback can't read whether the portal credits the licenses.")
	}
	text := Phrase("The receipt was %s: the portal credited %s.")
	if r.ReceiptChecked == nil {
		text = "A receipt was %s, but nobody here could check it. It says that the portal credited %s."
	}
	return Printable(" ", text.With(cameText(d), say("%d licenses", len(r.Credited))), Incomplete(d.Incomplete))
}

// checkedText says what a reading of the licenses showed. Before a response was
// processed it shows what the device holds, and nothing of a return.
func checkedText(d desk.Done) string {
	r := d.Return
	switch {
	case r.Problem != nil:
		return Problem(r)
	case r.Stage < capability.StageVerified:
		return say("The licenses were read: the device %s.", HeldShort(r.Held()))
	case r.Purpose == capability.ToActivate:
		return say("The licenses were read again: what was ordered is there.")
	default:
		return say("The licenses were read again: what was returned is gone.")
	}
}

// cameText says how a file came.
func cameText(d desk.Done) string {
	if d.ByHand {
		return say("entered")
	}
	if d.Portal != "" {
		return say("given by the portal")
	}
	return say("found on the stick")
}

// askedText says what the device answered to the question what happened.
func askedText(d desk.Done) string {
	switch d.Return.Stage {
	case capability.StageOrdered, capability.StageResponseFound, capability.StageVerified:
		return say("The device was asked: it did not carry out the command that was cut off.")
	case capability.StageLoaded:
		return say("The device was asked: it has loaded the response.")
	default:
		return say("The device was asked: it had made the request, which is here now.")
	}
}

// savedText says where a file was saved, and what to watch out for.
func savedText(d desk.Done) string {
	file, others, released := capability.PortalResponse.FileName(), "", ""
	if len(d.Saved) > 0 {
		file = Printable("", d.Saved[0].Path)
		if names := media.PassedOver(d.Return.FileName(d.Act.File), d.Saved[0].Name); len(names) > 0 { // they had its name first
			others = say("Do NOT upload %s: that is another file.", strings.Join(names, say(" or ")))
		}
	}
	if d.Released != nil {
		released = Released(d.Return.SavedTo, *d.Released)
	}
	text := say("Saved on %s and read back: %s.", Printable("", d.Return.SavedTo), file)
	return Printable(" ", text, others, unsureText(d), released)
}

// unsureText warns that the system may have read its own copy back and not the
// stick; empty: it read the stick, or the stick is released by now.
func unsureText(d desk.Done) string {
	out := d.Released != nil && d.Released.MayRemove()
	if out || !slices.ContainsFunc(d.Saved, func(s media.Saved) bool { return !s.FromStick }) {
		return ""
	}
	return say("This system may have read it from memory: release a stick before you take it out.")
}

// ClosedNews is [Closed] as the screens begin with it.
func ClosedNews(r capability.Return) string { return capital(Closed(r)) }

// Closed says how a return ended, in one line.
func Closed(r capability.Return) string {
	ordered := say("%d licenses", len(r.Order.Lines))
	switch r.Stage {
	case capability.StageCancelled:
		return say("cancelled %s: the device keeps its licenses", r.ID)
	case capability.StageSetAside:
		return say("set aside %s: nobody goes on with it here", r.ID)
	}
	switch r.Closing {
	case capability.ClosedOnProof:
		return say("closed %s on proof: %s credited", r.ID, say("%d licenses", len(r.Credited)))
	case capability.ClosedOnClaim:
		return say("closed %s on a claim: %s returned; %s", r.ID, ordered, claimRestsText(r))
	case capability.ClosedOnAnswer:
		if r.Confirmation == nil {
			return say("closed %s on the portal's word: %s returned; %s", r.ID, ordered, PortalStanding(r))
		}
		return say("closed %s on an answer: %s returned; the portal took the confirmation, and what it credited was not proved%s", r.ID, ordered, portalSaysText(r))
	case capability.ClosedOnReading:
		return say("closed %s: %s activated", r.ID, ordered)
	case capability.ClosedOnDecision:
		return say("closed %s on a claim: a person says that the portal made the device obsolete", r.ID)
	default:
		if r.HasFlag(capability.FlagRollback) {
			return say("closed %s: %s returned; the device went to an older state, and only the portal knows whether it credited them", r.ID, ordered)
		}
		return say("closed %s: %s returned; the portal asks for no confirmation", r.ID, ordered)
	}
}

// Closing says what a closed return rests on.
func Closing(r capability.Return) string {
	switch r.Stage {
	case capability.StageCancelled:
		return say("The return was cancelled before the portal knew of it. If a response still comes, the return goes on.")
	case capability.StageSetAside:
		return say("The case came from another laptop, and nobody goes on with it here. To go on, take it in again.")
	}
	switch r.Closing {
	case capability.ClosedOnProof:
		return say("The portal asked for a confirmation, answered it and credited %s. This is proof: the answer is in the record, and its signature was checked with %s.", say("%d licenses", len(r.Credited)), keyText(r.ReceiptChecked))
	case capability.ClosedOnClaim:
		return claimTexts(r)
	case capability.ClosedOnAnswer:
		if r.Confirmation == nil {
			return say("Others finished this return at the device. Since then the device showed the portal what it loaded, and %s. That is the portal's word.", PortalStanding(r))
		}
		return say("Handback gave the confirmation to the portal, which took it%s. No signature of the answer was checked here. So the answer is evidence, not proof.", portalSaysText(r))
	case capability.ClosedOnReading:
		return say("The licenses read from the device show it: what was ordered is there.")
	case capability.ClosedOnDecision:
		return decisionText(r)
	default:
		if r.HasFlag(capability.FlagRollback) {
			return say("The portal asks for no confirmation, but the device went to an older state. The device was read: the licenses are gone. Only the portal knows whether it credited them: ask the portal's owner.")
		}
		return say("The portal asks for no confirmation: it credits the licenses when the request is uploaded. Handback saw no answer that says so. The device was read: the licenses are gone. This step is never skipped.")
	}
}

// portalSaysText is what the portal said when it was asked, to follow a sentence
// about what it did.
func portalSaysText(r capability.Return) string {
	if text := PortalStanding(r); text != "" {
		return "; " + text
	}
	return ""
}

// claimRestsText says what a return that was closed on a claim rests on, in a few
// words.
func claimRestsText(r capability.Return) string {
	switch {
	case r.Receipt == nil:
		return say("only a person says that the confirmation was uploaded")
	case r.ReceiptChecked == nil:
		return say("a receipt came that nobody here could check")
	default:
		return say("the portal answered, and what it credited is another laptop's word")
	}
}

func claimTexts(r capability.Return) string {
	switch {
	case r.Receipt == nil:
		return say("A person says that the confirmation was uploaded. This is a claim: Handback saw no answer. Only the portal knows whether it credited the licenses.")
	case r.ReceiptChecked == nil:
		return say("A receipt says that %s are credited. Nobody here could check its signature: no key of the portal is known. It counts as a claim until a key comes (portal-keys in the configuration).", say("%d licenses", len(r.Credited)))
	default:
		return say("The portal answered the confirmation, and its signature was checked. The answer names no credit for this order. The order is another laptop's word. Only the portal knows whether it credited the order.")
	}
}

// keyText names the key that a signature was checked with, and from where it is
// known.
func keyText(c *capability.Checked) string {
	switch {
	case c == nil:
		return say("no key")
	case c.Source == capability.KeyOfDevice:
		return say("key %s, which the device says that it trusts", shortKey(c.Key))
	default:
		return say("the portal's key %s", shortKey(c.Key))
	}
}

func shortKey(k capability.PublicKey) string { return strings.ToUpper(k.String()[:8]) }

// madeText says that the device made a request, and when it is one from
// before, byte for byte.
func madeText(r capability.Return, made Phrase, kind capability.ArtifactKind) string {
	text := made.With(fileText(r, kind))
	if a := r.Artifact(kind); a != nil && r.LastMade != nil && r.LastMade.SHA256 == a.SHA256 {
		text += say(" It is the same request again, byte for byte: the portal may know it already.")
	}
	return text
}
