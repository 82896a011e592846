package explore

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
)

// laptop is what is in the ledger of a laptop, by return ID.
type laptop []keptReturn

// keptReturn is one return in a ledger: its journal, and the files beside it.
type keptReturn struct {
	ID      capability.ReturnID
	Journal ref
	Files   []ref // in the order of their refs
}

func (m *model) laptop(l laptop) ref {
	r, _ := m.laptops.put(keyOf(l), func() *laptop { return &l })
	return r
}

// journal is a return as its facts say.
type journal struct {
	now    capability.Return
	memory ledger.DeviceHistory // what its readings tell of the device
	told   []capability.Digest  // of its facts without their origin, as [ledger.Ledger.Compare] counts them
}

// grow is the journal after one more fact.
func (m *model) grow(at ref, e capability.Entry) (ref, error) {
	old := m.journals.get(at)
	next, err := old.now.With(e)
	if err != nil {
		return at, err
	}
	key := keyOf(e)
	r, _ := m.journals.put(keyOf(at, key), func() *journal {
		return &journal{now: next, memory: m.remember(old.memory, e), told: tell(old.told, e, key)}
	})
	return r, nil
}

func (m *model) growAll(at ref, entries ...capability.Entry) (ref, error) {
	for _, e := range entries {
		var err error
		if at, err = m.grow(at, e); err != nil {
			return at, err
		}
	}
	return at, nil
}

// tell adds a fact with its key to those that two laptops can have in common.
func tell(told []capability.Digest, e capability.Entry, key capability.Digest) []capability.Digest {
	if kind := e.Fact.Kind(); kind == capability.KindTakenIn || kind == capability.KindSetAside {
		return told
	}
	if e.From != nil {
		e.From = nil
		key = keyOf(e)
	}
	return append(slices.Clip(told), key)
}

// remember adds what a fact tells of the device.
func (m *model) remember(known ledger.DeviceHistory, e capability.Entry) ledger.DeviceHistory {
	if e.Hearsay() && !m.rules.believes {
		return known
	}
	if loaded, ok := e.Fact.(capability.Loaded); ok {
		known.Mark = later(known.Mark, &loaded.Mark)
	}
	if r := e.Reading(); r != nil {
		known = read(known, *r)
	}
	return known
}

func read(m ledger.DeviceHistory, r capability.Reading) ledger.DeviceHistory {
	m.Reading, m.Mark = &r, later(m.Mark, r.Device.Last)
	if r.Device.Clock.After(m.Clock) {
		m.Clock = r.Device.Clock
	}
	if !slices.Contains(m.Serials, r.Device.Serial) {
		m.Serials = append(slices.Clip(m.Serials), r.Device.Serial)
	}
	return m
}

func later(a, b *capability.Mark) *capability.Mark {
	if a == nil || b != nil && b.Seq > a.Seq {
		return b
	}
	return a
}

// ledger is the ledger of a laptop at work; it implements [desk.Ledger].
type fakeLedger struct {
	m      *model
	laptop laptop
	dies   bool // before it is noted that an activation was begun
}

var errPower = errors.New("the laptop lost its power")

var _ desk.Ledger = (*fakeLedger)(nil)

func (b *fakeLedger) find(id capability.ReturnID) (int, bool) {
	return slices.BinarySearchFunc(b.laptop, id, func(k keptReturn, id capability.ReturnID) int {
		return strings.Compare(string(k.ID), string(id))
	})
}

func (b *fakeLedger) at(id capability.ReturnID) (int, *journal, error) {
	i, found := b.find(id)
	if !found {
		return i, nil, fmt.Errorf("%w: %s", ledger.ErrNoReturn, id)
	}
	return i, b.m.journals.get(b.laptop[i].Journal), nil
}

// put makes k the case of its ID.
func (b *fakeLedger) put(i int, found bool, k keptReturn) {
	b.laptop = slices.Clone(b.laptop)
	if found {
		b.laptop[i] = k
		return
	}
	b.laptop = slices.Insert(b.laptop, i, k)
}

func (b *fakeLedger) List(context.Context) ([]ledger.Summary, error) {
	var all []ledger.Summary
	for _, k := range b.laptop {
		all = append(all, b.m.rules.lists(summaryOf(b.m.journals.get(k.Journal).now)))
	}
	return all, nil
}

