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
// the first line), and sum the digest of the entry's bytes as they are in the
// line. Lines are appended and synced and never changed. A last line that was
// cut while it was written is dropped; one that lacks no more than its line end
// counts, and the next one begins with that. Whatever else doesn't fit is a
// [Damage], told by line and never repaired.
//
// All of it is read and written through one [os.Root], as plain files and
// folders: no link is followed, and a state folder that others can change is
// refused.
//
// One process writes, any number read. A reader takes no lock and sees the
// facts up to some moment.
package ledger

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"sync"
	"time"

	"handback/capability"

	"github.com/gofrs/flock"
)

// Names in the state folder.
const (
	lockName    = "lock"
	indexName   = "index.gob"
	returnsName = "returns"
	journalName = "journal.jsonl"
)

// Limits of a record. The longest line possible is the reading of
// capability.MaxLicenses licenses whose every text is at its longest and has
// each byte escaped.
const (
	MaxLine    = 8 << 20  // bytes of a line of a journal
	MaxJournal = 64 << 20 // bytes of a journal
	MaxFacts   = 10_000   // lines of a journal
	MaxFile    = 1 << 20  // bytes of a file beside it
)

// Options tell how a ledger is opened.
type Options struct {
	ReadOnly     bool             // take no lock, make and write nothing
	MustExist    bool             // write in a ledger that is there, and make none
	MayBeMissing bool             // with either: where there is no ledger, it is an empty one to read
	Now          func() time.Time // for the name in the lock; nil: time.Now
	Log          *slog.Logger     // hears of dropped torn lines and of a cache that can't be written; nil: nobody

	// Trace is called before and after every change to the disk with the name of
	// that point, such as "ledger: before append write", so that tests can end
	// the program there. An operation can pass a point twice, and operations on
	// different returns pass points at the same time. Nil: not traced.
	Trace func(point string)
}

// Ledger is an open ledger. Its methods may be called at the same time.
type Ledger struct {
	dir   string
	disk  disk
	lock  *flock.Flock // nil in one opened to read
	log   *slog.Logger
	trace func(string)
	index index

	turns  turns
	making sync.Mutex // one new record at a time: it has one name while it is made
	recent recent
}

// Open opens the ledger in the folder dir. A writer makes the folder when there
// is none, and locks it; when another process has it the error is a *[Locked].
// For a reader, and for a writer that makes none, the error is a *[NoLedger]
// if there is none. A folder that others can change is an *[Exposed].
func Open(dir string, o Options) (*Ledger, error) {
	l := &Ledger{log: o.Log, trace: o.Trace, turns: turns{seed: maphash.MakeSeed()}}
	if l.log == nil {
		l.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if l.dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	if err := l.open(o); err != nil {
		return nil, fmt.Errorf("opening the ledger: %w", err)
	}
	return l, nil
}

func (l *Ledger) open(o Options) (err error) {
	if o.ReadOnly || o.MustExist {
		l.disk, err = openReadOnly(l.dir, o)
		if missing := l.disk == (nowhere{}); o.ReadOnly || missing || err != nil {
			return err
		}
		if err := l.disk.Close(); err != nil {
			return err
		}
	}
	return l.openToWrite(o.Now)
}

func (l *Ledger) openToWrite(now func() time.Time) error {
	if now == nil {
		now = time.Now
	}
	if err := os.MkdirAll(l.dir, dirMode); err != nil {
		return err
	}
	state, err := openFolder(l.dir)
	if err != nil {
		return err
	}
	l.disk = state
	l.lock, err = lock(state, func() error {
		return around(l.trace, "lock write", func() error { return signLock(state, now()) })
	})
	if err == nil {
		err = l.makeReturns()
	}
	if err != nil {
		return errors.Join(err, l.Close())
	}
	return nil
}

// makeReturns makes the folder of the returns when there is none.
func (l *Ledger) makeReturns() error {
	d := l.doing("open")
	err := d.Mkdir(returnsName)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return d.SyncDir(".")
}

// Close frees the ledger for the next writer. It may be called twice.
func (l *Ledger) Close() error {
	var unlocked error
	if l.lock != nil {
		if l.lock.Locked() {
			l.saveIndex()
		}
		unlocked = l.lock.Close()
	}
	return errors.Join(unlocked, l.disk.Close())
}

// Dir is the folder with the record of a return.
func (l *Ledger) Dir(id capability.ReturnID) string {
	return filepath.Join(l.dir, returnsName, string(id))
}

// dirOf and journalOf are names on the disk.
func dirOf(id capability.ReturnID) string     { return path.Join(returnsName, string(id)) }
func journalOf(id capability.ReturnID) string { return path.Join(dirOf(id), journalName) }

// find returns an error unless there is a record of that ID in a folder of its own.
func find(d disk, id capability.ReturnID) error {
	if err := id.Check(); err != nil {
		return err
	}
	info, err := d.Lstat(dirOf(id))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %s", ErrNoReturn, id)
	case err != nil:
		return err
	case !info.IsDir():
		return &Damage{ID: id, Err: ErrNotPlain}
	}
	return nil
}

// Errors of the ledger; those of the system come through as they are.
var (
	ErrLocked   = errors.New("the ledger is in use")                    // as a *Locked, which says by whom
	ErrDamaged  = errors.New("the record is damaged")                   // as a *Damage, which says where
	ErrExists   = errors.New("a return of this ID exists")              // another ID must be drawn
	ErrNoReturn = errors.New("the ledger has no such return")           // nothing was ever written under that ID
	ErrNoFile   = errors.New("the record has no such file")             // no file of that digest was put
	ErrNotFile  = errors.New("these are not the file's bytes")          // kind, size or digest differ
	ErrTooLarge = errors.New("too large for the ledger")                // over one of the limits
	ErrForked   = errors.New("the case went on elsewhere")              // as a *Fork, which has both ways
	ErrReadOnly = errors.New("the ledger was opened to read")           // Options.ReadOnly
	ErrNotPlain = errors.New("it is a link or no plain file or folder") // where the ledger keeps one
)

// Causes of a Damage beside those of the lines.
var (
	errNoFact  = errors.New("it holds no whole fact")
	errMissing = errors.New("it is missing")
	errDigest  = errors.New("its bytes have changed")
)

// Damage tells what doesn't fit in a record. It is [ErrDamaged], and whatever
// Err is.
type Damage struct {
	ID   capability.ReturnID
	File string // in the folder of the return; empty: the folder itself
	Line int    // of the journal, from 1; 0: no single line
	Err  error
}

func (d *Damage) Error() string {
	where := string(d.ID)
	if d.File != "" {
		where += "/" + d.File
	}
	if d.Line > 0 {
		where += fmt.Sprintf(" line %d", d.Line)
	}
	return fmt.Sprintf("%v: %s: %v", ErrDamaged, where, d.Err)
}

// Unwrap gives [ErrDamaged] and the cause.
func (d *Damage) Unwrap() []error { return []error{ErrDamaged, d.Err} }
