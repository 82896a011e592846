package media

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handback/capability"
)

// Found is a file of a message's size. What it is, its content tells.
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

// Collection is what a look through a stick brought to light.
type Collection struct {
	Found   []Found   // in the case folders first, then the newest first
	Skipped []Skipped // in the order of the walk
	Looked  int       // entries looked at
	// Incomplete is empty, or says which limit ended the look early.
	Incomplete string
}

// Collect looks through the whole stick for files that can be messages, 1 byte
// to 64 KiB, and reads those. Names and sizes come first and content last, so
// that thousands of photos cost little. The trash and the folders that systems
// keep for themselves are left out. Reaching a limit is no error: the
// collection says so. The errors are [ErrGone], [ErrPermission], others of this
// package, or ctx.Err().
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

// errOutOfTime is the cause of the end of a look that took too long.
var errOutOfTime = errors.New("out of time")

// collector carries out one Collect.
type collector struct {
	vol    volume
	limits Limits
	report capability.Report
	out    *Collection

	candidates []candidate
}

func (c *collector) collect(ctx context.Context) error {
	err := c.walk(ctx)
	if errors.Is(err, errEntries) {
		c.out.Incomplete = fmt.Sprintf("more than %d files and folders", c.limits.Entries)
		err = nil
	}
	if err == nil {
		c.setApart()
		err = c.readAll(ctx)
	}
	if err != nil && errors.Is(context.Cause(ctx), errOutOfTime) {
		c.out.Incomplete = fmt.Sprintf("it took more than %v", c.limits.Time)
		return nil
	}
	return err
}

func (c *collector) skip(path string, size int64, why Reason) {
	c.out.Skipped = append(c.out.Skipped, Skipped{Path: path, Size: size, Reason: why})
}