func summaryOf(r capability.Return) ledger.Summary {
	return ledger.Summary{
		ID: r.ID, Stage: r.Stage, Act: capability.Next(r).Kind, Device: r.Device, Way: r.Way, Purpose: r.Purpose,
		Closing: r.Closing, Flags: len(r.Flags), Declared: r.Declaration != nil, TakenIn: len(r.Sources) > 0,
		TransferOf: r.TransferOf, OpenedAt: r.OpenedAt, ChangedAt: r.ChangedAt,
	}
}

func (b *fakeLedger) Return(id capability.ReturnID) (capability.Return, error) {
	_, j, err := b.at(id)
	if err != nil {
		return capability.Return{}, err
	}
	return j.now, nil
}

func (b *fakeLedger) Create(e capability.Entry) (capability.Return, error) {
	j, err := b.m.grow(noFacts, e)
	if err != nil {
		return capability.Return{}, err
	}
	r := b.m.journals.get(j).now
	i, found := b.find(r.ID)
	if found {
		return capability.Return{}, ledger.ErrExists
	}
	b.put(i, false, keptReturn{ID: r.ID, Journal: j})
	return r, nil
}

// Append adds a fact. A look at the device or the portal that shows nothing new is not
// kept, or looking twice would make another state.
func (b *fakeLedger) Append(id capability.ReturnID, e capability.Entry) (capability.Return, error) {
	i, j, err := b.at(id)
	if err != nil {
		return capability.Return{}, err
	}
	if b.dies && e.Fact.Kind() == capability.KindTransferred {
		return capability.Return{}, errPower
	}
	e.Fact = b.m.rules.notes(e.Fact)
	next, err := b.m.grow(b.laptop[i].Journal, e)
	if err != nil {
		return capability.Return{}, err
	}
	r := b.m.journals.get(next).now
	if b.m.rules.forgets(e.Fact) {
		return r, nil
	}
	if kind := e.Fact.Kind(); (kind == capability.KindLicensesRead || kind == capability.KindPortalRead) && sameBut(j.now, r) {
		return j.now, nil
	}
	k := b.laptop[i]
	k.Journal = next
	b.put(i, true, k)
	return r, nil
}

// sameBut reports whether a reading told nothing that the return, as it was
// before, had not from an earlier one.
func sameBut(before, now capability.Return) bool {
	if before.After == nil && now.After != nil {
		before.After = before.Before
	}
	before.Entries, now.Entries = nil, nil
	return reflect.DeepEqual(before, now)
}

func (b *fakeLedger) Put(id capability.ReturnID, _ capability.Artifact, data []byte) error {
	i, _, err := b.at(id)
	if err != nil {
		return err
	}
	k, content := b.laptop[i], b.m.blob(data)
	if n, found := slices.BinarySearch(k.Files, content); !found {
		k.Files = slices.Insert(slices.Clone(k.Files), n, content)
		b.put(i, true, k)
	}
	return nil
}

func (b *fakeLedger) Get(id capability.ReturnID, d capability.Digest) ([]byte, error) {
	i, _, err := b.at(id)
	if err != nil {
		return nil, err
	}
	for _, r := range b.laptop[i].Files {
		if data := b.m.blobs.get(r).data; capability.DigestOf(data) == d {
			return data, nil
		}
	}
	return nil, fmt.Errorf("%w: %s in %s", ledger.ErrNoFile, d.Short(), id)
}

func (b *fakeLedger) Verify(context.Context, capability.ReturnID) (ledger.Check, error) {
	return ledger.Check{}, errors.ErrUnsupported
}

// Head has no hash: the model's journals are never cut.
func (b *fakeLedger) Head(id capability.ReturnID) (ledger.Head, error) {
	_, j, err := b.at(id)
	if err != nil {
		return ledger.Head{}, err
	}
	return ledger.Head{Facts: len(j.now.Entries)}, nil
}

func (b *fakeLedger) Since(capability.ReturnID, string) (int, error) { return 0, errors.ErrUnsupported }

// Nobody types in the model.
func (b *fakeLedger) Draft(capability.ReturnID) ([]byte, error)  { return nil, nil }
func (b *fakeLedger) SetDraft(capability.ReturnID, []byte) error { return nil }

