package media

import "time"

// Limits bound one look through a stick, and say where it begins. A zero field
// is taken from [DefaultLimits].
type Limits struct {
	First    string        // the folder looked through before all others, as [Case.Dir] gives it; empty: none
	Entries  int           // files and folders looked at
	Depth    int           // folders below each other
	FileSize int64         // bytes of the largest file that is read, but for the record of a case
	Reads    int           // files read
	Bytes    int64         // bytes read of all files together
	Time     time.Duration // for the whole look
}

// DefaultLimits suit a technician's stick: any number of photos beside the
// messages, and an answer while one waits.
func DefaultLimits() Limits {
	return Limits{Entries: 50_000, Depth: 8, FileSize: MaxFile, Reads: 25_000, Bytes: 128 << 20, Time: 30 * time.Second}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	l.Entries = orElse(l.Entries, d.Entries)
	l.Depth = orElse(l.Depth, d.Depth)
	l.FileSize = orElse(l.FileSize, d.FileSize)
	l.Reads = orElse(l.Reads, d.Reads)
	l.Bytes = orElse(l.Bytes, d.Bytes)
	l.Time = orElse(l.Time, d.Time)
	return l
}

func orElse[N int | int64 | time.Duration](value, otherwise N) N {
	if value > 0 {
		return value
	}
	return otherwise
}
