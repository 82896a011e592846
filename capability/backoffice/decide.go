package backoffice

import (
	"fmt"
	"time"

	"handback/capability"
	"handback/capability/message"
)

// Terms are what a decision depends on beside the books and the request.
type Terms struct {
	Now              time.Time     // the portal's clock
	Lifetime         time.Duration // how long the response can be loaded; 0: for ever
	SkipConfirmation bool          // credit new removals at once, on trust
}

// Decision is the outcome of a request.
type Decision struct {
	After    Books            // to be completed by [Books.Issue] once the response is sealed
	Changes  []Change         // in the order in which they came about
	Response message.Response // without an ID

	lineNotes []message.Note
	rolled    string // why the request is a rollback; empty: it is none
}

// Decide answers a request of the device whose books these are and whose
// signature was checked.
//
// First the proof: every removal is credited that is carried by the response
// which the request names as its last, or by an earlier one. A request that
// goes back behind what the device proved before, or that names a response
// never issued, credits nothing, and its lines are left alone. Then each line:
// what should remain is below what is held (a return), above it (an
// activation), or the same (nothing changes). An activation is only for a
// device that knows about everything that was taken from it. The response
// carries all rights in any case, so that loading it brings the device in line
// with the books.
func (b Books) Decide(r message.Request, terms Terms) Decision {
	d := Decision{After: b.clone()}
	if d.rolled = b.rollback(r.Last); d.rolled != "" {
		d.flag(r.Last)
	} else {
		d.prove(r.Last)
		for _, line := range r.Lines {
			d.line(line, r.Last, terms.SkipConfirmation)
		}
	}
	d.Response = d.respond(&r.ID, terms)
	return d
}

// rollback says in words how last contradicts the books; empty: it does not.
func (b Books) rollback(last *capability.Mark) string {
	switch {
	case last == nil && b.Proved == nil:
		return ""
	case last == nil:
		return fmt.Sprintf("the device names no response, it had proved response %d", b.Proved.Seq)
	case b.Proved != nil && last.Seq < b.Proved.Seq:
		return fmt.Sprintf("the device names response %d, it had proved response %d", last.Seq, b.Proved.Seq)
	}
	if issued, ok := b.Issued[last.Seq]; !ok || issued != last.SHA256 {
		return fmt.Sprintf("the device names response %d with SHA-256 %s, which was never issued to it",
			last.Seq, last.SHA256.Short())
	}
	return ""
}

// flag notes a rollback. Nothing else changes.
func (d *Decision) flag(last *capability.Mark) {
	change := Change{Kind: RolledBack, Seq: seqOf(last), Text: d.rolled}
	d.After.Rollbacks++
	d.Changes = append(d.Changes, change)
}

// prove credits what the device shows to be gone.
func (d *Decision) prove(last *capability.Mark) {
	if last == nil {
		return
	}
	if d.After.Proved == nil || d.After.Proved.Seq < last.Seq {
		mark := *last
		d.After.Proved = &mark
		d.Changes = append(d.Changes, Change{Kind: Proved, Seq: last.Seq})
	}
	waiting := d.After.Removals
	d.After.Removals = nil
	for _, removal := range waiting {
		if removal.Seq > last.Seq {
			d.After.Removals = append(d.After.Removals, removal)
			continue
		}
		d.credit(removal, OnProof)
	}
	for _, change := range d.Changes {
		d.restate(change.ActivationID)
	}
}

// credit gives the units of a removal back to their entitlement. The caller has
// taken the removal off the list of those that wait.
func (d *Decision) credit(r Removal, on Basis) {
	e := d.After.Entitlements[r.ActivationID]
	e.Available += r.Count
	d.After.Entitlements[r.ActivationID] = e
	d.Changes = append(d.Changes, Change{Kind: Credited, ActivationID: r.ActivationID, Count: r.Count, Seq: r.Seq, Basis: on})
}

// line carries out one line of a request that was made when last was the
// newest response on the device.
//
// A request can come late: a return that leaves 2 of 5 may be uploaded after a
// newer response took all 5. Its count is then above what is held, and to take
// it for an activation would give back, unasked, what was removed. So more
// units are granted only to a device that knows about the newest response that
// took units of this activation ID; any other has to load it and ask again.
func (d *Decision) line(line capability.Line, last *capability.Mark, skip bool) {
	entitlement, known := d.After.Entitlements[line.ActivationID]
	held := d.After.held(line.ActivationID)
	switch {
	case !known:
		d.note(line, message.NoteUnknown, "")
	case line.Count < held:
		d.remove(line.ActivationID, held-line.Count, skip)
	case line.Count > held && d.After.taken(line.ActivationID) > seqOf(last):
		d.note(line, message.NoteCount, fmt.Sprintf("asked before response %d took units away, %d remain",
			d.After.taken(line.ActivationID), held))
	case line.Count > entitlement.Total:
		d.note(line, message.NoteCount, fmt.Sprintf("%d asked, %d entitled", line.Count, entitlement.Total))
	case line.Count-held > entitlement.Available:
		d.note(line, message.NoteUnavailable, fmt.Sprintf("%d more asked, %d available", line.Count-held, entitlement.Available))
	case line.Count > held:
		d.grant(entitlement, line.Count-held)
		d.note(line, message.NoteAdded, units(line.Count-held))
	}
}