func (b *fakeLedger) DeviceHistory(_ context.Context, host capability.HostID) (ledger.DeviceHistory, error) {
	var m ledger.DeviceHistory
	for _, k := range b.laptop {
		j := b.m.journals.get(k.Journal)
		if j.now.Device.Host != host {
			continue
		}
		m.Returns = append(m.Returns, summaryOf(j.now))
		if j.memory.Reading != nil {
			mark, clock := later(m.Mark, j.memory.Mark), m.Clock
			m = read(m, *j.memory.Reading)
			m.Mark = later(m.Mark, mark)
			if clock.After(m.Clock) {
				m.Clock = clock
			}
		}
	}
	return m, nil
}

func (b *fakeLedger) Dir(id capability.ReturnID) string { return string(id) }

// Compare tells what a case from elsewhere is to the laptop: see
// [ledger.Ledger.Compare].
func (b *fakeLedger) Compare(entries []capability.Entry) (ledger.Comparison, error) {
	c, _, err := b.compare(entries)
	return c, err
}

func (b *fakeLedger) compare(entries []capability.Entry) (c ledger.Comparison, ours ref, err error) {
	if slices.ContainsFunc(entries, func(e capability.Entry) bool { return e.From == nil }) {
		return c, noFacts, fmt.Errorf("%w: a fact without its origin", capability.ErrUnexpected)
	}
	there, err := b.m.growAll(noFacts, entries...)
	if err != nil {
		return c, noFacts, err
	}
	theirs := b.m.journals.get(there)
	i, found := b.find(theirs.now.ID)
	if !found {
		return ledger.Comparison{New: len(entries)}, noFacts, nil
	}
	here := b.m.journals.get(b.laptop[i].Journal)
	c.Return, c.Common = here.now, common(here.told, theirs.told)
	c.New = len(theirs.told) - c.Common
	if c.New > 0 && (c.Common < len(here.told) || here.now.Entries[0].From == nil) {
		err = &ledger.Fork{ID: here.now.ID, Common: c.Common, Ours: behind(here.now.Entries, c.Common), Theirs: behind(entries, c.Common)}
	}
	return c, b.laptop[i].Journal, err
}

func common(a, b []capability.Digest) int {
	for n := range min(len(a), len(b)) {
		if a[n] != b[n] {
			return n
		}
	}
	return min(len(a), len(b))
}

// behind gives the entries that follow the first n that are told.
func behind(entries []capability.Entry, n int) []capability.Entry {
	told := 0
	for i, e := range entries {
		if told == n {
			return slices.Clip(entries[i:])
		}
		told += len(tell(nil, e, capability.Digest{}))
	}
	return nil
}

// TakeIn takes the facts of a case in: see [ledger.Ledger.TakeIn].
func (b *fakeLedger) TakeIn(entries []capability.Entry, note capability.Entry) (capability.Return, error) {
	c, ours, err := b.compare(entries)
	switch {
	case err != nil:
		return capability.Return{}, err
	case ours != noFacts && c.New == 0 && c.Return.Stage != capability.StageSetAside:
		return c.Return, ledger.ErrNothingNew
	}
	at, err := b.m.growAll(ours, append(b.m.asTaken(behind(entries, c.Common)), plainly(note))...)
	if err != nil {
		return capability.Return{}, err
	}
	r := b.m.journals.get(at).now
	i, found := b.find(r.ID)
	k := keptReturn{ID: r.ID}
	if found {
		k = b.laptop[i]
	}
	k.Journal = at
	b.put(i, found, k)
	return r, nil
}

// asTaken are the entries of a case as they are kept. From which file they came
// is left out, or each would make another state.
func (m *model) asTaken(entries []capability.Entry) []capability.Entry {
	var all []capability.Entry
	for _, e := range entries {
		e.From = &capability.Origin{Signer: e.From.Signer}
		all = append(all, m.rules.takes(e))
	}
	return all
}

// plainly leaves the file out of the note, too.
func plainly(note capability.Entry) capability.Entry {
	f := note.Fact.(capability.TakenIn)
	f.Case, f.Path, f.Facts = capability.Digest{}, "", 0
	note.Fact = f
	return note
}

// hasAll reports whether all that a case tells is on the laptop.
func (b *fakeLedger) hasAll(file *blob) bool {
	i, found := b.find(file.caseOf)
	if !found {
		return false
	}
	here := b.m.journals.get(b.laptop[i].Journal).told
	return common(here, file.told) == len(file.told)
}
