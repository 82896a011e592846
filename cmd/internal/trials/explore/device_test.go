package explore

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"handback/capability"
	"handback/device/sim"
)

// device is the real vault, and what no vault knows.
type device struct {
	number int
	vault  sim.Vault
	image  sim.Vault // what it can be restored from
	makes  int       // requests ever made: no request ID comes twice, not even after a restore

	high     uint64 // the highest response ever processed
	restored bool   // it was set back behind that, and has not caught up
}

func (m *model) device(u device) ref {
	r, _ := m.devices.put(keyOf(u.number, vaultKey(u.vault), vaultKey(u.image), u.makes, u.high, u.restored), func() *device { return &u })
	return r
}

func vaultKey(v sim.Vault) []any { return []any{v.Licenses, v.Last, v.Request} }

// loads gives a response to the device by whatever hands.
func (m *model) loads(u device, data []byte) (device, capability.Mark, error) {
	next, mark, err := m.rules.load(u.vault, data)
	if err != nil {
		return u, mark, err
	}
	u.vault = next
	if mark.Seq >= u.high {
		u.high, u.restored = mark.Seq, false
	}
	return u, mark, nil
}

// restore brings the image back.
func (u device) restore() device {
	u.vault = u.image
	u.restored = u.restored || seqOf(u.vault.Last) < u.high
	return u
}

func seqOf(m *capability.Mark) uint64 {
	if m == nil {
		return 0
	}
	return m.Seq
}

// cut says where the cable is pulled.
type cut uint8

const (
	noCut  cut = iota
	before     // the command never arrives
	after      // the device carried it out, its answer is lost
)

var errCable = errors.New("the cable was pulled")

// fakeDevice is a device at a laptop; it implements [capability.Device].
type fakeDevice struct {
	m       *model
	device  device
	cut     cut
	refused *capability.Refusal // the last no
	sent    []command           // all but questions
	away    bool                // it must not be asked
}

func (d *fakeDevice) ask() {
	if d.away {
		panic(errAway)
	}
}

// command is what a device was told to do.
type command struct {
	load  []byte            // a response; nil: to make a request
	lines []capability.Line // of that
}

func (c command) String() string {
	if c.load != nil {
		return "load " + capability.DigestOf(c.load).Short()
	}
	return fmt.Sprintf("make a request with %v", c.lines)
}

// Identify implements [capability.Device], as the others do.
func (d *fakeDevice) Identify(context.Context) (capability.Identity, error) {
	d.ask()
	id := d.device.vault.Identity(noon())
	if !d.m.tells(d.device) {
		id.Keys = nil
	}
	return d.m.rules.identify(id), nil
}

func (d *fakeDevice) Licenses(context.Context, capability.Report) ([]capability.License, error) {
	d.ask()
	return d.device.vault.Licenses, nil
}

func (d *fakeDevice) MakeRequest(_ context.Context, lines []capability.Line, _ capability.Report) (capability.Made, error) {
	d.ask()
	d.sent = append(d.sent, command{lines: lines})
	if d.cut == before {
		return capability.Made{}, errCable
	}
	id := []byte{byte(d.device.number), byte(d.device.makes >> 8), byte(d.device.makes), 15: 0}
	next, made, err := d.device.vault.Make(noon(), bytes.NewReader(id), lines)
	if err != nil {
		return made, d.no(err)
	}
	d.device.vault = next
	d.device.makes++
	if d.cut == after {
		return capability.Made{}, errCable
	}
	return made, nil
}

func (d *fakeDevice) LastMade(context.Context) (*capability.Made, error) {
	if d.m.rules.unasked {
		return nil, nil
	}
	return d.device.vault.Made(), nil
}

func (d *fakeDevice) Fetch(_ context.Context, made capability.Made, _ capability.Report) ([]byte, error) {
	if capability.DigestOf(d.device.vault.Request) != made.SHA256 {
		return nil, fmt.Errorf("%s is not there any more", made.Name)
	}
	return d.device.vault.Request, nil
}

func (d *fakeDevice) LoadResponse(_ context.Context, data []byte, _ capability.Report) (capability.Mark, error) {
	d.ask()
	d.sent = append(d.sent, command{load: data})
	if d.cut == before {
		return capability.Mark{}, errCable
	}
	next, mark, err := d.m.loads(d.device, data)
	if err != nil {
		return mark, d.no(err)
	}
	d.device = next
	if d.cut == after {
		return capability.Mark{}, errCable
	}
	return mark, nil
}

func (d *fakeDevice) Close() error { return nil }

// no remembers a refusal. One that says "already loaded" is a step forward.
func (d *fakeDevice) no(err error) error {
	var r *capability.Refusal
	if errors.As(err, &r) && r.Code != capability.AlreadyLoaded {
		d.refused = r
	}
	return err
}

func newVault(number int, portal ed25519.PublicKey, held []capability.License) sim.Vault {
	return sim.Vault{
		Device: capability.Identity{
			Vendor: "Handback", Model: "X200", Serial: serialOf(number), Firmware: "1.0",
			Host: hostOf(number),
		},
		Key:    keyFrom(byte(number + 1)),
		Portal: portal, Licenses: held,
	}
}

func serialOf(number int) string { return fmt.Sprintf("SN000%d", number+1) }

func hostOf(number int) capability.HostID {
	return capability.HostID{Type: "STRING", Value: string(rune('A' + number))}
}

func keyFrom(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
}

// tells reports whether a device tells whose responses it loads: one does.
func (m *model) tells(u device) bool { return m.rules.tells(u.number) }
