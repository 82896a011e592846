package capability

// ProblemKind says what stands in the way of a return.
type ProblemKind string

// The problems that facts can show.
const (
	ProblemRefused    ProblemKind = "refused"     // the device said no
	ProblemStillThere ProblemKind = "still-there" // a response was loaded, the licenses are there
	ProblemBackAgain  ProblemKind = "back-again"  // they were gone and are there again
	ProblemFlagged    ProblemKind = "flagged"     // the portal credits nothing and says why
)

// Problem is shown beside the next act until a fact solves it.
type Problem struct {
	Kind ProblemKind `json:"kind"`
	Code RefusalCode `json:"code,omitempty"`
	Text string      `json:"text,omitempty"` // foreign words, untrusted
}
