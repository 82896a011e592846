package work

import (
	"handback/capability"
	"handback/capability/media"
	"handback/tui/text"
)

// AtHand is what is connected and plugged in.
type AtHand struct {
	Selection
	Sticks []media.Stick // as they were listed last
}

// Connected is the device that is connected; nil: none is.
func (h AtHand) Connected() *capability.Identity {
	if h.Link == nil {
		return nil
	}
	return &h.Link.Device
}

// ConnectedTo reports whether the device with that host ID is connected.
func (h AtHand) ConnectedTo(host capability.HostID) bool {
	return h.Link != nil && h.Link.Device.Host == host
}

// OneStick is the one that was chosen, or the only one that is plugged in; nil:
// neither.
func (h AtHand) OneStick() *media.Stick {
	switch {
	case h.Stick != nil:
		return h.Stick
	case len(h.Sticks) == 1:
		return &h.Sticks[0]
	default:
		return nil
	}
}

// StickPath is the path of that stick; empty: none.
func (h AtHand) StickPath() string {
	if stick := h.OneStick(); stick != nil {
		return text.StickAt(stick)
	}
	return ""
}

// canSave reports whether a stick is plugged in that a request can be saved on, or
// several are, to choose from.
func (h AtHand) canSave() bool {
	stick := h.OneStick()
	return Fit(stick, capability.ActOf(capability.ActSaveRequest)) != nil || stick == nil && len(h.Sticks) > 0
}

// Fit is a stick that can be used for an act; nil: it can't, and does not stand in
// the way.
func Fit(stick *media.Stick, act capability.Act) *media.Stick {
	switch {
	case stick == nil, stick.State != media.Ready && stick.State != media.Unmounted:
		return nil
	case act.Need == capability.NeedsStick && (stick.ReadOnly || stick.Protected):
		return nil
	default:
		return stick
	}
}

// Turn is what comes first on the way to the next act of a return.
type Turn string

// The turns.
const (
	TurnDeclare Turn = "declare" // a person declares the device dead
	TurnDecide  Turn = "decide"  // a person notes what the portal's owner decided
	TurnConnect Turn = "connect" // the device of the return
	TurnSend    Turn = "send"    // a program gives the portal what it waits for
	TurnStick   Turn = "stick"   // a person chooses one
	TurnScan    Turn = "scan"    // the site wants a scan of the stick on record
	TurnConfirm Turn = "confirm" // a person says that the point of no return may be passed
	TurnAct     Turn = "act"     // nothing stands before the act
)

// Turn says what comes first on the way to the next act.
func (s Standing) Turn(h AtHand) Turn {
	act := capability.Next(s.Return)
	switch act.Kind {
	case capability.ActDeclare:
		return TurnDeclare
	case capability.ActRecordDecision:
		return TurnDecide
	}
	switch act.Need {
	case capability.NeedsDevice:
		if !h.ConnectedTo(s.Return.Device.Host) {
			return TurnConnect
		}
	case capability.NeedsStick, capability.NeedsPortal:
		switch {
		case s.Sends(h):
			return TurnSend
		case h.OneStick() == nil:
			return TurnStick
		}
	}
	switch {
	case act.Kind == capability.ActLoadResponse && s.NeedsScan:
		return TurnScan
	case act.Kind == capability.ActLoadResponse:
		return TurnConfirm
	default:
		return TurnAct
	}
}

// Word is what that is called where a person chooses it.
func (s Standing) Word(h AtHand) string {
	act := capability.Next(s.Return)
	switch s.Turn(h) {
	case TurnConnect:
		return text.ConnectKey.String()
	case TurnSend:
		if s.Return.Artifact(act.File) == nil {
			return text.FetchKey.String()
		}
		return text.SendKey.String()
	case TurnStick:
		return text.ChooseStick.String()
	default:
		return text.Do(act)
	}
}

// reaches reports whether a program can give the portal what it waits for after the
// next act, so that nobody has to carry it.
func (s Standing) reaches() bool {
	act := capability.Next(s.Return)
	return s.Online && act.Answer != "" && (act.Need == capability.NeedsPortal || act.Need == capability.NeedsStick)
}

// Undo says whether the next act, as it would be done now, can be undone. What was
// sent stays sent. It says nothing of what a person does at the portal.
func (s Standing) Undo(h AtHand) string {
	switch act, sends := capability.Next(s.Return), s.Sends(h); {
	case sends && s.Return.Artifact(act.File) != nil:
		return text.CannotBeUndone.String()
	case act.Who == capability.PortalPerson && !sends:
		return ""
	default:
		return text.Undo(act.Kind)
	}
}

// Sends reports whether a program does the next act: at the portal steps, and where
// a request would be saved and there is no stick for it.
func (s Standing) Sends(h AtHand) bool {
	return s.reaches() && (capability.Next(s.Return).Need == capability.NeedsPortal || !h.canSave())
}

// Available is what the next act can use.
func (s Standing) Available(h AtHand) text.Available {
	a := text.Available{
		Device: h.Connected(), Right: h.ConnectedTo(s.Return.Device.Host), Stick: h.OneStick(), Several: len(h.Sticks) > 0, Left: h.Left,
		Portal: s.reaches(),
	}
	if usable := Fit(a.Stick, capability.Next(s.Return)); s.Sends(h) && usable == nil {
		a.Stick, a.Unfit = nil, a.Stick
	}
	return a
}

// Plan lists the steps: those of a stick only where there is one, or no program
// reaches the portal.
func (s Standing) Plan(h AtHand) []capability.Step {
	if s.Online && !h.canSave() {
		return capability.PlanOnline(s.Return)
	}
	return capability.Plan(s.Return)
}

// Offers are what a person can do with an open return beside its next act.
type Offers struct {
	Send       bool // have a program give the portal what it waits for
	Choose     bool // say which file on the stick is the response
	Release    bool // take the stick out of use
	Claim      bool // say that the request was uploaded
	SaveAgain  bool // save the request once more
	AskPortal  bool // where the return stands there
	OtherStick bool
	Slip       bool // read the hand-over slip
	AtPortal   bool // it waits for the portal, which a demonstration plays
}

// Offers say what can be done with an open return beside its next act.
func (s Standing) Offers(h AtHand) Offers {
	next := capability.Next(s.Return)
	portal, stick := next.Need == capability.NeedsPortal, h.OneStick()
	upload := portal && s.Return.Artifact(Uploads(s.Return)) != nil
	unread := s.Return.Opaque() && s.Return.Confirmation == nil && !s.Return.Dead()
	return Offers{
		Send:       s.reaches() && !s.Sends(h),
		Choose:     portal && stick != nil && (s.CanChoose || unread),
		Release:    portal && stick != nil && stick.State == media.Ready && !stick.Folder,
		Claim:      next.Kind == capability.ActUploadRequest || next.Kind == capability.ActUploadConfirmation,
		SaveAgain:  upload,
		AskPortal:  s.Online,
		OtherStick: portal || next.Need == capability.NeedsStick,
		Slip:       upload,
		AtPortal:   portal,
	}
}

// Uploads is the file that the portal waits for, or was given last.
func Uploads(r capability.Return) capability.ArtifactKind {
	if r.Dead() {
		return capability.DeclarationFile
	}
	if r.Confirmation != nil {
		return capability.ConfirmationRequest
	}
	return capability.ReturnRequest
}