// seqOf is the response that a mark names; 0: none.
func seqOf(m *capability.Mark) uint64 {
	if m == nil {
		return 0
	}
	return m.Seq
}

// remove takes units from the device. They wait, or are credited at once.
func (d *Decision) remove(id capability.ActivationID, count int, skip bool) {
	removal := Removal{ActivationID: id, Count: count, Seq: d.After.Seq + 1}
	license := &d.After.Licenses[d.After.license(id)]
	license.Count -= count
	license.Taken = removal.Seq
	d.Changes = append(d.Changes, Change{Kind: Removed, ActivationID: id, Count: count, Seq: removal.Seq})
	if skip {
		d.credit(removal, OnTrust)
	} else {
		d.After.Removals = append(d.After.Removals, removal)
	}
	d.restate(id)
}

// grant gives available units to the device.
func (d *Decision) grant(e Entitlement, count int) {
	e.Available -= count
	d.After.Entitlements[e.ActivationID] = e
	i := d.After.license(e.ActivationID)
	if i < 0 {
		i = len(d.After.Licenses)
		fresh := License{License: e.License}
		fresh.ActivationID, fresh.Count = e.ActivationID, 0
		d.After.Licenses = append(d.After.Licenses, fresh)
	}
	d.After.Licenses[i].Count += count
	d.Changes = append(d.Changes, Change{Kind: Granted, ActivationID: e.ActivationID, Count: count, Seq: d.After.Seq + 1})
	d.restate(e.ActivationID)
}

// restate names the state of a license after its numbers changed.
func (d *Decision) restate(id capability.ActivationID) {
	if i := d.After.license(id); i >= 0 {
		l := &d.After.Licenses[i]
		l.State = stateOf(l.Count, d.After.Waiting(id), l.State)
	}
}

// respond words the decision for the device and for the person who reads the
// response: what was credited, what became of each line, what still waits.
// The request that it answers is nil when the portal began.
func (d *Decision) respond(request *message.ID, terms Terms) message.Response {
	issued := terms.Now.UTC().Truncate(time.Second)
	response := message.Response{
		Host: d.After.Host, Issued: issued, Seq: d.After.Seq + 1, Answers: request,
		Rights: d.After.Rights(), Confirm: len(d.After.Removals) > 0,
	}
	if terms.Lifetime > 0 {
		response.Expires = issued.Add(terms.Lifetime)
	}
	response.Notes = append(creditNotes(d.Changes), d.lineNotes...)
	response.Notes = append(response.Notes, d.waitingNotes()...)
	return response
}

func (d *Decision) note(line capability.Line, code message.NoteCode, text string) {
	d.lineNotes = append(d.lineNotes, message.Note{ActivationID: line.ActivationID, Code: code, Text: text})
}

func creditNotes(changes []Change) []message.Note {
	var credits []capability.Line
	for _, c := range changes {
		if c.Kind == Credited {
			credits = append(credits, capability.Line{ActivationID: c.ActivationID, Count: c.Count})
		}
	}
	return unitNotes(message.NoteCredited, credits)
}

// waitingNotes tells of everything that is not credited yet, so that each
// response shows where the device stands; in answer to a rollback they say so.
func (d *Decision) waitingNotes() []message.Note {
	var waiting []capability.Line
	for _, r := range d.After.Removals {
		waiting = append(waiting, capability.Line{ActivationID: r.ActivationID, Count: r.Count})
	}
	if d.rolled == "" {
		return unitNotes(message.NoteRemoved, waiting)
	}
	about := message.Note{Code: message.NoteRollback, Text: d.rolled}
	return append([]message.Note{about}, unitNotes(message.NoteRollback, waiting)...)
}

// unitNotes has one note for each activation ID, in order of first appearance,
// with the sum of its units.
func unitNotes(code message.NoteCode, counts []capability.Line) []message.Note {
	sums := make(map[capability.ActivationID]int)
	var notes []message.Note
	for _, c := range counts {
		if _, ok := sums[c.ActivationID]; !ok {
			notes = append(notes, message.Note{ActivationID: c.ActivationID, Code: code})
		}
		sums[c.ActivationID] += c.Count
	}
	for i := range notes {
		notes[i].Text = units(sums[notes[i].ActivationID])
	}
	return notes
}

func units(n int) string {
	if n == 1 {
		return "1 unit"
	}
	return fmt.Sprintf("%d units", n)
}
