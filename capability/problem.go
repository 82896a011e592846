package capability

// ProblemKind says what stands in the way of a return.
type ProblemKind string

// The problems that facts can show.
const (
	ProblemRefused    ProblemKind = "refused"     // the device said no
	ProblemStillThere ProblemKind = "still-there" // a response was loaded, the licenses are there
	ProblemPartly     ProblemKind = "partly-gone" // a response was loaded, and a part of what was ordered is still there
	ProblemBackAgain  ProblemKind = "back-again"  // they were gone and are there again
	ProblemFlagged    ProblemKind = "flagged"     // the portal credits nothing and says why
	ProblemWithout    ProblemKind = "without"     // the response doesn't carry out the order, and the portal says why
	ProblemLate       ProblemKind = "late"        // a response came for a return that was cancelled
	ProblemAlive      ProblemKind = "alive"       // the device answers after it was declared dead
	ProblemDeclined   ProblemKind = "declined"    // the portal's owner did not take the declaration
)

// Problem is shown beside the next act until a fact solves it.
type Problem struct {
	Kind ProblemKind `json:"kind"`
	Code RefusalCode `json:"code,omitempty"`
	Said string      `json:"said,omitempty"` // see [Refusal]
	Text string      `json:"text,omitempty"` // foreign words, untrusted
}
