package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os/user"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/cmd/internal/config"
	"handback/device"
)

// access says what a command does with the ledger.
type access uint8

const (
	writes access = iota // it makes one where there is none
	amends               // it changes what is there
	looks                // it notes what it sees, where there is one
	reads
	leaves // it asks a device, and there may be no ledger
)

// app is what the commands share: the desk over the ledger, and the device and
// the stick of the command line, each opened when an act needs it.
type app struct {
	*flags
	streams
	desk    *desk.Desk
	ledger  *ledger.Ledger
	config  config.Config
	log     *logFile
	memory  *device.PortHistory
	device  capability.Device
	signing signing
}

// with reads the configuration, opens the ledger, calls do, and closes all that
// was opened.
func (f *flags) with(ctx context.Context, s streams, how access, do func(*app) error) (err error) {
	c, err := config.Load(f.configFile)
	if err != nil {
		return err
	}
	slip, err := slipTemplate(c)
	if err != nil {
		return err
	}
	keys, err := portalKeys(c)
	if err != nil {
		return err
	}
	f.take(c)
	log, err := openLog(f.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	if how == writes || how == amends {
		if err := f.moveState(s); err != nil {
			return err
		}
	}
	memory, err := f.openMemory(s)
	if err != nil {
		return err
	}
	state, err := f.stateDir()
	if err != nil {
		return err
	}
	l, err := ledger.Open(state, ledger.Options{
		ReadOnly: how == reads || how == leaves, MakeNone: how == amends || how == looks,
		MayBeMissing: how == leaves || how == looks || f.state == "", // as before the first return
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	a := &app{flags: f, streams: s, config: c, log: log, memory: memory, ledger: l}
	o := desk.Options{
		Ledger: l, Operator: f.who(), Now: time.Now, Random: rand.Reader, Policy: c.Confirmation, SlipTemplate: slip,
		Site: media.Policy(c.Stick), PortalKeys: keys,
	}
	if c.SigningKey != "" {
		o.SignCase = a.signCase
	}
	if c.Trusted != "" {
		o.SignerOf = a.signerOf
	}
	a.desk = desk.New(o)
	defer func() { err = errors.Join(err, a.hangUp()) }()
	return do(a)
}

// take fills what the command line leaves open from the configuration.
func (f *flags) take(c config.Config) {
	if f.operator == "" {
		f.operator = c.Operator
	}
	if f.state == "" {
		f.state = c.State
	}
	f.profile, f.baud = cmp.Or(f.profile, c.Profile), cmp.Or(f.baud, c.Baud)
}

// maxSlip bounds the wording of a slip, in bytes.
const maxSlip = 64 << 10

// slipTemplate reads the configured wording of the hand-over slip.
func slipTemplate(c config.Config) (string, error) {
	if c.SlipTemplate == "" {
		return "", nil
	}
	text, err := readBounded(c.SlipTemplate, maxSlip)
	if err != nil {
		return "", err
	}
	return string(text), desk.CheckSlip(string(text))
}

// portalKeys reads the public keys that the portal's messages are checked with.
func portalKeys(c config.Config) ([]capability.PublicKey, error) {
	var keys []capability.PublicKey
	for _, name := range c.PortalKeys {
		key, err := readPublicKey(name)
		if err != nil {
			return nil, fmt.Errorf("reading portal-keys: %w", err)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// Device implements [desk.Supply]: the device at --port.
func (a *app) Device(ctx context.Context) (capability.Device, error) {
	if a.device != nil || a.port == "" {
		return a.device, nil
	}
	dev, err := a.connect(ctx, a.port, a.log.Line)
	if err != nil {
		return nil, err
	}
	a.device = dev
	return dev, nil
}

// Stick implements [desk.Supply]: the stick at --stick.
func (a *app) Stick(context.Context) (desk.Stick, error) {
	if a.stick == "" {
		return nil, nil
	}
	return a.openStick(a.stick)
}

// openStick opens a stick that the site allows.
func (a *app) openStick(path string) (*media.Stick, error) {
	stick, err := media.Open(path)
	if err != nil {
		return nil, err
	}
	if err := media.Policy(a.config.Stick).Allows(stick); err != nil {
		return nil, fmt.Errorf("opening the stick %q: %w", path, err)
	}
	return stick, nil
}

func (a *app) hangUp() error {
	if a.device == nil {
		return nil
	}
	return a.device.Close()
}

// needDevice is the device for a command that can't do without.
func (a *app) needDevice(ctx context.Context) (capability.Device, error) {
	if a.port == "" {
		return nil, usagef("which device? Give its serial port with --port; 'handback ports' lists them")
	}
	return a.Device(ctx)
}

// who is the operator as the journal names him.
func (f *flags) who() string {
	if f.operator != "" {
		return capability.Printable(f.operator)
	}
	if u, err := user.Current(); err == nil {
		return capability.Printable(u.Username)
	}
	return ""
}
