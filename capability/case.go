package capability

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Origin tells how a fact came that was not noted here: in a case that a person
// took in from a stick.
type Origin struct {
	Case   Digest `json:"case"`             // of the file that the case lay in
	Signer string `json:"signer,omitempty"` // the known colleague who signed it; empty: nobody who is known here
}

// Hearsay reports whether nobody known vouches for the fact: it tells what to
// check, and decides nothing.
func (e Entry) Hearsay() bool { return e.From != nil && e.From.Signer == "" }

// SeenBy is who vouches for the fact: the known colleague who signed the case
// that it came in, else the operator who noted it. It is empty for hearsay.
func (e Entry) SeenBy() string {
	if e.From == nil {
		return e.By
	}
	return e.From.Signer
}

// Bounds of a case that is taken in: more than a real return needs.
const (
	MaxCaseFacts = 500
	MaxWhose     = 16 // persons whom a TakenIn names
)

// TakenIn says that a person took in the case of another laptop. It follows the
// facts that came with the case.
type TakenIn struct {
	Case         Digest             `json:"case"`               // of the file
	Path         string             `json:"path"`               // on the stick
	Stick        string             `json:"stick"`              // as a person names it
	StickSerial  string             `json:"stick_serial"`       // of its hardware, else of its volume; empty: it has none
	Facts        int                `json:"facts"`              // that were new here
	Whose        []string           `json:"whose"`              // the operators that the case names; untrusted
	Signer       string             `json:"signer,omitempty"`   // the known colleague who signed it
	Confirmation ConfirmationPolicy `json:"confirmation"`       // the portal's setting, as it is configured here
	Unsigned     string             `json:"unsigned,omitempty"` // why its signature counts for nothing, when it has one
}

func (f TakenIn) apply(r *Return) error {
	switch {
	case r.Stage == StageNone && r.Told == nil, r.Told == nil && len(r.Sources) == 0 && !r.signed():
		return unexpected(r, f)
	case r.Stage == StageNone:
		r.beginAsTold()
	case r.Stage == StageSetAside:
		r.Stage = r.left
	}
	r.Policy = f.Confirmation
	r.Sources = append(r.Sources, f)
	return nil
}

// signed reports whether the return was opened by a known colleague.
func (r *Return) signed() bool {
	return len(r.Entries) > 0 && r.Entries[0].From != nil
}

// beginAsTold starts a return that is known only from the case of another laptop.
// The case tells which device to read. What goes back shows in the portal's
// response and on the device.
func (r *Return) beginAsTold() {
	r.Stage, r.Way, r.Purpose, r.Reason = StageTakenIn, FromCase, ToReturn, r.Told.Reason
	r.Device = r.Told.Device
	r.Device.Last, r.Device.Clock, r.Device.Keys = nil, time.Time{}, nil
	r.Seen = r.Device
}

// SetAside says that nobody goes on here with a case that was taken in. Taking
// it in again goes on.
type SetAside struct {
	Reason string `json:"reason,omitempty"`
}

func (f SetAside) apply(r *Return) error {
	if !r.Open() || len(r.Sources) == 0 {
		return unexpected(r, f)
	}
	r.left, r.Stage, r.Problem = r.Stage, StageSetAside, nil
	return nil
}

// tell adds a fact to what another laptop says about a return. A fact that can't
// follow there is only listed: nothing rests on it.
func (r *Return) tell(e Entry) error {
	var told Return
	if r.Told != nil {
		told = *r.Told
	} else if r.Stage != StageNone {
		return fmt.Errorf("%w: it was opened here, and the case of another laptop can't add to it", ErrUnexpected)
	}
	own := e
	own.From = nil
	switch err := told.Add(own); {
	case err == nil:
	case told.Stage == StageNone:
		return err
	default:
		told.Entries = append(told.Entries, own)
	}
	r.Told, r.ID = &told, told.ID
	return nil
}

// ErrImplausible says that a case tells what no return can have: too many facts,
// or a count, a size, a text or a time out of bounds.
var ErrImplausible = errors.New("no return can be so")

// firstYear is before the first laptop with Handback on it; caseSlack is how
// far the clocks of two laptops may differ.
const (
	firstYear = 2000
	caseSlack = 36 * time.Hour
)

// CheckCase reports the first thing in a foreign case that is out of bounds, as an
// [ErrImplausible]. The bounds are those of a device's own words; now is this
// laptop's time.
func CheckCase(entries []Entry, now time.Time) error {
	if len(entries) == 0 || len(entries) > MaxCaseFacts {
		return fmt.Errorf("%w: it has %d facts, 1 to %d are possible", ErrImplausible, len(entries), MaxCaseFacts)
	}
	for n, e := range entries {
		if err := e.check(now); err != nil {
			return fmt.Errorf("fact %d: %w", n+1, err)
		}
	}
	return nil
}

