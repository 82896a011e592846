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
	KindSent          FactKind = "sent"
	KindAnswered      FactKind = "answered"
	KindPortalRead    FactKind = "portal-read"
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
	decode, known := factDecoders[j.Kind]
	if !known {
		return fmt.Errorf("%w: %q", ErrFactKind, string(j.Kind))
	}
	fact, err := decode(j.Fact)
	*e = Entry{At: j.At, By: j.By, From: j.From, Fact: fact}
	return err
}

// Kind implements [Fact].
func (Opened) Kind() FactKind        { return KindOpened }
func (Intended) Kind() FactKind      { return KindIntended }
func (Refused) Kind() FactKind       { return KindRefused }
func (NotDone) Kind() FactKind       { return KindNotDone }
func (RequestMade) Kind() FactKind   { return KindRequestMade }
func (Saved) Kind() FactKind         { return KindSaved }
func (Uploaded) Kind() FactKind      { return KindUploaded }
func (ResponseFound) Kind() FactKind { return KindResponseFound }
func (Loaded) Kind() FactKind        { return KindLoaded }
func (LicensesRead) Kind() FactKind  { return KindLicensesRead }
func (Receipt) Kind() FactKind       { return KindReceipt }
func (Cancelled) Kind() FactKind     { return KindCancelled }
func (Replaced) Kind() FactKind      { return KindReplaced }
func (Withdrawn) Kind() FactKind     { return KindWithdrawn }
func (Declared) Kind() FactKind      { return KindDeclared }
func (Decided) Kind() FactKind       { return KindDecided }
func (Scanned) Kind() FactKind       { return KindScanned }
func (Flagged) Kind() FactKind       { return KindFlagged }
func (Transferred) Kind() FactKind   { return KindTransferred }
func (TakenIn) Kind() FactKind       { return KindTakenIn }
func (SetAside) Kind() FactKind      { return KindSetAside }
func (Sent) Kind() FactKind          { return KindSent }
func (Answered) Kind() FactKind      { return KindAnswered }
func (PortalRead) Kind() FactKind    { return KindPortalRead }

// factDecoders has one row for each kind of fact.
var factDecoders = map[FactKind]func(body []byte) (Fact, error){
	KindOpened:        decodeAs[Opened],
	KindIntended:      decodeAs[Intended],
	KindRefused:       decodeAs[Refused],
	KindNotDone:       decodeAs[NotDone],
	KindRequestMade:   decodeAs[RequestMade],
	KindSaved:         decodeAs[Saved],
	KindUploaded:      decodeAs[Uploaded],
	KindResponseFound: decodeAs[ResponseFound],
	KindLoaded:        decodeAs[Loaded],
	KindLicensesRead:  decodeAs[LicensesRead],
	KindReceipt:       decodeAs[Receipt],
	KindCancelled:     decodeAs[Cancelled],
	KindReplaced:      decodeAs[Replaced],
	KindWithdrawn:     decodeAs[Withdrawn],
	KindDeclared:      decodeAs[Declared],
	KindDecided:       decodeAs[Decided],
	KindScanned:       decodeAs[Scanned],
	KindFlagged:       decodeAs[Flagged],
	KindTransferred:   decodeAs[Transferred],
	KindTakenIn:       decodeAs[TakenIn],
	KindSetAside:      decodeAs[SetAside],
	KindSent:          decodeAs[Sent],
	KindAnswered:      decodeAs[Answered],
	KindPortalRead:    decodeAs[PortalRead],
}

func decodeAs[F Fact](body []byte) (Fact, error) {
	var f F
	err := json.Unmarshal(body, &f)
	return f, err
}

// Artifact gives the file that came with the fact; false when none did.
func (e Entry) Artifact() (Artifact, bool) {
	switch fact := e.Fact.(type) {
	case RequestMade:
		return fact.Artifact, true
	case ResponseFound:
		return fact.Artifact, true
	case Receipt:
		return fact.Artifact, true
	case Declared:
		return fact.Declaration, true
	default:
		return Artifact{}, false
	}
}

// Reading gives what the device itself said in the fact; nil in most. A return
// can begin with a device that nobody could read: known from a label, or to
// the portal by its host ID alone.
func (e Entry) Reading() *Reading {
	switch fact := e.Fact.(type) {
	case LicensesRead:
		return &fact.Reading
	case Opened:
		if fact.Way != FromLabel && !fact.Reading.Device.onlyHost() {
			return &fact.Reading
		}
	}
	return nil
}

// onlyHost reports whether nothing but the host ID is known about the device.
func (d Identity) onlyHost() bool {
	return d.Vendor == "" && d.Model == "" && d.Serial == "" && d.Firmware == "" && d.Clock.IsZero() && d.Last == nil && d.Keys == nil
}

func unexpected(r *Return, f Fact) error {
	return fmt.Errorf("%w: %s at stage %s", ErrUnexpected, f.Kind(), r.Stage)
}
