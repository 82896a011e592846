package text

import (
	"fmt"

	"handback/capability"
	"handback/capability/ledger"
)

// Act says what an act of the return does: a whole sentence or two.
func Act(r capability.Return, a capability.Act) string {
	switch a.Kind {
	case capability.ActMakeRequest:
		if r.Purpose == capability.ToActivate {
			return fmt.Sprintf("The device makes the request for %s.", Order(r))
		}
		return fmt.Sprintf("The device makes the return request for %s. It keeps them for now.", dueText(r))
	case capability.ActSaveRequest, capability.ActSaveConfirmation:
		return fmt.Sprintf("Save %s on a stick and read it back.", fileText(r, a.File))
	case capability.ActUploadRequest:
		return fmt.Sprintf("Take the stick to the portal, upload %s there, download the response and put it on the stick.", r.NameOnStick(a.File))
	case capability.ActFetchResponse:
		return "Download the response at the portal and put it on the stick, under any name and in any folder."
	case capability.ActLoadResponse:
		if r.Purpose == capability.ToActivate {
			return fmt.Sprintf("Load the response on the device. It gets %s here.", Order(r))
		}
		return fmt.Sprintf("Load the response on the device. The device loses %s here.", dueText(r))
	case capability.ActCheckLicenses:
		if r.Purpose == capability.ToActivate {
			return "Read the licenses of the device again. What was ordered must be there."
		}
		if r.Stage == capability.StageTakenIn {
			return "Read the licenses of the device. What another laptop says of it counts for nothing here until then."
		}
		return "Read the licenses of the device again. What goes back must be gone."
	case capability.ActMakeConfirmation:
		return "The device makes the confirmation request. It proves to the portal that the licenses are gone."
	case capability.ActUploadConfirmation:
		return fmt.Sprintf("Take the stick to the portal and upload %s there. If the portal gives an answer, put it on the stick: it is the receipt.", r.NameOnStick(a.File))
	case capability.ActDeclare:
		return "Declare what is known of the dead device. It was begun and not finished."
	case capability.ActSaveDeclaration:
		return fmt.Sprintf("Save the declaration for the portal's owner, %s, on a stick and read it back.", fileText(r, a.File))
	case capability.ActRecordDecision:
		return "Take the declaration to the portal's owner and note what was decided. Until then the licenses stay a debt."
	case capability.ActActivate:
		return fmt.Sprintf("Begin the activation on the replacement %s, with what was credited.", replacementText(r))
	case capability.ActAskDevice:
		return fmt.Sprintf("Ask the device what came of %s, which was cut off. Nothing is repeated before that is known.", cutText(r.Stage))
	default:
		return "Nothing is left to do: the return is closed."
	}
}

// Undo says whether an act can be undone.
func Undo(a capability.Act) string {
	switch {
	case a.Kind == capability.ActNothing || a.Kind == capability.ActAskDevice || a.Kind == capability.ActCheckLicenses:
		return "This changes nothing."
	case a.CanBeUndone:
		return "This can be undone."
	default:
		return "This can't be undone."
	}
}

// stopsText says what stops working by an act.
func stopsText(r capability.Return, a capability.Act) string {
	if r.Purpose == capability.ToActivate {
		return ""
	}
	switch a.Kind {
	case capability.ActLoadResponse:
		return "What goes back stops working on the device now."
	case capability.ActFetchResponse:
		if r.Request == nil {
			return "The device works as before until the response is loaded."
		}
		return "That the request was uploaded is a claim. The device works as before until the response is loaded."
	case capability.ActUploadRequest:
		return "The device works as before until the response is loaded."
	case capability.ActMakeRequest, capability.ActSaveRequest:
		return "Nothing stops working yet."
	case capability.ActUploadConfirmation:
		return "The return is NOT finished until this is uploaded."
	default:
		return ""
	}
}

// Do is the word on the key that does the act.
func Do(a capability.Act) string {
	switch a.Kind {
	case capability.ActMakeRequest, capability.ActMakeConfirmation:
		return "make it"
	case capability.ActSaveRequest, capability.ActSaveConfirmation, capability.ActSaveDeclaration:
		return "save"
	case capability.ActDeclare:
		return "declare"
	case capability.ActRecordDecision:
		return "note the decision"
	case capability.ActActivate:
		return "begin"
	case capability.ActUploadRequest, capability.ActFetchResponse:
		return "look for it"
	case capability.ActUploadConfirmation:
		return "look for it"
	case capability.ActLoadResponse:
		return "load"
	case capability.ActCheckLicenses:
		return "read"
	case capability.ActAskDevice:
		return "ask the device"
	default:
		return "show the end"
	}
}

