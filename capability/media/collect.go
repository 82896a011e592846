package media

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"handback/capability"
)

// Found is a file of a message's size. Only its content tells what it is.
type Found struct {
	Path    string // relative to the stick, with slashes; untrusted text
	Size    int64  // bytes
	ModTime time.Time
	Digest  capability.Digest
	Data    []byte
}

// Reason says why a file or folder was not read.
type Reason string

// The reasons.
const (
	Empty      Reason = "empty"
	TooLarge   Reason = "larger than a message can be"
	NamedLike  Reason = "a folder with the name of a file"
	Link       Reason = "a link"
	Special    Reason = "a device, pipe or socket"
	Alike      Reason = "its name looks like that of another file beside it"
	TooDeep    Reason = "too many folders below each other"
	Unreadable Reason = "can't be read"
	OverLimit  Reason = "too many files of a message's size"
)

// Skipped is something on the stick that was not read.
type Skipped struct {
	Path   string // relative to the stick, with slashes; untrusted text
	Size   int64  // bytes; 0 for all but files
	Reason Reason
}

// Collection is what [Stick.Collect] found.
type Collection struct {
	Found   []Found   // in the folder to begin with, then the case folders, then elsewhere; there the newest first
	Skipped []Skipped // in the order of the walk
	Entries int       // entries looked at

	Incomplete capability.CutShort // which limit ended the search early
}

// Limits bound one search of a stick, and say where it begins. A zero field
// is taken from [DefaultLimits].
type Limits struct {
	First    string        // the folder looked through before all others, as [Case.Dir] gives it; empty: none
	Entries  int           // files and folders looked at
	Depth    int           // folders below each other
	FileSize int64         // bytes of the largest file that is read, except for the file of a case
	Reads    int           // files read
	Bytes    int64         // bytes read of all files together
	Time     time.Duration // for the whole search
}

// DefaultLimits suit a technician's stick: it may hold any number of photos, and
// the answer comes while one waits.
func DefaultLimits() Limits {
	return Limits{Entries: 50_000, Depth: 8, FileSize: MaxFile, Reads: 25_000, Bytes: 128 << 20, Time: 30 * time.Second}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	return Limits{
		First: l.First, Entries: cmp.Or(max(l.Entries, 0), d.Entries), Depth: cmp.Or(max(l.Depth, 0), d.Depth),
		FileSize: cmp.Or(max(l.FileSize, 0), d.FileSize), Reads: cmp.Or(max(l.Reads, 0), d.Reads),
		Bytes: cmp.Or(max(l.Bytes, 0), d.Bytes), Time: cmp.Or(max(l.Time, 0), d.Time),
	}
}

// Collect looks through the whole stick for files that can be messages, 1 byte
// to 64 KiB, and reads those. It begins with the folder that the limits name and
// with the case folders, whatever else the stick holds. Names and sizes come
// first and content last, so that thousands of photos cost little. The trash and
// the folders that systems keep for themselves are left out. Reaching a limit is
// no error: the collection says so. The errors are [ErrGone], [ErrPermission],
// others of this package, or ctx.Err().
func (s *Stick) Collect(ctx context.Context, limits Limits, report capability.Report) (*Collection, error) {
	const doing = "looking through the stick"
	v, now, err := s.begin(doing)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	limits = limits.orDefault()
	timed, cancel := context.WithTimeoutCause(ctx, limits.Time, errOutOfTime)
	defer cancel()
	c := &collector{vol: v, limits: limits, report: report, out: &Collection{}}
	err = c.collect(timed)
	if err == nil {
		_, err = stillThere(v, now) // a pulled FAT stick lists as empty
	}
	if err != nil {
		return nil, explain(v, now, 0, doing, err)
	}
	return c.out, nil
}

// errOutOfTime is the cause when a search took too long.
var errOutOfTime = errors.New("out of time")

// collector carries out one Collect.
type collector struct {
	vol    volume
	limits Limits
	report capability.Report
	out    *Collection

	walked     map[string]bool        // folders
	candidates []candidate            // of the tree that is looked through
	caseFiles  map[string]fs.FileInfo // files of the case folders, by their paths in small letters
	read       int64                  // bytes
	unread     int                    // files of a message's size
}

// collect looks through one tree after the other, and reads what is in each
// before it goes on.
func (c *collector) collect(ctx context.Context) error {
	c.walked, c.caseFiles = make(map[string]bool), make(map[string]fs.FileInfo)
	var err error
	for _, dir := range []string{c.limits.First, Folder, "."} {
		if err = c.collectTree(ctx, dir); err != nil {
			break
		}
	}
	switch {
	case errors.Is(err, errEntries):
		c.out.Incomplete.Entries = c.limits.Entries
	case err != nil && errors.Is(context.Cause(ctx), errOutOfTime):
		c.out.Incomplete.Time = c.limits.Time
	case err != nil:
		return err
	case c.unread > 0:
		c.out.Incomplete.Unread = c.unread
	}
	return nil
}

// collectTree looks through a folder and all below it, except for folders where
// it was before. It returns [errEntries] only after it has read what it met.
func (c *collector) collectTree(ctx context.Context, dir string) error {
	if dir == "" || dir != "." && !c.vol.IsFolder(dir) {
		return nil
	}
	c.candidates = nil
	walked := c.walk(ctx, dir)
	if walked != nil && !errors.Is(walked, errEntries) {
		return walked
	}
	c.dropDuplicates()
	c.dropLookAlikes()
	return cmp.Or(c.readAll(ctx), walked)
}

// dropDuplicates drops the candidates that were met before under the same name in
// other letters: file systems of sticks don't tell HANDBACK from handback.
func (c *collector) dropDuplicates() {
	c.candidates = slices.DeleteFunc(c.candidates, func(one candidate) bool {
		if !inCase(one.path) {
			return false
		}
		name := strings.ToLower(one.path)
		before, met := c.caseFiles[name]
		if !met {
			c.caseFiles[name] = one.info
		}
		return met && os.SameFile(one.info, before)
	})
}

func (c *collector) skip(path string, size int64, why Reason) {
	c.out.Skipped = append(c.out.Skipped, Skipped{Path: path, Size: size, Reason: why})
}
