package capability

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// FactKind names a kind of fact in the journal.
type FactKind string

// The kinds of facts.
const (
	KindOpened        FactKind = "opened"
	KindIntended      FactKind = "intended"
	KindRefused       FactKind = "refused"
	KindNotDone       FactKind = "not-done"
	KindRequestMade   FactKind = "request-made"
	KindSaved         FactKind = "saved"
	KindUploaded      FactKind = "uploaded"
	KindResponseFound FactKind = "response-found"
	KindLoaded        FactKind = "loaded"
	KindLicensesRead  FactKind = "licenses-read"
	KindReceipt       FactKind = "receipt"
	KindCancelled     FactKind = "cancelled"
	KindReplaced      FactKind = "replaced"
	KindWithdrawn     FactKind = "withdrawn"
	KindDeclared      FactKind = "declared"
	KindDecided       FactKind = "decided"
	KindScanned       FactKind = "scanned"
	KindFlagged       FactKind = "flagged"
	KindTransferred   FactKind = "transferred"
	KindTakenIn       FactKind = "taken-in"
	KindSetAside      FactKind = "set-aside"
)

// Fact is one thing that was seen, done, or claimed by a person. The kinds are
// the exported types of this package that have this method set.
type Fact interface {
	Kind() FactKind

	// apply changes r as the fact says, or tells why it can't be true of r.
	apply(r *Return) error
}

// ErrUnexpected says that a fact can't follow at a stage. Nothing was changed.
var ErrUnexpected = errors.New("this can't follow here")

// ErrFactKind says that a journal holds a fact that this version doesn't know.
var ErrFactKind = errors.New("unknown kind of fact")

// ErrEvidence says what is missing in a declaration of a dead device.
var ErrEvidence = errors.New("this evidence is not enough")

// Entry is a fact with the time it was noted, by the laptop's clock, and the
// operator who was at the laptop.
type Entry struct {
	At   time.Time
	By   string
	From *Origin // how it came; nil: it was noted here
	Fact Fact
}

type entryJSON struct {
	At   time.Time       `json:"at"`
	By   string          `json:"by,omitempty"`
	From *Origin         `json:"from,omitempty"`
	Kind FactKind        `json:"kind"`
	Fact json.RawMessage `json:"fact"`
}

// MarshalJSON writes {"at", "by", "from", "kind", "fact"}.
func (e Entry) MarshalJSON() ([]byte, error) {
	body, err := json.Marshal(e.Fact)
	if err != nil {
		return nil, err
	}
	return json.Marshal(entryJSON{At: e.At.UTC(), By: e.By, From: e.From, Kind: e.Fact.Kind(), Fact: body})
}

// UnmarshalJSON reads what MarshalJSON writes; unknown kinds are [ErrFactKind].
func (e *Entry) UnmarshalJSON(data []byte) error {
	var j entryJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	fact, err := decodeFact(j.Kind, j.Fact)
	*e = Entry{At: j.At, By: j.By, From: j.From, Fact: fact}
	return err
}

func decodeFact(kind FactKind, body []byte) (Fact, error) {
	switch kind {
	case KindOpened:
		return decodeAs[Opened](body)
	case KindIntended:
		return decodeAs[Intended](body)
	case KindRefused:
		return decodeAs[Refused](body)
	case KindNotDone:
		return decodeAs[NotDone](body)
	case KindRequestMade:
		return decodeAs[RequestMade](body)
	case KindSaved:
		return decodeAs[Saved](body)
	case KindUploaded:
		return decodeAs[Uploaded](body)
	case KindResponseFound:
		return decodeAs[ResponseFound](body)
	case KindLoaded:
		return decodeAs[Loaded](body)
	case KindLicensesRead:
		return decodeAs[LicensesRead](body)
	case KindReceipt:
		return decodeAs[Receipt](body)
	case KindCancelled:
		return decodeAs[Cancelled](body)
	case KindReplaced:
		return decodeAs[Replaced](body)
	case KindWithdrawn:
		return decodeAs[Withdrawn](body)
	case KindDeclared:
		return decodeAs[Declared](body)
	case KindDecided:
		return decodeAs[Decided](body)
	case KindScanned:
		return decodeAs[Scanned](body)
	case KindFlagged:
		return decodeAs[Flagged](body)
	case KindTransferred:
		return decodeAs[Transferred](body)
	case KindTakenIn:
		return decodeAs[TakenIn](body)
	case KindSetAside:
		return decodeAs[SetAside](body)
	default:
		return nil, fmt.Errorf("%w: %q", ErrFactKind, string(kind))
	}
}

func decodeAs[F Fact](body []byte) (Fact, error) {
	var f F
	err := json.Unmarshal(body, &f)
	return f, err
}