// Work is what is being done while an act runs.
func Work(a capability.Act, p capability.Purpose) string {
	switch a.Kind {
	case capability.ActMakeRequest:
		if p == capability.ToActivate {
			return "The device makes the activation request"
		}
		return "The device makes the return request"
	case capability.ActSaveRequest, capability.ActSaveConfirmation, capability.ActSaveDeclaration:
		return "Saving on the stick"
	case capability.ActDeclare:
		return DeclareWork
	case capability.ActRecordDecision:
		return DecideWork
	case capability.ActActivate:
		return "Beginning the activation"
	case capability.ActUploadRequest, capability.ActFetchResponse:
		return "Looking for the response on the stick"
	case capability.ActLoadResponse:
		return "Loading the response on the device"
	case capability.ActCheckLicenses:
		return "Reading the licenses again"
	case capability.ActMakeConfirmation:
		return "The device makes the confirmation request"
	case capability.ActUploadConfirmation:
		return "Looking for the receipt on the stick"
	default:
		return "Asking the device"
	}
}

// nextText is the act in a few words, for lists.
func nextText(kind capability.ActKind) string {
	switch kind {
	case capability.ActMakeRequest:
		return "make the return request"
	case capability.ActSaveRequest:
		return "save the request on a stick"
	case capability.ActUploadRequest:
		return "upload the request"
	case capability.ActFetchResponse:
		return "download the response"
	case capability.ActLoadResponse:
		return "load the response"
	case capability.ActCheckLicenses:
		return "check that the licenses are gone"
	case capability.ActMakeConfirmation:
		return "make the confirmation request"
	case capability.ActSaveConfirmation:
		return "save the confirmation on a stick"
	case capability.ActUploadConfirmation:
		return "upload the confirmation"
	case capability.ActDeclare:
		return "declare the device dead"
	case capability.ActSaveDeclaration:
		return "save the declaration on a stick"
	case capability.ActRecordDecision:
		return "decide on the declaration"
	case capability.ActActivate:
		return "activate the replacement"
	case capability.ActAskDevice:
		return "ask the device what happened"
	default:
		return "nothing, it is closed"
	}
}

// whoText is who acts next by the kind of act, for lists.
func whoText(kind capability.ActKind) string {
	switch kind {
	case capability.ActUploadRequest, capability.ActFetchResponse, capability.ActUploadConfirmation, capability.ActRecordDecision:
		return "portal person"
	case capability.ActNothing:
		return "nobody"
	default:
		return "technician"
	}
}

// cutText names the device command whose outcome is unknown at a stage.
func cutText(s capability.Stage) string {
	switch s {
	case capability.StageRequesting:
		return "the return request"
	case capability.StageLoading:
		return "loading the response"
	case capability.StageConfirming:
		return "the confirmation request"
	default:
		return "the last command"
	}
}

// replacementText names the device that gets the licenses afterwards.
func replacementText(r capability.Return) string {
	if r.Replacement == nil {
		return "device"
	}
	return Printable("", r.Replacement.String())
}

// fileText names a file of the return with its size.
func fileText(r capability.Return, kind capability.ArtifactKind) string {
	a := r.Artifact(kind)
	if a == nil {
		return r.FileName(kind)
	}
	return fmt.Sprintf("%s (%s)", r.FileName(kind), sizeText(a.Size))
}

// Summary is what waits in a return, and for whom.
func Summary(s ledger.Summary) string {
	if s.Act == capability.ActNothing {
		return Stage(s.Stage) + ", " + countText(s.Licenses, "license")
	}
	return whoText(s.Act) + ": " + nextFor(s.Purpose, s.Act)
}

// nextFor is the act in a few words, for an activation in its own.
func nextFor(p capability.Purpose, kind capability.ActKind) string {
	switch {
	case p == capability.ToActivate && kind == capability.ActMakeRequest:
		return "make the activation request"
	case p == capability.ToActivate && kind == capability.ActCheckLicenses:
		return "check that the licenses are there"
	default:
		return nextText(kind)
	}
}
