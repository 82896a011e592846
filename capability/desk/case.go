package desk

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
)

// CaseStanding says what a case on a stick is to this laptop.
type CaseStanding string

// The standings.
const (
	CaseNew       CaseStanding = "new"         // of a return that is not known here: it can be taken in
	CaseMore      CaseStanding = "more"        // it has more of a return that was taken in: it can be taken in
	CaseSetAside  CaseStanding = "set aside"   // it was taken in and set aside: it can be taken in again
	CaseKnown     CaseStanding = "known"       // all of it is here
	CaseElsewhere CaseStanding = "went on"     // it went on elsewhere: shown beside what is here
	CaseRefused   CaseStanding = "can't be so" // see Err
)

// Case is the case of a return on a stick: what another laptop says about it.
// Reading it changes nothing.
type Case struct {
	Path     string // on the stick; untrusted
	Digest   capability.Digest
	ID       capability.ReturnID
	Told     capability.Return // as it says; nothing of it was seen here
	Facts    int               // that it has
	New      int               // of them, that are not here
	Whose    []string          // the operators that it names; untrusted
	Signer   string            // the known colleague whose signature of it is right; empty: hearsay
	Unsigned string            // why its signature counts for nothing; empty: it has none, or a right one
	Standing CaseStanding
	Fork     *ledger.Fork // of CaseElsewhere
	Err      error        // of CaseRefused

	// Data is the whole file and Signature that of its Signer, byte for byte; both are
	// empty unless a known colleague signed it.
	Data, Signature []byte

	entries []capability.Entry // with their origin
}

// CanBeTakenIn reports whether a person can take the case in.
func (c Case) CanBeTakenIn() bool {
	return c.Standing == CaseNew || c.Standing == CaseMore || c.Standing == CaseSetAside
}

// Disagreement says that a kept message differs from what a fact of the case
// says about it.
type Disagreement struct {
	Path       string // of the message, on the stick; untrusted
	What       string // which property
	Told, Find string // by the case, and in the message; untrusted
}

func (d *Disagreement) Error() string {
	return fmt.Sprintf("the case says %s %q of %s, and the file says %q",
		d.What, capability.Printable(d.Told), capability.Printable(d.Path), capability.Printable(d.Find))
}

// ErrNoCase says that the stick holds no case, or none of that ID, that can be
// taken in.
var ErrNoCase = errors.New("no case on the stick can be taken in")

// Cases lists the cases on a stick, by their paths.
func (d *Desk) Cases(ctx context.Context, stick Stick, report capability.Report) ([]Case, error) {
	found, err := stick.Collect(ctx, media.Limits{}, report)
	if err != nil {
		return nil, err
	}
	return d.casesIn(found.Found), nil
}

// sharedLimits suit a folder into which the laptops of a shop put their cases, in
// whichever folders below it.
func sharedLimits() media.Limits {
	l := media.DefaultLimits()
	l.FileSize = max(l.FileSize, maxCase)
	return l
}

// SharedCases lists the cases in a folder that several laptops share. It takes nothing
// in and writes nothing, and tells why not all of the folder was looked through.
func (d *Desk) SharedCases(ctx context.Context, folder Stick, report capability.Report) ([]Case, capability.CutShort, error) {
	found, err := folder.Collect(ctx, sharedLimits(), report)
	if err != nil {
		return nil, capability.CutShort{}, err
	}
	return d.casesIn(found.Found), found.Incomplete, nil
}

// Signed is the return of a case as the known colleague who signed it stands for it.
// Each of its facts names that person, and none was seen here. It is false when nobody
// known signed the case, or when it can't be so.
func (c Case) Signed() (capability.Return, bool) {
	if c.Signer == "" || c.Err != nil {
		return capability.Return{}, false
	}
	r, err := capability.Replay(c.entries)
	return r, err == nil
}

func (d *Desk) casesIn(files []media.Found) []Case {
	var all []Case
	for _, f := range files {
		entries, err := decodeCase(f.Data)
		if err != nil {
			continue // classified with the other files
		}
		c := Case{Path: f.Path, Digest: f.Digest, Facts: len(entries), entries: entries}
		if opened, ok := entries[0].Fact.(capability.Opened); ok {
			c.ID = opened.ID
		}
		d.examine(&c, f.Data, files)
		all = append(all, c)
	}
	return all
}

// examine says what a case is: who signed it, whether it can be so, and what
// of it is here.
func (d *Desk) examine(c *Case, data []byte, files []media.Found) {
	if err := capability.CheckCase(c.entries, d.o.Now()); err != nil {
		c.Standing, c.Err = CaseRefused, err
		return
	}
	d.findSigner(c, data, files)
	c.stampOrigin()
	told, err := capability.Replay(c.entries)
	if err == nil {
		c.Told, c.ID = told, told.ID
		if told.Told != nil {
			c.Told = *told.Told
		}
		err = agree(c.entries, c.Told.Device.Host, files)
	}
	if err != nil {
		c.Standing, c.Err = CaseRefused, err
		return
	}
	d.compare(c)
}

