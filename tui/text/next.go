package text

import (
	"fmt"

	"handback/capability"
	"handback/capability/media"
)

// Context says in a header what a return is of.
func Context(r capability.Return) string {
	licenses := ""
	if n := len(r.Order.Lines); n > 0 {
		licenses = countText(n, "license")
	}
	return Printable(" · ", r.Device.Model, r.Device.Serial, licenses)
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
		return "Enter notes what the portal's owner decided."
	}
	switch a.Need {
	case capability.NeedsDevice:
		switch {
		case h.Device == nil:
			return "The device is not connected. Enter connects it."
		case h.Right:
			return fmt.Sprintf("%s is connected.", Device(*h.Device))
		default:
			return OtherDevice(*h.Device) + " Enter connects the right one."
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
		return left + "Several sticks are plugged in. Enter chooses one."
	case h.Stick == nil:
		return left + "No stick is plugged in. Enter chooses a place."
	}
	name := Stick(h.Stick)
	if text := stateText(h.Stick.State); text != "" {
		return left + name + " is plugged in. " + text
	}
	if a.Need == capability.NeedsPortal {
		return left + fmt.Sprintf("Enter looks for the portal's answer on %s.", name)
	}
	if h.Stick.Size > 0 {
		name += " " + sizeText(h.Stick.Size)
	}
	if h.Stick.ReadOnly {
		name += " (" + protectedText(h.Stick) + ")"
	}
	return left + name + " is plugged in."
}

// Questions.
const (
	LoadNo     = "No, not now"
	LoadYes    = "Yes, load it"
	ClaimNo    = "No, not yet"
	ClaimYes   = "Yes, note it as a claim"
	Unreadable = "The response can't be read here. The numbers are those of the order. Only the portal can show whether the response takes more."
)

func Load(r capability.Return) string {
	if r.Purpose == capability.ToActivate {
		return fmt.Sprintf("%s gets what was ordered as soon as the response is loaded.", Device(r.Device))
	}
	return fmt.Sprintf("%s loses what is returned as soon as the response is loaded. Only the portal can issue it again.", Device(r.Device))
}

func Claim(r capability.Return, a capability.Act) string {
	text := fmt.Sprintf("Did a person upload %s at the portal? Handback can't see that. It notes the upload, and shows it, as a claim.", r.NameOnStick(a.File))
	if a.File == capability.ConfirmationRequest {
		text += " The return closes on it, without proof. If the portal gives an answer, bring that on the stick instead."
	}
	return text
}

// WayNames are the places between which files travel.
var WayNames = [4]string{"DEVICE", "LAPTOP", "STICK", "PORTAL"}

// WayHolds says in a word or two what is at each of these places. Stick names the
// one that is plugged in; empty: none is.
func WayHolds(r capability.Return, stick string) [4]string {
	units := 0
	for _, l := range r.Held() {
		units += l.Count
	}
	holds := [4]string{fmt.Sprintf("holds %d", units), "", stick, ""}
	if len(r.Held()) == 0 && r.After == nil {
		holds[0] = ""
	}
	switch {
	case r.Confirmation != nil:
		holds[1] = "confirmation"
	case r.Response != nil:
		holds[1] = "response"
	case r.Request != nil:
		holds[1] = "request"
	}
	if stick == "" {
		holds[2] = "none"
	}
	switch {
	case !r.Open():
	case capability.Next(r).Need == capability.NeedsPortal:
		holds[3] = "waits"
	}
	return holds
}
