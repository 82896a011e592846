package desk_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
)

var errCable = errors.New("the cable was pulled")

// cut says where the line fails once.
type cut int

const (
	noCut       cut = iota
	beforeMake      // the command never arrives
	afterMake       // the device made the request, its answer is lost
	duringFetch     // the request can't be fetched
	beforeLoad
	afterLoad
	duringRead
)

// fakeDevice is a device in memory that follows the rules, with a line that
// can be cut and a refusal that can be ordered.
type fakeDevice struct {
	host    capability.HostID
	held    []capability.License
	last    *capability.Mark
	made    *capability.Made
	data    []byte
	refuse  *capability.Refusal
	unsent  bool // the line fails once, before a command is sent
	cut     cut
	opaque  bool // its messages can't be read by anyone else
	mute    bool // it can't tell its last response
	key     ed25519.PrivateKey
	keys    []capability.PublicKey // of the portal, that it tells
	serials byte
	loads   int // responses that were processed
	makes   int // requests that were made
}

func newFakeDevice(value string) *fakeDevice {
	return &fakeDevice{
		host: capability.HostID{Type: "PUBLISHER_DEFINED", Value: value},
		held: []capability.License{
			{ActivationID: "ACT-1", Feature: "imaging", Version: "2.0", Count: 10},
			{ActivationID: "ACT-2", Feature: "dose", Version: "1.1", Count: 1},
		},
		key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize)),
	}
}

func (f *fakeDevice) fails(at cut) bool {
	if f.cut != at {
		return false
	}
	f.cut = noCut
	return true
}

// refused is why a command is not carried out, if it isn't.
func (f *fakeDevice) refused() error {
	switch {
	case f.unsent:
		f.unsent = false
		return fmt.Errorf("%w: %w", capability.ErrNotSent, errCable)
	case f.refuse != nil:
		return f.refuse
	}
	return nil
}

func (f *fakeDevice) Identify(ctx context.Context) (capability.Identity, error) {
	id := capability.Identity{Vendor: "Acme", Model: "X200", Serial: "SN0042", Firmware: "3.1", Host: f.host, Keys: f.keys}
	if !f.mute {
		id.Last = f.last
	}
	return id, ctx.Err()
}

func (f *fakeDevice) Licenses(context.Context, capability.Report) ([]capability.License, error) {
	if f.fails(duringRead) {
		return nil, errCable
	}
	return f.held, nil
}

func (f *fakeDevice) MakeRequest(_ context.Context, lines []capability.Line, _ capability.Report) (capability.Made, error) {
	if f.fails(beforeMake) {
		return capability.Made{}, errCable
	}
	if err := f.refused(); err != nil {
		return capability.Made{}, err
	}
	f.serials++
	f.makes++
	data, err := seal.Request(message.Request{
		ID: message.ID{f.serials}, Host: f.host, Clock: time.Unix(1_700_000_000, 0), Last: f.last, Lines: lines,
	}, f.key)
	if err != nil {
		return capability.Made{}, err
	}
	if f.opaque {
		data = append([]byte("VENDOR"), data...)
	}
	f.data = data
	f.made = &capability.Made{Name: "/lic/request.cap", Size: int64(len(data)), SHA256: capability.DigestOf(data)}
	if f.fails(afterMake) {
		return capability.Made{}, errCable
	}
	return *f.made, nil
}

func (f *fakeDevice) LastMade(context.Context) (*capability.Made, error) { return f.made, nil }

func (f *fakeDevice) Fetch(context.Context, capability.Made, capability.Report) ([]byte, error) {
	if f.fails(duringFetch) {
		return nil, errCable
	}
	return f.data, nil
}

func (f *fakeDevice) LoadResponse(_ context.Context, data []byte, _ capability.Report) (capability.Mark, error) {
	if f.fails(beforeLoad) {
		return capability.Mark{}, errCable
	}
	if err := f.refused(); err != nil {
		return capability.Mark{}, err
	}
	if f.last != nil && f.last.SHA256 == capability.DigestOf(data) {
		return capability.Mark{}, &capability.Refusal{Code: capability.AlreadyLoaded}
	}
	m, err := message.Decode(bytes.TrimPrefix(data, []byte("VENDOR")))
	if err != nil {
		return capability.Mark{}, &capability.Refusal{Code: capability.Unknown}
	}
	f.loads++
	f.held = m.Response.Rights
	f.last = &capability.Mark{Seq: m.Response.Seq, SHA256: capability.DigestOf(data)}
	if f.fails(afterLoad) {
		return capability.Mark{}, errCable
	}
	return *f.last, nil
}

func (f *fakeDevice) Close() error { return nil }

// fakePortal plays the person at the portal and the portal itself, with a key of
// its own; the rules of the real one are tested where they live.
type fakePortal struct {
	key ed25519.PrivateKey
	seq uint64
}

func newPortal() *fakePortal {
	return &fakePortal{key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize))}
}

// keys are those that its messages are checked with.
func (p *fakePortal) keys() []capability.PublicKey {
	return []capability.PublicKey{capability.PublicKey(p.key.Public().(ed25519.PublicKey))}
}

// answer makes the response to a request that is on the stick. A change to
// the usual response comes by edit.
func (p *fakePortal) answer(t testing.TB, request []byte, held []capability.License, edit func(*message.Response)) []byte {
	t.Helper()
	m, err := message.Decode(bytes.TrimPrefix(request, []byte("VENDOR")))
	if err != nil {
		t.Fatal(err)
	}
	p.seq++
	r := message.Response{
		ID: message.ID{0xee, byte(p.seq)}, Host: m.Request.Host, Issued: time.Unix(1_700_000_100, 0), Seq: p.seq,
		Answers: &m.Request.ID, Confirm: true, Rights: remaining(held, m.Request.Lines),
	}
	if m.Request.IsConfirmation() {
		r.Confirm = false
		r.Notes = []message.Note{{ActivationID: "ACT-1", Code: message.NoteCredited}, {ActivationID: "ACT-2", Code: message.NoteCredited}}
	}
	if edit != nil {
		edit(&r)
	}
	data, err := seal.Response(r, p.key)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// issue makes a response that answers no request.
func (p *fakePortal) issue(t testing.TB, host capability.HostID, held []capability.License, edit func(*message.Response)) []byte {
	t.Helper()
	p.seq++
	r := message.Response{
		ID: message.ID{0xdd, byte(p.seq)}, Host: host, Issued: time.Unix(1_700_000_100, 0), Seq: p.seq, Confirm: true, Rights: held,
	}
	edit(&r)
	data, err := seal.Response(r, p.key)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func remaining(held []capability.License, lines []capability.Line) []capability.License {
	var left []capability.License
	for _, l := range held {
		for _, line := range lines {
			if line.ActivationID == l.ActivationID {
				l.Count = line.Count
			}
		}
		if l.Count > 0 {
			left = append(left, l)
		}
	}
	return left
}
