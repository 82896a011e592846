package capability

// ActKind names an act of a return.
type ActKind string

// The acts, in their usual order.
const (
	ActMakeRequest        ActKind = "make-request"
	ActSaveRequest        ActKind = "save-request"
	ActUploadRequest      ActKind = "upload-request"
	ActFetchResponse      ActKind = "fetch-response"
	ActLoadResponse       ActKind = "load-response"
	ActCheckLicenses      ActKind = "check-licenses"
	ActMakeConfirmation   ActKind = "make-confirmation"
	ActSaveConfirmation   ActKind = "save-confirmation"
	ActUploadConfirmation ActKind = "upload-confirmation"
	ActDeclare            ActKind = "declare" // a dead device that is known from its label
	ActSaveDeclaration    ActKind = "save-declaration"
	ActRecordDecision     ActKind = "record-decision"
	ActActivate           ActKind = "activate"   // on the replacement, with what was credited
	ActAskDevice          ActKind = "ask-device" // what came of a command that was cut off
	ActNothing            ActKind = "nothing"
)

// Who has to act.
type Who string

// The persons of a return.
const (
	Technician   Who = "technician"
	PortalPerson Who = "portal person"
	Nobody       Who = "nobody"
)

// Need is what must be at hand for an act.
type Need string

// The needs.
const (
	NeedsNothing Need = "nothing"
	NeedsDevice  Need = "device"
	NeedsStick   Need = "stick"
	NeedsPortal  Need = "portal"
)

// Act is the single next thing to do in a return.
type Act struct {
	Kind        ActKind
	Who         Who
	Need        Need
	File        ArtifactKind // the file it is about, or ""
	CanBeUndone bool
}

// Next names the one act that leads on from where the facts say the return is.
func Next(r Return) Act {
	switch r.Stage {
	case StageTakenIn:
		return Act{ActCheckLicenses, Technician, NeedsDevice, "", true}
	case StageOrdered:
		if r.Way == FromLabel {
			return Act{ActDeclare, Technician, NeedsNothing, DeclarationFile, true}
		}
		return Act{ActMakeRequest, Technician, NeedsDevice, ReturnRequest, true}
	case StageRequesting, StageLoading, StageConfirming:
		return Act{ActAskDevice, Technician, NeedsDevice, "", true}
	case StageRequestMade:
		return Act{ActSaveRequest, Technician, NeedsStick, ReturnRequest, true}
	case StageRequestSaved:
		return Act{ActUploadRequest, PortalPerson, NeedsPortal, ReturnRequest, false}
	case StageAtPortal:
		return Act{ActFetchResponse, PortalPerson, NeedsPortal, PortalResponse, true}
	case StageResponseFound:
		return Act{ActLoadResponse, Technician, NeedsDevice, PortalResponse, false}
	case StageLoaded:
		return Act{ActCheckLicenses, Technician, NeedsDevice, "", true}
	case StageVerified:
		return Act{ActMakeConfirmation, Technician, NeedsDevice, ConfirmationRequest, true}
	case StageConfirmationMade:
		return Act{ActSaveConfirmation, Technician, NeedsStick, ConfirmationRequest, true}
	case StageConfirmationSaved:
		return Act{ActUploadConfirmation, PortalPerson, NeedsPortal, ConfirmationRequest, false}
	case StageDeclared:
		return Act{ActSaveDeclaration, Technician, NeedsStick, DeclarationFile, true}
	case StageDeclarationSaved:
		return Act{ActRecordDecision, PortalPerson, NeedsPortal, DeclarationFile, false}
	case StageClosed:
		if r.Replacement != nil && r.TransferredTo == "" && r.Closing != ClosedOnDecision {
			if r.waitsForCredit() {
				return Act{ActUploadConfirmation, PortalPerson, NeedsPortal, ConfirmationRequest, false}
			}
			return Act{ActActivate, Technician, NeedsDevice, "", true}
		}
		return Act{ActNothing, Nobody, NeedsNothing, "", true}
	default:
		return Act{ActNothing, Nobody, NeedsNothing, "", true}
	}
}

// waitsForCredit reports whether only a person says that the portal has its
// proof, though its answer could still be read: nothing is there to be
// activated before it.
func (r Return) waitsForCredit() bool { return r.Receipt == nil && r.AwaitsProof() }

// AwaitsProof reports whether a return was closed on a claim and a receipt that
// can be checked would still prove it.
func (r Return) AwaitsProof() bool {
	return r.Stage == StageClosed && r.Closing == ClosedOnClaim && r.Confirmation != nil && r.Confirmation.MessageID != ""
}
