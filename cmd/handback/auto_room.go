package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"handback/capability"
	"handback/capability/auto"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/capability/portal"
	"handback/capability/signature"
	"handback/device"
	"handback/device/serial"
)

// rooms gives auto what it works with. Its methods may be called at the same time.
type rooms struct {
	*app
	ports *serial.Lister

	mu    sync.Mutex
	plugs media.Finder
	lists listCache

	carried, listed glancer // the stick or the folder, and the folder of lists
}

func newRooms(a *app) *rooms {
	return &rooms{app: a, ports: serial.NewLister(), carried: glancer{look: glance}, listed: glancer{look: glance}}
}

// enter opens the ledger and a bench in it.
func (r *rooms) enter(_ context.Context, write bool, p auto.Policy, ports func(context.Context, capability.HostID) ([]string, error)) (*auto.Room, error) {
	l, err := ledger.Open(r.stateFolder, ledger.Options{ReadOnly: !write, MayBeMissing: !write})
	if err != nil {
		return nil, err
	}
	room := &auto.Room{Desk: r.deskOver(l), Close: l.Close}
	o := bench.Options{Desk: room.Desk, Ports: ports, Open: r.open}
	if p.Through == auto.ByPortal {
		o.Portal = func(_ context.Context, of capability.Identity) (*portal.Exchanger, error) { return r.portalFor(p, of) }
	} else {
		o.Stick = func(ctx context.Context) (desk.Stick, error) { return r.stickFor(ctx, p) }
	}
	room.Bench = bench.New(o)
	return room, nil
}

// open connects to the device at a port. Nobody is there to be asked for a password.
func (r *rooms) open(ctx context.Context, port string) (capability.Device, capability.Identity, error) {
	p, err := consoleProfile(r.profile)
	if err != nil {
		return nil, capability.Identity{}, err
	}
	met, err := device.Open(ctx, port, device.Options{
		Baud: r.baud, Group: r.config.Group, Lines: r.config.LineBuffers, Profile: p, Log: r.log.Line, ReconnectTimeout: r.wait,
	})
	if err != nil {
		return nil, capability.Identity{}, err
	}
	return met.Device, met.Identity, nil
}

func (r *rooms) portalFor(p auto.Policy, of capability.Identity) (*portal.Exchanger, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p.Portal != "" {
		return r.portals.named(p.Portal)
	}
	return r.portals.of(of)
}

// check finds out early that a policy needs what is not configured, and that the
// command line names what it has no use for.
func (r *rooms) check(p auto.Policy) error {
	switch {
	case r.port != "":
		return usagef("auto asks at the ports that the policy names: ports = [%q]", r.port)
	case r.stick != "" && p.Through != auto.ByStick:
		return usagef("--stick is for a policy that goes through the stick: through = %q", auto.ByStick)
	case r.offline && p.Through == auto.ByPortal:
		return usagef("--offline leaves the portal alone, and the policy goes through it")
	case p.Cases != "" && r.config.Trusted == "":
		return usagef("the policy has a folder of cases, and the configuration trusts no colleague: trusted-signers names the file of those")
	case p.Through != auto.ByPortal:
		return nil
	case len(r.config.Portals) == 0:
		return usagef("the policy goes through a portal, and the configuration names none: see [portal] in the README")
	case p.Portal == "":
		return nil
	}
	_, err := r.portalFor(p, capability.Identity{})
	return err
}

// free lists the ports that can be asked: those of the policy that are there, or all.
// Who holds one is found out by opening it: to look for that costs more.
func (r *rooms) free(_ context.Context, p auto.Policy) ([]string, error) {
	var paths []string
	for _, path := range p.Ports {
		if _, missing := os.Stat(path); missing == nil {
			paths = append(paths, path)
		}
	}
	if len(p.Ports) > 0 {
		return paths, nil
	}
	found, err := r.ports.List(nil, false)
	for _, one := range found {
		if one.Denied == nil {
			paths = append(paths, one.Path)
		}
	}
	return paths, err
}

