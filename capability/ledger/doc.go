// Package ledger keeps returns on disk: one folder for each, with the journal
// of its facts and every file that came or went.
//
//	lock                            held by the one writer, names it
//	index.gob                       a cache for listing; deleting it is harmless
//	returns/R-7F3K2/journal.jsonl   the facts
//	returns/R-7F3K2/2-response-3f2a9c01d4be.bin
//
// The journal has one JSON object a line:
//
//	{"prev":"<SHA-256>","sum":"<SHA-256>","entry":{"at","by","kind","fact"}}
//
// prev is the digest of the whole line before, its line end included (zeros in
// the first line), and sum the digest of the entry's bytes as they stand in the
// line. Lines are appended and synced and never changed. A last line that was
// cut while it was written is dropped; one that lacks no more than its line end
// counts, and the next one begins with that. Whatever else doesn't fit is a
// [Damage], told by line and never mended.
//
// All of it is read and written through one [os.Root], as plain files and
// folders: no link is followed, and a state folder that others can change is
// refused.
//
// One process writes, any number read. A reader takes no lock and sees the
// facts up to some moment.
package ledger
