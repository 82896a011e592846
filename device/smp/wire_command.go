package smp

import "handback/capability"

// The requests and answers of the licensing group that carry lists and
// commands; info and status are in wire.go.

type licensesWire struct {
	Off uint64 `cbor:"off"`           // licenses that the client has already
	Max uint64 `cbor:"max,omitempty"` // licenses that it wants; 0: as many as fit
}

type licensesAnswer struct {
	Licenses []licenseWire `cbor:"lic"`
	End      bool          `cbor:"end"`
}

// makeWire asks for a request. Lines that don't fit into one message come in
// parts: each but the last says more, and is answered with the number of
// lines that the device has by then.
type makeWire struct {
	Lines []lineWire `cbor:"lines"`
	Off   uint64     `cbor:"off,omitempty"`
	More  bool       `cbor:"more,omitempty"`
}

type lineWire struct {
	ID    string `cbor:"id"`
	Count int64  `cbor:"count"`
}

type partAnswer struct {
	Off uint64 `cbor:"off"`
}

type loadAnswer struct {
	Seq *uint64 `cbor:"seq"`
}

func toLines(lines []capability.Line) []lineWire {
	wire := make([]lineWire, 0, len(lines))
	for _, l := range lines {
		wire = append(wire, lineWire{ID: string(l.ActivationID), Count: int64(l.Count)})
	}
	return wire
}
