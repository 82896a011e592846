package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// checkPortal finds out early that a policy needs what is not configured.
func (r *rooms) checkPortal(p auto.Policy) error {
	switch {
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
// Of several sticks none is meant.
func (r *rooms) place(ctx context.Context, p auto.Policy) string {
	switch p.Through {
	case auto.ByFolder:
		return p.Folder
	case auto.ByStick:
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

// maxSeen bounds how many files are looked at to see that something changed.
const maxSeen = 5000

// seen is a text that changes with what is on the stick or in the folder.
func (r *rooms) seen(ctx context.Context, p auto.Policy) string {
	path := r.place(ctx, p)
	if path == "" {
		return ""
	}
	return glance(path, maxSeen)
}

// glance is a text that changes with the files below a folder: names, sizes, times.
// It looks at so many at most, and is empty where no folder is.
func glance(path string, most int) string {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return ""
	}
	var all strings.Builder
	files := 0
	_ = filepath.WalkDir(path, func(name string, e fs.DirEntry, err error) error {
		if files++; files > most {
			return fs.SkipAll
		}
		if err == nil && !e.IsDir() {
			if info, err := e.Info(); err == nil {
				all.WriteString(fmt.Sprintln(name, info.Size(), info.ModTime().UnixNano()))
			}
		}
		return nil // what can't be read is seen again once it can
	})
	return path + " " + capability.DigestOf([]byte(all.String())).Short()
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
	if seen := glance(p.Lists, maxSeen); seen != c.seen || time.Since(c.at) > time.Minute {
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
