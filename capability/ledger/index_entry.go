package ledger

import (
	"time"

	"handback/capability"
)

// indexed is one entry of the index. In the file it and its parts are CBOR
// arrays (RFC 8949), which are read in half the time that maps take.
type indexed struct {
	_         struct{} `cbor:",toarray"`
	ID        capability.ReturnID
	Size      int64 // bytes of the journal
	Time      int64 // of its last change, Unix nanoseconds
	Stage     capability.Stage
	Act       capability.ActKind
	Device    indexedDevice
	Licenses  int
	Way       capability.Way
	Purpose   capability.Purpose
	Closing   capability.Closing
	Problem   capability.ProblemKind
	Flags     int
	Declared  bool
	TakenIn   bool
	Transfer  capability.ReturnID
	Seen      indexedSeen
	OpenedAt  instant
	ChangedAt instant
}

type indexedDevice struct {
	_                               struct{} `cbor:",toarray"`
	Vendor, Model, Serial, Firmware string
	HostType, Host                  string
	Clock                           instant
	Last                            *indexedMark
}

type indexedSeen struct {
	_         struct{} `cbor:",toarray"`
	At, Clock instant
	Mark      *indexedMark
	Serials   []string
}

type indexedMark struct {
	_      struct{} `cbor:",toarray"`
	Seq    uint64
	SHA256 capability.Digest
}

func indexedOf(s Summary, journal stamp) *indexed {
	d := s.Device
	return &indexed{
		ID: s.ID, Size: journal.size, Time: journal.time.UnixNano(), Stage: s.Stage, Act: s.Act,
		Device: indexedDevice{
			Vendor: d.Vendor, Model: d.Model, Serial: d.Serial, Firmware: d.Firmware,
			HostType: d.Host.Type, Host: d.Host.Value, Clock: instantOf(d.Clock), Last: indexedMarkOf(d.Last),
		},
		Licenses: s.Licenses, Way: s.Way, Purpose: s.Purpose, Closing: s.Closing, Problem: s.Problem, Flags: s.Flags, Declared: s.Declared,
		TakenIn: s.TakenIn, Transfer: s.TransferOf,
		Seen:     indexedSeen{At: instantOf(s.Seen.At), Clock: instantOf(s.Seen.Clock), Mark: indexedMarkOf(s.Seen.Mark), Serials: s.Seen.Serials},
		OpenedAt: instantOf(s.OpenedAt), ChangedAt: instantOf(s.ChangedAt),
	}
}

// instant is a time in UTC.
type instant struct {
	_       struct{} `cbor:",toarray"`
	Seconds int64    // Unix
	Nanos   int64
}

func instantOf(t time.Time) instant { return instant{Seconds: t.Unix(), Nanos: int64(t.Nanosecond())} }

func (i instant) time() time.Time { return time.Unix(i.Seconds, i.Nanos).UTC() }

func indexedMarkOf(m *capability.Mark) *indexedMark {
	if m == nil {
		return nil
	}
	return &indexedMark{Seq: m.Seq, SHA256: m.SHA256}
}

func (e *indexed) summary() Summary {
	d := e.Device
	return Summary{
		ID: e.ID, Stage: e.Stage, Act: e.Act,
		Device: capability.Identity{
			Vendor: d.Vendor, Model: d.Model, Serial: d.Serial, Firmware: d.Firmware,
			Host: capability.HostID{Type: d.HostType, Value: d.Host}, Clock: d.Clock.time(), Last: d.Last.mark(),
		},
		Licenses: e.Licenses, Way: e.Way, Purpose: e.Purpose, Closing: e.Closing, Problem: e.Problem, Flags: e.Flags, Declared: e.Declared,
		TakenIn: e.TakenIn, TransferOf: e.Transfer,
		Seen:     Seen{At: e.Seen.At.time(), Clock: e.Seen.Clock.time(), Mark: e.Seen.Mark.mark(), Serials: e.Seen.Serials},
		OpenedAt: e.OpenedAt.time(), ChangedAt: e.ChangedAt.time(),
	}
}

func (m *indexedMark) mark() *capability.Mark {
	if m == nil {
		return nil
	}
	return &capability.Mark{Seq: m.Seq, SHA256: m.SHA256}
}