// place is the folder that files go to and come from now; empty: none is at hand.
// Of several sticks none is meant, unless it is named.
func (r *rooms) place(ctx context.Context, p auto.Policy) string {
	switch p.Through {
	case auto.ByFolder:
		return p.Folder
	case auto.ByStick:
		if r.stick != "" {
			return r.named()
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		plugged, err := r.plugs.Plugged(ctx)
		plugged = slices.DeleteFunc(plugged, func(s media.Stick) bool {
			return s.State != media.Ready || media.SitePolicy(r.config.Stick).Allows(&s) != nil
		})
		if err == nil && len(plugged) == 1 {
			return plugged[0].Path
		}
	}
	return ""
}

// named is the folder at --stick while it is there.
func (r *rooms) named() string {
	if info, err := os.Stat(r.stick); err != nil || !info.IsDir() {
		return ""
	}
	return r.stick
}

func (r *rooms) stickFor(ctx context.Context, p auto.Policy) (desk.Stick, error) {
	path := r.place(ctx, p)
	if path == "" {
		return nil, nil
	}
	stick, err := r.openStick(path)
	if err != nil {
		return nil, err
	}
	return stick, nil
}

// seen is a text that changes with what is on the stick or in the folder.
func (r *rooms) seen(ctx context.Context, p auto.Policy) string {
	path := r.place(ctx, p)
	if path == "" {
		return ""
	}
	return r.carried.at(path)
}

// certify writes the certificate of a closed return into the policy's folder.
func (r *rooms) certify(ctx context.Context, in *auto.Room, p auto.Policy, id capability.ReturnID) (string, error) {
	path := filepath.Join(p.Certificates, string(id)+".txt")
	if _, err := os.Stat(path); err == nil {
		return "", nil
	}
	back, err := in.Desk.Return(id)
	if err != nil {
		return "", err
	}
	a := *r.app
	a.desk, a.flags = in.Desk, &flags{operator: r.operator}
	data, err := a.certify(ctx, back)
	if err != nil {
		return "", err
	}
	files := []newFile{{path, data}}
	if r.config.SigningKey != "" {
		signed, err := r.sign(ctx, data, signature.Certificates)
		if err != nil {
			return "", err
		}
		files = append(files, newFile{path + ".sig", signed})
	}
	if err := os.MkdirAll(p.Certificates, 0o755); err != nil {
		return "", err
	}
	return path, writeNew(files...)
}

// Names of the files beside a list.
const (
	listEnd     = ".json"
	signedEnd   = ".sig"
	approvedEnd = ".approval"
)

// maxLists bounds the files in the folder of lists.
const maxLists = 1000

// listCache keeps what the lists of a folder said, until a file there changes.
type listCache struct {
	seen  string
	at    time.Time
	items []auto.Item
	err   error
}

// approved gives the devices of the lists that count. The error names the lists that
// could count and don't.
func (r *rooms) approved(p auto.Policy) ([]auto.Item, error) {
	if !p.TwoPersons {
		return nil, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	c := &r.lists
	if seen := r.listed.at(p.Lists); seen != c.seen || time.Since(c.at) > time.Minute {
		*c = listCache{seen: seen, at: time.Now()}
		c.items, c.err = readLists(p.Lists, r.config.Signers, time.Now())
	}
	return c.items, c.err
}

func readLists(dir string, known signature.Signers, now time.Time) (all []auto.Item, err error) {
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > maxLists {
		err = fmt.Errorf("%q has more than %d files", dir, maxLists)
	}
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != listEnd {
			continue
		}
		name := filepath.Join(dir, e.Name())
		s, readErr := readSigned(name)
		if errors.Is(readErr, fs.ErrNotExist) {
			continue // nobody approved it yet
		}
		var items []auto.Item
		if readErr == nil {
			items, readErr = s.Items(known, now)
		}
		if readErr != nil {
			err = errors.Join(err, &listError{name, readErr})
		}
		all = append(all, items...)
	}
	return all, err
}

// listError says which list does not count.
type listError struct {
	name string
	err  error
}

func (e *listError) Error() string { return fmt.Sprintf("%s: %v", capability.Printable(e.name), e.err) }

func (e *listError) Unwrap() error { return e.err }

// readSigned reads a list with the files beside it.
func readSigned(name string) (s auto.Signed, err error) {
	for _, f := range []struct {
		end  string
		into *[]byte
	}{{"", &s.List}, {signedEnd, &s.Signature}, {approvedEnd, &s.Approval}} {
		if *f.into, err = readBounded(name+f.end, auto.MaxList+1); err != nil {
			return s, err
		}
	}
	return s, nil
}
