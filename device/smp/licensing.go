package smp

import (
	"fmt"
	"time"

	"handback/capability"
	"handback/device/station"
)

// DefaultGroup is the number of the licensing group unless a device is
// configured otherwise.
const DefaultGroup uint16 = 0x4C43

// The commands of the licensing group.
const (
	idInfo     = 0
	idLicenses = 1
	idMake     = 2
	idLoad     = 3
	idStatus   = 4
)

// licensingProto is the version of the licensing group.
const licensingProto = 1

// lastSecond is the end of the year 9999, beyond which no date can be written.
const lastSecond = 253402300799

// infoWire is the answer to info.
type infoWire struct {
	Proto    uint      `cbor:"proto"`
	Vendor   string    `cbor:"vendor"`
	Model    string    `cbor:"model"`
	Serial   string    `cbor:"serial"`
	Firmware string    `cbor:"fw"`
	Host     hostWire  `cbor:"host"`
	Clock    uint64    `cbor:"clock"` // Unix seconds; 0: no clock
	Last     *markWire `cbor:"last"`
	Framing  []string  `cbor:"framing,omitempty"` // offered besides that of the console
	Keys     [][]byte  `cbor:"keys,omitempty"`    // of the portals whose responses it loads: Ed25519, 32 bytes each
}

type hostWire struct {
	_     struct{} `cbor:",toarray"`
	Type  string
	Value string
}

type markWire struct {
	Seq    uint64 `cbor:"seq"`
	SHA256 []byte `cbor:"sha256"`
}

func toInfo(id capability.Identity) infoWire {
	w := infoWire{
		Proto: licensingProto, Vendor: id.Vendor, Model: id.Model, Serial: id.Serial, Firmware: id.Firmware,
		Host: hostWire{Type: id.Host.Type, Value: id.Host.Value}, Clock: toSeconds(id.Clock),
	}
	if id.Last != nil {
		w.Last = &markWire{Seq: id.Last.Seq, SHA256: id.Last.SHA256[:]}
	}
	for _, k := range id.Keys {
		w.Keys = append(w.Keys, k[:])
	}
	return w
}

func (w infoWire) identity() (capability.Identity, error) {
	id := capability.Identity{
		Vendor: bounded(w.Vendor), Model: bounded(w.Model), Serial: bounded(w.Serial), Firmware: bounded(w.Firmware),
		Host: capability.HostID{Type: w.Host.Type, Value: w.Host.Value},
	}
	if err := id.Host.Check(); err != nil {
		return id, wrong("info", "host", literal(fmt.Sprintf("[%q, %q]", w.Host.Type, w.Host.Value)), "[type, value] that can be used: %v", err)
	}
	var err error
	if id.Clock, err = fromSeconds("info", "clock", w.Clock); err != nil {
		return id, err
	}
	if w.Last != nil {
		mark := capability.Mark{Seq: w.Last.Seq}
		if mark.SHA256, err = toDigest("info", "last.sha256", w.Last.SHA256); err != nil {
			return id, err
		}
		id.Last = &mark
	}
	id.Keys, err = toKeys(w.Keys)
	return id, err
}

// toKeys reads the portals' keys that a device trusts.
func toKeys(all [][]byte) ([]capability.PublicKey, error) {
	if len(all) > capability.MaxKeys {
		return nil, wrong("info", "keys", literal(fmt.Sprintf("%d keys", len(all))), "at most %d", capability.MaxKeys)
	}
	var keys []capability.PublicKey
	for _, k := range all {
		if len(k) != len(capability.PublicKey{}) {
			return nil, wrong("info", "keys", k, "keys of %d bytes", len(capability.PublicKey{}))
		}
		keys = append(keys, capability.PublicKey(k))
	}
	return keys, nil
}

// licensesWire asks for a page of the licenses.
type licensesWire struct {
	Off uint64 `cbor:"off"`           // licenses that the client has already
	Max uint64 `cbor:"max,omitempty"` // licenses that it wants; 0: as many as fit
}

type licensesAnswer struct {
	Licenses []licenseWire `cbor:"lic"`
	End      bool          `cbor:"end"`
}

// licenseWire is one license in a page of them.
type licenseWire struct {
	ID      string `cbor:"id"`
	Feature string `cbor:"feature"`
	Version string `cbor:"version"`
	Count   uint64 `cbor:"count"`
	Expires uint64 `cbor:"expires"` // Unix seconds; 0: never
}

