package capability

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrImplausible says that a case tells what no return can have: too much of
// it, a count, a size, a text or a time out of bounds.
var ErrImplausible = errors.New("no return can be so")

// firstYear is before the first laptop with Handback on it; caseSlack is how
// far the clocks of two laptops may differ.
const (
	firstYear = 2000
	caseSlack = 36 * time.Hour
)

// CheckCase reports the first thing in a foreign case that is out of the bounds
// which a device's own words have, at the time now of this laptop's clock.
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

// checkFact bounds what a fact holds, and reports the first thing that is out of
// them; whether it can follow is for the rules.
func checkFact(f Fact) error {
	switch f := f.(type) {
	case Opened:
		return cmp.Or(f.ID.Check(), f.Reading.check(), f.Order.plausible(), checkTexts(f.Reason))
	case LicensesRead:
		return f.Reading.check()
	case RequestMade:
		return f.Artifact.check()
	case ResponseFound:
		return cmp.Or(f.Artifact.check(), CheckLicenses(f.Licenses), checkTexts(f.Path, f.Answers, f.Without))
	case Receipt:
		return cmp.Or(f.Artifact.check(), CheckLicenses(f.Licenses), checkTexts(f.Path, f.Answers, f.Flagged), checkCredited(f.Credited))
	case Declared:
		return cmp.Or(f.Evidence.Check(), f.Declaration.check())
	case Saved:
		return checkTexts(f.Stick, f.Path)
	case Refused:
		return checkTexts(f.Text)
	case Flagged:
		return checkTexts(string(f.Flag), f.Text)
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
