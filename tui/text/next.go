package text

import (
	"handback/capability"
	"handback/capability/media"
)

// NextOf says in one line what the next step of a return is, and whose.
func NextOf(r capability.Return, a capability.Act) string {
	return say("%s next (%s): %s", r.ID, Word(a.Who), Act(r, a))
}

// Context says in a header what a return is of.
func Context(r capability.Return) string {
	licenses := ""
	if n := len(r.Order.Lines); n > 0 {
		licenses = say("%d licenses", n)
	}
	return Printable(" · ", r.Device.Model, r.Device.Serial, licenses)
}

// WithOrder adds to what is said about the device how many licenses its return is about.
func WithOrder(says string, r capability.Return) string {
	if n := len(r.Order.Lines); n > 0 {
		return Printable(" · ", says, say("%d licenses", n))
	}
	return says
}

// Available is what is connected and plugged in for the next act.
type Available struct {
	Device  *capability.Identity // nil: none is connected
	Right   bool                 // it is the device of the return
	Stick   *media.Stick         // nil: none, or none of several was chosen
	Several bool                 // several sticks are plugged in
	Left    string               // what became of the stick that was chosen; empty: nothing
	Portal  bool                 // a program reaches the portal
	Unfit   *media.Stick         // is plugged in and of no use, so that enter does without it; nil: none
}

// AtHand says what is at hand for the next act, and what enter does.
func AtHand(h Available, a capability.Act) string {
	if a.Kind == capability.ActRecordDecision {
		return say("Enter notes what the portal's owner decided.")
	}
	switch a.Need {
	case capability.NeedsDevice:
		switch {
		case h.Device == nil:
			return say("The device is not connected. Enter connects it.")
		case h.Right:
			return say("%s is connected.", Device(*h.Device))
		default:
			return say("%s Enter connects the right one.", OtherDevice(*h.Device))
		}
	case capability.NeedsStick, capability.NeedsPortal:
		if h.Portal {
			return SendHand(h, a)
		}
		return stickHandText(h, a)
	default:
		return ""
	}
}

func stickHandText(h Available, a capability.Act) string {
	left := ""
	if h.Left != "" {
		left = h.Left + " "
	}
	switch {
	case h.Stick == nil && h.Several:
		return say("%sSeveral sticks are plugged in. Enter chooses one.", left)
	case h.Stick == nil:
		return say("%sNo stick is plugged in. Enter chooses a place.", left)
	}
	name := Stick(h.Stick)
	if text := stateText(h.Stick.State); text != "" {
		return say("%s%s is plugged in. %s", left, name, text)
	}
	if a.Need == capability.NeedsPortal {
		return left + say("Enter looks for the portal's answer on %s.", name)
	}
	if h.Stick.Size > 0 {
		name += " " + sizeText(h.Stick.Size)
	}
	if h.Stick.ReadOnly {
		name += " (" + protectedText(h.Stick) + ")"
	}
	return say("%s%s is plugged in.", left, name)
}

// Questions.
const (
	LoadNo     Phrase = "No, not now"
	LoadYes    Phrase = "Yes, load it"
	ClaimNo    Phrase = "No, not yet"
	ClaimYes   Phrase = "Yes, note it as a claim"
	Unreadable Phrase = "The response can't be read here. The numbers are those of the order. Only the portal can show whether the response takes more."
)

func Load(r capability.Return) string {
	if r.Purpose == capability.ToActivate {
		return say("%s gets what was ordered as soon as the response is loaded.", Device(r.Device))
	}
	return say("%s loses what is returned as soon as the response is loaded. Only the portal can issue it again.", Device(r.Device))
}

func Claim(r capability.Return, a capability.Act) string {
	text := say("Did a person upload %s at the portal? Handback can't see that. It notes the upload, and shows it, as a claim.", r.NameOnStick(a.File))
	if a.File == capability.ConfirmationRequest {
		text += say(" The return closes on it, without proof. If the portal gives an answer, put that on the stick instead.")
	}
	return text
}

// WayNames are the places between which files travel.
var WayNames = [4]Phrase{"DEVICE", "LAPTOP", "STICK", "PORTAL"}

// WayHolds says in a word or two what is at each of these places. Stick names the
// one that is plugged in; empty: none is.
func WayHolds(r capability.Return, stick string) [4]string {
	units := 0
	for _, l := range r.Held() {
		units += l.Count
	}
	holds := [4]string{say("holds %d", units), "", stick, ""}
	switch {
	case r.After == nil && r.Mark != nil:
		holds[0] = say("not read yet")
	case len(r.Held()) == 0 && r.After == nil:
		holds[0] = ""
	}
	switch {
	case r.Confirmation != nil:
		holds[1] = say("confirmation")
	case r.Response != nil:
		holds[1] = say("response")
	case r.Request != nil:
		holds[1] = say("request")
	}
	if stick == "" {
		holds[2] = say("none")
	}
	switch {
	case !r.Open():
	case capability.Next(r).Need == capability.NeedsPortal:
		holds[3] = say("waits")
	}
	return holds
}
