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
	"handback/capability/portal"
	"handback/capability/signature"
	"handback/cmd/internal/config"
	"handback/device"

	"github.com/spf13/cobra"
)

// app is what the commands share: the desk over the ledger, and the device and
// the stick of the command line. An act opens those when it needs them.
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
	portals *portals

	stateFolder string
	slip        string // the configured template; empty: that of the tool
	portalKeys  []capability.PublicKey
}

// with reads the configuration, opens the log and the ledger, calls do, and
// closes what it opened.
func (f *flags) with(ctx context.Context, s streams, how access, do func(*app) error) (err error) {
	a, err := f.prepare(s, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.log.Close()) }()
	l, state, err := f.openLedger(ctx, s, how)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	if state != a.stateFolder { // it was moved
		a.stateFolder, a.memory = state, openMemory(s, state)
	}
	a.ledger, a.desk = l, a.deskOver(l)
	defer func() {
		if a.device != nil {
			err = errors.Join(err, a.device.Close())
		}
	}()
	return do(a)
}

// prepare is an app without its ledger: the configuration is read, a ledger of
// older versions moved if it may be, and the log is open, for the caller to close.
func (f *flags) prepare(s streams, mayMove bool) (*app, error) {
	c, err := config.Load(f.configFile)
	if err != nil {
		return nil, err
	}
	a := &app{flags: f, streams: s, config: c, portals: newPortals(c)}
	if a.slip, err = f.slipTemplate(c); err != nil {
		return nil, err
	}
	if a.portalKeys, err = portalKeys(c); err != nil {
		return nil, err
	}
	f.complete(c)
	if a.log, err = openLog(f.log); err != nil {
		return nil, err
	}
	if mayMove {
		err = f.moveState(s)
	}
	if err == nil {
		a.stateFolder, err = f.stateDir()
	}
	if err != nil {
		return nil, errors.Join(err, a.log.Close())
	}
	a.memory = openMemory(s, a.stateFolder)
	return a, nil
}

// deskOver is a desk over an open ledger.
func (a *app) deskOver(l *ledger.Ledger) *desk.Desk {
	c := a.config
	o := desk.Options{
		Ledger: l, Operator: a.who(), Now: time.Now, Random: rand.Reader, Policy: c.Confirmation, SlipTemplate: a.slip,
		Site: media.SitePolicy(c.Stick), SiteName: c.Site, PortalKeys: a.portalKeys,
	}
	if c.SigningKey != "" {
		o.SignCase = func(ctx context.Context, record []byte) ([]byte, error) { return a.sign(ctx, record, signature.Cases) }
	}
	if c.Trusted != "" {
		o.SignerOf = a.signerOf
	}
	return desk.New(o)
}

// withApp runs a command on the app. It is the RunE of most commands.
func (f *flags) withApp(s streams, how access, do func(ctx context.Context, a *app, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		return f.with(cmd.Context(), s, how, func(a *app) error { return do(cmd.Context(), a, args) })
	}
}

// complete takes from the configuration what the command line leaves open.
func (f *flags) complete(c config.Config) {
	f.operator, f.state = cmp.Or(f.operator, c.Operator), cmp.Or(f.state, c.State)
	f.profile, f.baud = cmp.Or(f.profile, c.Profile), cmp.Or(f.baud, c.Baud)
}

// Stick implements [desk.Supply]: the stick at --stick.
func (a *app) Stick(context.Context) (desk.Stick, error) {
	if a.stick == "" {
		return nil, nil
	}
	return a.openStick(a.stick)
}

// Portal implements [desk.Supply]: the portal of the configuration, unless the
// command line says to do without.
func (a *app) Portal(_ context.Context, of capability.Identity) (*portal.Exchanger, error) {
	if a.offline || len(a.config.Portals) == 0 {
		return nil, nil
	}
	return a.portals.of(of)
}

// Again implements [desk.Supply].
func (a *app) Again() bool { return a.again }

// openStick opens a stick if the rules of the site allow it.
func (a *app) openStick(path string) (*media.Stick, error) {
	stick, err := media.Open(path)
	if err != nil {
		return nil, err
	}
	if err := media.SitePolicy(a.config.Stick).Allows(stick); err != nil {
		return nil, fmt.Errorf("opening the stick %q: %w", path, err)
	}
	return stick, nil
}

// who is the operator, as the journal names the person.
func (f *flags) who() string {
	if f.operator != "" {
		return capability.Printable(f.operator)
	}
	if u, err := user.Current(); err == nil {
		return capability.Printable(u.Username)
	}
	return ""
}