func toLicense(l capability.License) licenseWire {
	return licenseWire{
		ID: string(l.ActivationID), Feature: l.Feature, Version: l.Version,
		Count: uint64(max(l.Count, 0)), Expires: toSeconds(l.Expires),
	}
}

func (w licenseWire) license() (capability.License, error) {
	if w.Count > capability.MaxCount {
		return capability.License{}, wrong("licenses", "lic.count", w.Count, "at most %d", capability.MaxCount)
	}
	expires, err := fromSeconds("licenses", "lic.expires", w.Expires)
	if err != nil {
		return capability.License{}, err
	}
	l := capability.License{
		ActivationID: capability.ActivationID(w.ID), Feature: w.Feature, Version: w.Version,
		Count: int(w.Count), Expires: expires,
	}
	if err := l.Check(); err != nil {
		return capability.License{}, wrong("licenses", "lic", literal(fmt.Sprintf("{id: %q, count: %d}", w.ID, w.Count)), "a license that is possible: %v", err)
	}
	return l, nil
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

func toLines(lines []capability.Line) []lineWire {
	wire := make([]lineWire, 0, len(lines))
	for _, l := range lines {
		wire = append(wire, lineWire{ID: string(l.ActivationID), Count: int64(l.Count)})
	}
	return wire
}

type partAnswer struct {
	Off uint64 `cbor:"off"`
}

type loadAnswer struct {
	Seq *uint64 `cbor:"seq"`
}

// madeWire describes a request that the device made.
type madeWire struct {
	Name   string `cbor:"name"`
	Len    uint64 `cbor:"len"`
	SHA256 []byte `cbor:"sha256"`
}

func toMade(m capability.Made) madeWire {
	return madeWire{Name: m.Name, Len: uint64(m.Size), SHA256: m.SHA256[:]}
}

// made checks what command answered. In errors prefix is before the names of
// its fields.
func (w madeWire) made(command, prefix string) (capability.Made, error) {
	switch {
	case w.Name == "" || len(w.Name) > capability.MaxText:
		return capability.Made{}, wrong(command, prefix+"name", w.Name, "a text of 1 to %d bytes", capability.MaxText)
	case w.Len > station.MaxFile:
		return capability.Made{}, &capability.Refusal{
			Code: capability.FileTooLarge, Said: fmt.Sprintf("a request of %d bytes, more than %d", w.Len, station.MaxFile),
		}
	case w.Len == 0:
		return capability.Made{}, wrong(command, prefix+"len", w.Len, "1 to %d bytes", station.MaxFile)
	}
	digest, err := toDigest(command, prefix+"sha256", w.SHA256)
	return capability.Made{Name: w.Name, Size: int64(w.Len), SHA256: digest}, err
}

// statusWire is the answer to status.
type statusWire struct {
	State    string    `cbor:"state"`
	Progress uint64    `cbor:"progress"`
	Error    uint64    `cbor:"error"`
	Made     *madeWire `cbor:"made,omitempty"`
}

func toStatus(s station.Status) statusWire {
	w := statusWire{State: s.State, Progress: uint64(max(s.Progress, 0)), Error: uint64(s.Error)}
	if s.Made != nil {
		w.Made = new(toMade(*s.Made))
	}
	return w
}

func (w statusWire) status() (station.Status, error) {
	s := station.Status{State: bounded(w.State), Progress: int(min(w.Progress, 100))}
	if w.Error != 0 {
		s.Error = capability.Unknown
		if w.Error <= uint64(capability.LastRefusal) {
			s.Error = capability.RefusalCode(w.Error)
		}
	}
	if w.Made == nil {
		return s, nil
	}
	made, err := w.Made.made("status", "made.")
	s.Made = &made
	return s, err
}

func toDigest(command, field string, data []byte) (capability.Digest, error) {
	if size := len(capability.Digest{}); len(data) != size {
		return capability.Digest{}, wrong(command, field, data, "the %d bytes of a SHA-256", size)
	}
	return capability.Digest(data), nil
}

func toSeconds(t time.Time) uint64 {
	if t.IsZero() {
		return 0
	}
	return uint64(max(t.Unix(), 0))
}

func fromSeconds(command, field string, s uint64) (time.Time, error) {
	switch {
	case s == 0:
		return time.Time{}, nil
	case s > lastSecond:
		return time.Time{}, wrong(command, field, s, "Unix seconds up to the year 9999, or 0")
	}
	return time.Unix(int64(s), 0).UTC(), nil
}
