package capability

// Transferred says that the activation on the replacement was begun.
type Transferred struct {
	To ReturnID `json:"to"` // the activation
}

// Kind implements [Fact].
func (Transferred) Kind() FactKind { return KindTransferred }

func (f Transferred) apply(r *Return) error {
	if r.Stage != StageClosed || r.Replacement == nil || r.TransferredTo != "" || r.Closing == ClosedOnDecision {
		return unexpected(r, f)
	}
	r.TransferredTo = f.To
	return f.To.Check()
}
