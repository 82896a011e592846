package capability

// RequestMade says that a request of the device lies in the ledger.
type RequestMade struct {
	Artifact Artifact `json:"artifact"` // a ReturnRequest or a ConfirmationRequest
}

// Kind implements [Fact].
func (RequestMade) Kind() FactKind { return KindRequestMade }

func (f RequestMade) apply(r *Return) error {
	a := f.Artifact
	switch {
	case r.Stage == StageRequesting && a.Kind == ReturnRequest:
		r.Stage, r.Request = StageRequestMade, &a
	case r.Stage == StageConfirming && a.Kind == ConfirmationRequest:
		r.Stage, r.Confirmation = StageConfirmationMade, &a
	default:
		return unexpected(r, f)
	}
	return nil
}

// Saved says that a request was written to a stick and read back.
type Saved struct {
	File   ArtifactKind `json:"file"`
	SHA256 Digest       `json:"sha256"`
	Stick  string       `json:"stick"` // as a person names it
	Path   string       `json:"path"`  // on the stick, with slashes
}

// Kind implements [Fact].
func (Saved) Kind() FactKind { return KindSaved }

func (f Saved) apply(r *Return) error {
	a := r.Artifact(f.File)
	if a == nil || a.SHA256 != f.SHA256 || r.Stage.OutcomeUnknown() {
		return unexpected(r, f)
	}
	switch {
	case f.File == ReturnRequest:
		r.Stage = max(r.Stage, StageRequestSaved)
	case f.File == ConfirmationRequest:
		r.Stage = max(r.Stage, StageConfirmationSaved)
	default:
		return unexpected(r, f)
	}
	r.SavedTo = f.Stick
	return nil
}

// Uploaded is a person's claim that a request was uploaded at the portal. The
// tool can't see it, and shows it as a claim.
type Uploaded struct {
	File   ArtifactKind `json:"file"`
	SHA256 Digest       `json:"sha256"`
	Note   string       `json:"note,omitempty"` // a reference, who did it
}

// Kind implements [Fact].
func (Uploaded) Kind() FactKind { return KindUploaded }

func (f Uploaded) apply(r *Return) error {
	a := r.Artifact(f.File)
	if a == nil || a.SHA256 != f.SHA256 {
		return unexpected(r, f)
	}
	switch {
	case f.File == ReturnRequest && r.Stage >= StageRequestMade && r.Stage <= StageAtPortal:
		r.Stage = StageAtPortal
	case f.File == ConfirmationRequest && r.Stage >= StageConfirmationMade && r.Stage < StageClosed:
		r.close(ClosedOnClaim)
	default:
		return unexpected(r, f)
	}
	return nil
}

// ResponseFound says that a response for this return lies in the ledger.
type ResponseFound struct {
	Artifact Artifact  `json:"artifact"`
	Path     string    `json:"path"`              // where it was found
	Answers  string    `json:"answers,omitempty"` // message ID of the request it answers
	Seq      uint64    `json:"seq,omitempty"`     // 0 when it can't be read
	Unasked  bool      `json:"unasked,omitempty"` // the portal asks for no confirmation
	Licenses []License `json:"licenses,omitzero"` // what remains; nil when it can't be read
}

// Kind implements [Fact].
func (ResponseFound) Kind() FactKind { return KindResponseFound }

func (f ResponseFound) apply(r *Return) error {
	if r.Stage < StageRequestMade || r.Stage > StageResponseFound {
		return unexpected(r, f)
	}
	if r.Rejected(f.Artifact.SHA256) {
		return unexpected(r, f)
	}
	a := f.Artifact
	r.Stage, r.Response, r.Problem = StageResponseFound, &a, nil
	r.unasked, r.Expected = f.Unasked, f.Licenses
	return nil
}

// Receipt is the portal's answer to the confirmation: evidence that it was
// uploaded and what came of it.
type Receipt struct {
	Artifact Artifact       `json:"artifact"`
	Path     string         `json:"path"`
	Answers  string         `json:"answers"`            // message ID of the confirmation
	Credited []ActivationID `json:"credited,omitempty"` // what the portal says it credited
	Flagged  string         `json:"flagged,omitempty"`  // the portal's words when it credits nothing
}

// Kind implements [Fact].
func (Receipt) Kind() FactKind { return KindReceipt }

func (f Receipt) apply(r *Return) error {
	if r.Confirmation == nil || r.Confirmation.MessageID == "" || f.Answers != r.Confirmation.MessageID {
		return unexpected(r, f)
	}
	if r.Stage < StageConfirmationMade {
		return unexpected(r, f)
	}
	a := f.Artifact
	r.Receipt = &a
	if f.Flagged != "" {
		r.Stage, r.Closing = StageConfirmationSaved, ""
		r.Problem = &Problem{Kind: ProblemFlagged, Text: f.Flagged}
		return nil
	}
	r.Credited = f.Credited
	r.close(ClosedOnProof)
	return nil
}