func (e Entry) check(now time.Time) error {
	switch {
	case e.Fact == nil:
		return fmt.Errorf("%w: no fact", ErrImplausible)
	case e.At.Year() < firstYear || e.At.After(now.Add(caseSlack)):
		return fmt.Errorf("%w: it was noted at %s, and it is %s", ErrImplausible, stamp(e.At), stamp(now))
	case len(e.By) > MaxText:
		return tooLong("the operator's name")
	}
	return checkFact(e.Fact)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func tooLong(what string) error {
	return fmt.Errorf("%w: %s has more than %d bytes", ErrImplausible, what, MaxText)
}

// checkFact reports the first thing in a fact that is out of bounds. Whether the
// fact can follow is for the rules.
func checkFact(f Fact) error {
	switch f := f.(type) {
	case Opened:
		return cmp.Or(f.ID.Check(), f.Reading.check(), f.Order.plausible(), checkTexts(f.Reason, f.Portal, f.Site))
	case LicensesRead:
		return f.Reading.check()
	case RequestMade:
		return f.Artifact.check()
	case ResponseFound:
		return cmp.Or(f.Artifact.check(), CheckLicenses(f.Licenses), checkTexts(f.Path, f.Portal, f.Answers, f.Without))
	case Receipt:
		return cmp.Or(f.Artifact.check(), CheckLicenses(f.Licenses), checkTexts(f.Path, f.Portal, f.Answers, f.Flagged), checkCredited(f.Credited))
	case Declared:
		return cmp.Or(f.Evidence.Check(), f.Declaration.check())
	case Saved:
		return checkTexts(f.Stick, f.Path)
	case Refused:
		return checkTexts(f.Text)
	case Flagged:
		return checkTexts(string(f.Flag), f.Text, f.Before, f.Now, f.Said)
	case Decided:
		return checkTexts(f.Who, f.Reference)
	case Uploaded:
		return checkTexts(f.Note)
	case Cancelled:
		return checkTexts(f.Reason)
	case Replaced:
		return checkTexts(f.Reason)
	case Withdrawn:
		return checkTexts(f.Reason)
	case SetAside:
		return checkTexts(f.Reason)
	case Sent:
		return f.Check()
	case Answered:
		return f.Check()
	case PortalRead:
		return f.check()
	case TakenIn:
		return cmp.Or(checkTexts(append([]string{f.Path, f.Stick, f.StickSerial, f.Signer, f.Unsigned}, f.Whose...)...), checkNumber("persons", len(f.Whose), MaxWhose))
	default:
		return nil
	}
}

func checkTexts(texts ...string) error {
	for _, text := range texts {
		if len(text) > MaxText {
			return tooLong("a text")
		}
	}
	return nil
}

func checkNumber(what string, n, most int) error {
	if n > most {
		return fmt.Errorf("%w: %d %s, more than %d", ErrImplausible, n, what, most)
	}
	return nil
}

func checkCredited(ids []ActivationID) error {
	if err := checkNumber("credited licenses", len(ids), MaxLicenses); err != nil {
		return err
	}
	for _, id := range ids {
		if err := id.Check(); err != nil {
			return err
		}
	}
	return nil
}

func (r Reading) check() error {
	d := r.Device
	return cmp.Or(
		d.Host.Check(), CheckLicenses(r.Licenses), checkTexts(d.Vendor, d.Model, d.Serial, d.Firmware),
		checkNumber("keys", len(d.Keys), MaxKeys),
	)
}

// plausible bounds an order; a return that the portal began may have none yet.
func (o Order) plausible() error {
	if err := checkNumber("lines of an order", len(o.Lines), MaxLicenses); err != nil {
		return err
	}
	for _, l := range o.Lines {
		if err := l.ActivationID.Check(); err != nil {
			return err
		}
		if l.Count < 0 || int64(l.Count) > MaxCount {
			return fmt.Errorf("%w: %d of %s shall remain", ErrImplausible, l.Count, l.ActivationID)
		}
	}
	return nil
}

// maxArtifact is the size of the largest file that a return has, in bytes.
const maxArtifact = 1 << 20

func (a Artifact) check() error {
	switch {
	case !slices.Contains(ArtifactKinds(), a.Kind):
		return fmt.Errorf("%w: there is no file of kind %.40q", ErrImplausible, string(a.Kind))
	case a.Size < 0 || a.Size > maxArtifact:
		return fmt.Errorf("%w: a file of %d bytes", ErrImplausible, a.Size)
	case a.SHA256.IsZero():
		return fmt.Errorf("%w: a file without a digest", ErrImplausible)
	}
	return checkTexts(a.MessageID)
}

// CutShort says which limit ended a search through a stick or a folder. The zero
// value: none did.
type CutShort struct {
	Entries int           // more files and folders than this
	Time    time.Duration // it took longer than this
	Unread  int           // files of a message's size that were not read
}

// String says it in English, as JSON has it; empty: no limit ended the search.
func (c CutShort) String() string {
	switch {
	case c.Entries > 0:
		return fmt.Sprintf("more than %d files and folders", c.Entries)
	case c.Time > 0:
		return fmt.Sprintf("it took more than %v", c.Time)
	case c.Unread > 0:
		return fmt.Sprintf("%d files of a message's size were not read", c.Unread)
	default:
		return ""
	}
}

// IsZero reports whether no limit ended the search.
func (c CutShort) IsZero() bool { return c == CutShort{} }

// MarshalText implements [encoding.TextMarshaler].
func (c CutShort) MarshalText() ([]byte, error) { return []byte(c.String()), nil }
