package backoffice_test

import (
	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
)

// counts are those of one activation ID, in units.
type counts struct {
	available, held, waiting int
	state                    backoffice.LicenseState
}

// noted is a note without its text.
type noted struct {
	id   capability.ActivationID
	code message.NoteCode
}

// decideCase is a request to known books, and what must come of it.
type decideCase struct {
	books   backoffice.Books
	last    *capability.Mark
	lines   []capability.Line
	skip    bool
	want    counts // of the first line's activation ID, or of A
	notes   []noted
	confirm bool
}

func returnCases() map[string]decideCase {
	return map[string]decideCase{
		"return all": {
			books: books(), last: mark(3), lines: lines("A", 0),
			want:  counts{2, 0, 5, backoffice.WaitingForConfirmation},
			notes: []noted{{"A", message.NoteRemoved}}, confirm: true,
		},
		"return some": {
			books: books(), last: mark(3), lines: lines("A", 2),
			want:  counts{2, 2, 3, backoffice.CopiesDecreasing},
			notes: []noted{{"A", message.NoteRemoved}}, confirm: true,
		},
		"return on trust": {
			books: books(), last: mark(3), lines: lines("A", 0), skip: true,
			want:  counts{7, 0, 0, backoffice.RemovedFromLicense},
			notes: []noted{{"A", message.NoteCredited}},
		},
		"return some on trust": {
			books: books(), last: mark(3), lines: lines("A", 4), skip: true,
			want:  counts{3, 4, 0, backoffice.LicenseGenerated},
			notes: []noted{{"A", message.NoteCredited}},
		},
		"the same count": {
			books: books(), last: mark(3), lines: lines("A", 5),
			want: counts{2, 5, 0, backoffice.LicenseGenerated},
		},
		"the same return again in a new request": {
			books: waiting(), last: mark(3), lines: lines("A", 0),
			want:  counts{2, 0, 5, backoffice.WaitingForConfirmation},
			notes: []noted{{"A", message.NoteRemoved}}, confirm: true,
		},
	}
}

func proofCases() map[string]decideCase {
	return map[string]decideCase{
		"a sync with nothing open": {
			books: books(), last: mark(3), want: counts{2, 5, 0, backoffice.LicenseGenerated},
		},
		"a sync before the response was loaded": {
			books: waiting(), last: mark(3),
			want:  counts{2, 0, 5, backoffice.WaitingForConfirmation},
			notes: []noted{{"A", message.NoteRemoved}}, confirm: true,
		},
		"a sync that proves it": {
			books: waiting(), last: mark(4),
			want:  counts{7, 0, 0, backoffice.RemovedFromLicense},
			notes: []noted{{"A", message.NoteCredited}},
		},
		"a later response proves it too": {
			books: waiting().Issue(*mark(5)), last: mark(5),
			want:  counts{7, 0, 0, backoffice.RemovedFromLicense},
			notes: []noted{{"A", message.NoteCredited}},
		},
		"trust does not credit what waits already": {
			books: waiting(), last: mark(3), skip: true,
			want:  counts{2, 0, 5, backoffice.WaitingForConfirmation},
			notes: []noted{{"A", message.NoteRemoved}}, confirm: true,
		},
	}
}

func activationCases() map[string]decideCase {
	return map[string]decideCase{
		"proof and a new order in one request": {
			books: waiting(), last: mark(4), lines: lines("A", 6),
			want:  counts{1, 6, 0, backoffice.LicenseGenerated},
			notes: []noted{{"A", message.NoteCredited}, {"A", message.NoteAdded}},
		},
		"what waits is not available": {
			books: waiting(), last: mark(3), lines: lines("A", 3),
			want:  counts{2, 0, 5, backoffice.WaitingForConfirmation},
			notes: []noted{{"A", message.NoteCount}, {"A", message.NoteRemoved}}, confirm: true,
		},
		"more than are available": {
			books: scarce(), last: mark(3), lines: lines("A", 6),
			want:  counts{0, 5, 0, backoffice.LicenseGenerated},
			notes: []noted{{"A", message.NoteUnavailable}},
		},
		"activate more": {
			books: books(), last: mark(3), lines: lines("A", 7),
			want:  counts{0, 7, 0, backoffice.LicenseGenerated},
			notes: []noted{{"A", message.NoteAdded}},
		},
		"activate for the first time": {
			books: books(), last: mark(3), lines: lines("C", 1),
			want:  counts{3, 1, 0, backoffice.LicenseGenerated},
			notes: []noted{{"C", message.NoteAdded}},
		},
		"more than are entitled": {
			books: books(), last: mark(3), lines: lines("A", 8),
			want:  counts{2, 5, 0, backoffice.LicenseGenerated},
			notes: []noted{{"A", message.NoteCount}},
		},
		"unknown activation ID": {
			books: books(), last: mark(3), lines: append(lines("A", 4), lines("X", 0)...),
			want:  counts{2, 4, 1, backoffice.CopiesDecreasing},
			notes: []noted{{"X", message.NoteUnknown}, {"A", message.NoteRemoved}}, confirm: true,
		},
	}
}