func (d *Desk) compare(c *Case) {
	got, err := d.o.Ledger.Compare(c.entries)
	c.New = got.New
	switch {
	case errors.As(err, &c.Fork):
		c.Standing = CaseElsewhere
	case err != nil:
		c.Standing, c.Err = CaseRefused, err
	case got.Return.Stage == capability.StageNone:
		c.Standing = CaseNew
	case got.Return.Stage == capability.StageSetAside:
		c.Standing = CaseSetAside
	case got.New > 0:
		c.Standing = CaseMore
	default:
		c.Standing = CaseKnown
	}
}

// findSigner checks the signatures in the folder of the case. There can be those
// of several laptops.
func (d *Desk) findSigner(c *Case, data []byte, files []media.Found) {
	for _, f := range files {
		if path.Dir(f.Path) != path.Dir(c.Path) || path.Ext(f.Path) != signatureExt {
			continue
		}
		if d.o.SignerOf == nil {
			c.Unsigned = "no trusted signers are configured here"
			return
		}
		signer, err := d.o.SignerOf(data, f.Data)
		if err == nil {
			c.Signer, c.Unsigned, c.Data, c.Signature = signer, "", data, f.Data
			return
		}
		if c.Unsigned == "" || f.Path == c.Path+signatureExt {
			c.Unsigned = err.Error()
		}
	}
}

// stampOrigin marks each fact with how it came. A known colleague stands for
// what he saw, and for what he had from colleagues whose signature he checked.
func (c *Case) stampOrigin() {
	for i := range c.entries {
		e := &c.entries[i]
		if e.By != "" && !slices.Contains(c.Whose, e.By) && len(c.Whose) < capability.MaxWhose {
			c.Whose = append(c.Whose, e.By)
		}
		origin := capability.Origin{Case: c.Digest}
		if !e.Hearsay() {
			origin.Signer = c.Signer
		}
		e.From = &origin
	}
}

// TakeIn takes in the case of a return on a stick: an act of a person. The ID and
// the path of want name the case, for several can be of one return; an empty one
// fits any. Nothing that came with the case decides anything here, unless a known
// colleague signed it. The errors are [ErrNoCase], a *[ManyCases], a
// *[ledger.Fork], or why the case can't be so. A case that is here already brings
// only the files that are missing here, with a [ledger.ErrNothingNew].
func (d *Desk) TakeIn(ctx context.Context, stick Stick, want Case, report capability.Report) (capability.Return, Case, error) {
	found, err := stick.Collect(ctx, media.Limits{}, report)
	if err != nil {
		return capability.Return{}, Case{}, err
	}
	c, err := pickCase(d.casesIn(found.Found), want)
	switch {
	case errors.Is(err, ledger.ErrNothingNew) && c.ID != "": // a cut may have come before its files
		return capability.Return{}, c, errors.Join(err, d.keepFiles(c.ID, c, found.Found))
	case err != nil:
		return capability.Return{}, c, err
	}
	r, err := d.o.Ledger.TakeIn(c.entries, d.entry(capability.TakenIn{
		Case: c.Digest, Path: capability.Printable(path.Clean(c.Path)), Stick: capability.Printable(stick.Name()), StickSerial: capability.Printable(stick.Serial()),
		Facts: c.New, Whose: c.printableWhose(), Signer: c.Signer, Unsigned: capability.Printable(c.Unsigned), Confirmation: d.o.Policy,
	}))
	if err != nil {
		return r, c, err
	}
	return r, c, d.keepFiles(r.ID, c, found.Found)
}

func (c Case) printableWhose() []string {
	var all []string
	for _, name := range c.Whose {
		all = append(all, capability.Printable(name))
	}
	return all
}

// pickCase finds the one case that is meant, and with a [ledger.ErrNothingNew]
// the first that is here already.
func pickCase(all []Case, want Case) (Case, error) {
	var meant []Case
	var known Case
	var why error
	for _, c := range all {
		switch {
		case want.ID != "" && c.ID != want.ID, want.Path != "" && c.Path != want.Path:
		case c.CanBeTakenIn():
			meant = append(meant, c)
		case c.Fork != nil:
			why = c.Fork
		case c.Err != nil:
			why = c.Err
		case c.Standing == CaseKnown && why == nil:
			known, why = c, ledger.ErrNothingNew
		}
	}
	switch {
	case len(meant) == 1:
		return meant[0], nil
	case len(meant) > 1:
		return Case{}, &ManyCases{Cases: meant}
	case why != nil:
		return known, fmt.Errorf("%w: %w", ErrNoCase, why)
	default:
		return Case{}, ErrNoCase
	}
}

// ManyCases says that several cases could be meant: a person has to name one.
type ManyCases struct{ Cases []Case }

func (m *ManyCases) Error() string {
	return fmt.Sprintf("%d cases on the stick can be taken in", len(m.Cases))
}

// keepFiles keeps the messages on the stick that a case names. They were compared
// with its facts.
func (d *Desk) keepFiles(id capability.ReturnID, c Case, files []media.Found) error {
	for e, f := range onStick(c.entries, files) {
		a, _ := e.Artifact()
		if err := d.o.Ledger.Put(id, a, f.Data); err != nil {
			return err
		}
	}
	return nil
}

// SetAside ends the work on a case that was taken in. The ledger keeps it, and
// taking it in again goes on.
func (d *Desk) SetAside(_ context.Context, id capability.ReturnID, reason string) (capability.Return, error) {
	return d.onto(id, capability.SetAside{Reason: reason})
}
