package backoffice_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
	"handback/capability/message/seal"
)

// device makes requests as a device does: it remembers what it loaded.
type device struct {
	t      testing.TB
	host   capability.HostID
	key    ed25519.PrivateKey
	last   *capability.Mark
	made   uint32
	rights []capability.License
}

func newDevice(t testing.TB, name string) *device {
	return &device{
		t: t, host: capability.HostID{Type: "STRING", Value: name},
		key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{0x17}, ed25519.SeedSize)),
		rights: []capability.License{
			{ActivationID: "ACT-A", Feature: "pump", Version: "1.0", Count: 5},
			{ActivationID: "ACT-B", Feature: "valve", Version: "2.1", Count: 1},
		},
	}
}

func (d *device) enrollment() message.Enrollment {
	pub, err := seal.Public(d.key)
	if err != nil {
		d.t.Fatal(err)
	}
	return message.Enrollment{Device: capability.Identity{Model: "X200", Serial: d.host.Value, Host: d.host}, PublicKey: pub, Licenses: d.rights}
}

func (d *device) request(lines ...capability.Line) []byte {
	d.t.Helper()
	d.made++
	r := message.Request{Host: d.host, Last: d.last, Lines: lines}
	binary.BigEndian.PutUint32(r.ID[:], d.made)
	return d.seal(r)
}

func (d *device) seal(r message.Request) []byte {
	d.t.Helper()
	data, err := seal.Request(r, d.key)
	if err != nil {
		d.t.Fatal(err)
	}
	return data
}

// load processes a response only when it is newer.
func (d *device) load(response []byte) {
	d.t.Helper()
	m, err := message.Decode(response)
	if err != nil {
		d.t.Fatal(err)
	}
	if d.last == nil || m.Response.Seq > d.last.Seq {
		d.last = &capability.Mark{Seq: m.Response.Seq, SHA256: m.Digest}
		d.rights = m.Response.Rights
	}
}

func all() []capability.Line {
	return []capability.Line{{ActivationID: "ACT-A"}, {ActivationID: "ACT-B"}}
}

func openAt(t testing.TB, path string) *backoffice.Office {
	t.Helper()
	return openWith(t, path, unsynced())
}

func openWith(t testing.TB, path string, o backoffice.Options) *backoffice.Office {
	t.Helper()
	office, err := backoffice.Init(context.Background(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := office.Close(); err != nil {
			t.Error(err)
		}
	})
	return office
}

func enroll(t testing.TB, office *backoffice.Office, d *device) {
	t.Helper()
	if _, err := office.Enroll(t.Context(), d.enrollment()); err != nil {
		t.Fatal(err)
	}
}

func process(t testing.TB, office *backoffice.Office, data []byte) backoffice.Reply {
	t.Helper()
	reply, err := office.Process(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	return reply
}

func audit(t testing.TB, office *backoffice.Office) {
	t.Helper()
	if err := office.Audit(t.Context()); err != nil {
		t.Error(err)
	}
}

func snapshot(t testing.TB, office *backoffice.Office) backoffice.Snapshot {
	t.Helper()
	s, err := office.Snapshot(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// credited is the number of units credited in all.
func credited(s backoffice.Snapshot) int {
	sum := 0
	for _, c := range s.Credits {
		sum += c.Count
	}
	return sum
}

func kinds(s backoffice.Snapshot, kind backoffice.ChangeKind) int {
	n := 0
	for _, e := range s.Events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}
