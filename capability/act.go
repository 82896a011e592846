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

// Act is the single next thing to do in a return, with the attributes that its
// kind has in the table of acts.
type Act struct {
	Kind        ActKind
	Who         Who
	Need        Need
	File        ArtifactKind // the file it is about, or ""
	Answer      ArtifactKind // the portal's file that may come before the act is done, or ""
	CanBeUndone bool
	OnlyLooks   bool // it changes nothing, neither here nor elsewhere
}

// actRule is an act, and of a device command the stage before it and the one in
// which its outcome is unknown.
type actRule struct {
	Act
	before, unknown Stage
}

// actTable has one row for each kind of act: who does it, what it needs, its
// file, the answer that may come, whether it can be undone, whether it only
// looks; then the stages of a device command.
var actTable = [...]actRule{
	{Act{ActMakeRequest, Technician, NeedsDevice, ReturnRequest, "", true, false}, StageOrdered, StageRequesting},
	{Act{ActSaveRequest, Technician, NeedsStick, ReturnRequest, PortalResponse, true, false}, 0, 0},
	{Act{ActUploadRequest, PortalPerson, NeedsPortal, ReturnRequest, PortalResponse, false, false}, 0, 0},
	{Act{ActFetchResponse, PortalPerson, NeedsPortal, PortalResponse, PortalResponse, true, false}, 0, 0},
	{Act{ActLoadResponse, Technician, NeedsDevice, PortalResponse, PortalResponse, false, false}, StageResponseFound, StageLoading},
	{Act{ActCheckLicenses, Technician, NeedsDevice, "", "", true, true}, 0, 0},
	{Act{ActMakeConfirmation, Technician, NeedsDevice, ConfirmationRequest, "", true, false}, StageVerified, StageConfirming},
	{Act{ActSaveConfirmation, Technician, NeedsStick, ConfirmationRequest, PortalReceipt, true, false}, 0, 0},
	{Act{ActUploadConfirmation, PortalPerson, NeedsPortal, ConfirmationRequest, PortalReceipt, false, false}, 0, 0},
	{Act{ActDeclare, Technician, NeedsNothing, DeclarationFile, "", true, false}, 0, 0},
	{Act{ActSaveDeclaration, Technician, NeedsStick, DeclarationFile, "", true, false}, 0, 0},
	{Act{ActRecordDecision, PortalPerson, NeedsPortal, DeclarationFile, "", false, false}, 0, 0},
	{Act{ActActivate, Technician, NeedsDevice, "", "", true, false}, 0, 0},
	{Act{ActAskDevice, Technician, NeedsDevice, "", "", true, true}, 0, 0},
	{Act{ActNothing, Nobody, NeedsNothing, "", "", true, true}, 0, 0},
}

// ActKinds lists every kind of act, in the usual order.
func ActKinds() []ActKind {
	all := make([]ActKind, len(actTable))
	for i, rule := range actTable {
		all[i] = rule.Kind
	}
	return all
}

// ActOf gives the act of a kind; the zero Act when there is no such kind.
func ActOf(kind ActKind) Act { return ruleOf(kind).Act }

func ruleOf(kind ActKind) actRule {
	for _, rule := range actTable {
		if rule.Kind == kind {
			return rule
		}
	}
	return actRule{}
}

// ActOn gives the one act that is about a file and needs what is named: the
// request is made with the device, saved with a stick, uploaded at the portal.
// It is the zero Act when there is no such act.
func ActOn(file ArtifactKind, need Need) Act {
	for _, rule := range actTable {
		if file != "" && rule.File == file && rule.Need == need {
			return rule.Act
		}
	}
	return Act{}
}

// FromStick is an act at the portal whose file has come back on a stick: the
// technician takes it from there.
func (a Act) FromStick() Act {
	a.Who, a.Need = Technician, NeedsStick
	return a
}

// Next names the one act that leads on from where the facts say the return is.
func Next(r Return) Act { return ActOf(nextKind(r)) }

func nextKind(r Return) ActKind {
	switch r.Stage {
	case StageOrdered:
		if r.Way == FromLabel {
			return ActDeclare
		}
		return ActMakeRequest
	case StageRequesting, StageLoading, StageConfirming:
		return ActAskDevice
	case StageRequestMade:
		return ActSaveRequest
	case StageRequestSaved:
		return ActUploadRequest
	case StageAtPortal:
		return ActFetchResponse
	case StageResponseFound:
		return ActLoadResponse
	case StageTakenIn, StageLoaded:
		return ActCheckLicenses
	case StageVerified:
		return ActMakeConfirmation
	case StageConfirmationMade:
		return ActSaveConfirmation
	case StageConfirmationSaved:
		return ActUploadConfirmation
	case StageDeclared:
		return ActSaveDeclaration
	case StageDeclarationSaved:
		return ActRecordDecision
	case StageClosed:
		return nextWhenClosed(r)
	default:
		return ActNothing
	}
}

// nextWhenClosed is the activation on the replacement, where one is ordered. It
// waits for the credit as long as only a person says that the portal has its
// proof, though its answer could still be read.
func nextWhenClosed(r Return) ActKind {
	switch {
	case r.Replacement == nil, r.TransferredTo != "", r.Closing == ClosedOnDecision:
		return ActNothing
	case r.Receipt == nil && r.AwaitsProof():
		return ActUploadConfirmation
	default:
		return ActActivate
	}
}

// AwaitsProof reports whether a return was closed on a claim, or on an answer that
// proves nothing, and a receipt that can be checked would still prove it.
func (r Return) AwaitsProof() bool {
	return r.Stage == StageClosed && (r.Closing == ClosedOnClaim || r.Closing == ClosedOnAnswer) && r.Confirmation != nil && r.Confirmation.MessageID != ""
}