func rollbackCases() map[string]decideCase {
	return map[string]decideCase{
		"rollback to an older response": {
			books: waiting(), last: mark(2), lines: lines("B", 0),
			want:  counts{0, 1, 0, backoffice.LicenseGenerated},
			notes: []noted{{"", message.NoteRollback}, {"A", message.NoteRollback}}, confirm: true,
		},
		"rollback to no response": {
			books: books(), lines: lines("A", 0),
			want:  counts{2, 5, 0, backoffice.LicenseGenerated},
			notes: []noted{{"", message.NoteRollback}},
		},
		"rollback: the same seq, another digest": {
			books: books(), last: &capability.Mark{Seq: 3, SHA256: digest(9)}, lines: lines("A", 0),
			want:  counts{2, 5, 0, backoffice.LicenseGenerated},
			notes: []noted{{"", message.NoteRollback}},
		},
		"rollback: a response never issued": {
			books: waiting(), last: mark(9),
			want:  counts{2, 0, 5, backoffice.WaitingForConfirmation},
			notes: []noted{{"", message.NoteRollback}, {"A", message.NoteRollback}}, confirm: true,
		},
	}
}

// lateCases are requests that were made before a newer response took units,
// and come after it.
func lateCases() map[string]decideCase {
	return map[string]decideCase{
		"a late return is no activation": {
			books: waiting(), last: mark(3), lines: lines("A", 2),
			want:  counts{2, 0, 5, backoffice.WaitingForConfirmation},
			notes: []noted{{"A", message.NoteCount}, {"A", message.NoteRemoved}}, confirm: true,
		},
		"nor when the units were credited on trust": {
			books: trusted(), last: mark(3), lines: lines("A", 2),
			want:  counts{7, 0, 0, backoffice.RemovedFromLicense},
			notes: []noted{{"A", message.NoteCount}},
		},
		"a late return of a device that never loaded anything": {
			books: unproved(), lines: lines("A", 2),
			want:  counts{2, 0, 5, backoffice.RemovalPendingConfirmation},
			notes: []noted{{"A", message.NoteCount}, {"A", message.NoteRemoved}}, confirm: true,
		},
		"a late return of more than was taken goes on": {
			books: partly(3), last: mark(3), lines: lines("A", 1),
			want:  counts{2, 1, 4, backoffice.CopiesDecreasing},
			notes: []noted{{"A", message.NoteRemoved}}, confirm: true,
		},
		"a late return of less than was taken": {
			books: partly(3), last: mark(3), lines: lines("A", 3),
			want:  counts{2, 2, 3, backoffice.CopiesDecreasing},
			notes: []noted{{"A", message.NoteCount}, {"A", message.NoteRemoved}}, confirm: true,
		},
		"a late return of just that": {
			books: partly(3), last: mark(3), lines: lines("A", 2),
			want:  counts{2, 2, 3, backoffice.CopiesDecreasing},
			notes: []noted{{"A", message.NoteRemoved}}, confirm: true,
		},
		"it counts for each activation ID alone": {
			books: waiting(), last: mark(3), lines: lines("C", 1),
			want:  counts{3, 1, 0, backoffice.LicenseGenerated},
			notes: []noted{{"C", message.NoteAdded}, {"A", message.NoteRemoved}}, confirm: true,
		},
		"once it is known, more can be asked for": {
			books: trusted(), last: mark(4), lines: lines("A", 2),
			want:  counts{5, 2, 0, backoffice.LicenseGenerated},
			notes: []noted{{"A", message.NoteAdded}},
		},
	}
}
