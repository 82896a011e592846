package desk

import (
	"path"
	"strings"
	"time"

	"handback/capability"
)

// Verdict says what a file on a stick is to a return.
type Verdict string

// The verdicts.
const (
	IsRequest       Verdict = "return request"       // this return's own
	IsConfirmation  Verdict = "confirmation request" // this return's own
	IsResponse      Verdict = "response"             // to load on the device
	IsReceipt       Verdict = "receipt"              // the portal's answer to the confirmation
	IsLoaded        Verdict = "already loaded"
	IsSuperseded    Verdict = "superseded"        // a request that another took the place of: not to be uploaded
	IsDeclaration   Verdict = "declaration"       // of a dead device
	IsCase          Verdict = "case"              // the record of a return
	IsStale         Verdict = "stale"             // the device has processed a later one
	IsRejected      Verdict = "rejected"          // the device refused it, or it had no effect
	IsUseless       Verdict = "without order"     // it answers the request, and doesn't take away what was ordered
	IsRemoval       Verdict = "removal"           // it answers no request of the return: the portal began it
	IsNothing       Verdict = "no change"         // it leaves the device what it holds
	IsForged        Verdict = "not the portal's"  // its signature is not right
	IsTold          Verdict = "named by the case" // a request of the return, as another laptop says
	IsOtherDevice   Verdict = "for another device"
	IsOtherRequest  Verdict = "for another request"
	IsOtherOwn      Verdict = "request of another return"
	IsDamaged       Verdict = "damaged"
	IsTooNew        Verdict = "too new"
	IsNoMessage     Verdict = "not a message"
	IsNotLookedInto Verdict = "not looked into" // too large, a link, a folder, ...
)

// Finding is one file that was seen on a stick.
type Finding struct {
	Path    string // on the stick, with slashes; untrusted
	Size    int64  // bytes
	Digest  capability.Digest
	Verdict Verdict
	Return  capability.ReturnID // of which return; empty: of none that is known
	About   string              // more on the verdict: other names, the portal's words; untrusted
	ModTime time.Time           // as the stick has it; zero: unknown
	For     []Reason            // to take a file that can't be read for the response
	Against []Reason

	opaque bool // bytes that nobody here can read
}

// Concerns reports whether a person who waits for an answer of the portal
// would want to hear of the file: it could be taken for that answer.
func (f Finding) Concerns() bool {
	switch f.Verdict {
	case IsRequest, IsConfirmation, IsLoaded, IsTold, IsOtherOwn, IsCase, IsDeclaration, IsSuperseded:
		return false
	case IsNoMessage, IsNotLookedInto:
		return f.calledAnswer()
	default:
		return true
	}
}

// calledAnswer reports whether the file has a name that answers have.
func (f Finding) calledAnswer() bool {
	name := strings.ToLower(path.Base(f.Path))
	return strings.Contains(name, "response") || path.Ext(name) == ".bin"
}
