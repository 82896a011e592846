package crash

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
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/capability/message"
	"handback/device"
	"handback/device/sim"
)

// both does the returns of two devices at the same time, with one ledger and one
// stick, until both are closed.
func (t *technician) both(ctx context.Context) (err error) {
	var ports []string
	for _, name := range t.course.devices() {
		ports = append(ports, filepath.Join(t.dir, portOf(name)))
	}
	b := bench.New(bench.Options{
		Desk: t.desk, Stick: t.Stick, Open: t.openTraced,
		Ports: func(context.Context, capability.HostID) ([]string, error) { return ports, nil },
	})
	defer func() { err = errors.Join(err, b.Close()) }()
	if err := t.beginBoth(ctx, ports); err != nil {
		return err
	}
	all, err := t.desk.List(ctx)
	if err != nil {
		return err
	}
	var tasks []bench.Task
	for _, s := range all {
		tasks = append(tasks, bench.Task{Return: s.ID, Irreversible: true})
	}
	for {
		wait := false
		for _, out := range b.RunAll(ctx, tasks, nil) {
			missing, is := errors.AsType[*desk.Missing](out.Err)
			switch {
			case is && missing.Need == capability.NeedsPortal:
				wait = true
			case out.Err != nil:
				return out.Err
			}
		}
		if !wait {
			return nil
		}
		if err := t.portal(); err != nil {
			return err
		}
	}
}

// openTraced opens a device at a port.
func (t *technician) openTraced(ctx context.Context, port string) (capability.Device, capability.Identity, error) {
	met, err := device.Open(ctx, port, device.Options{})
	if err != nil {
		return nil, capability.Identity{}, err
	}
	return traced{met.Device, t.trace}, met.Identity, nil
}

// beginBoth opens a return at the same time for each device that has none.
func (t *technician) beginBoth(ctx context.Context, ports []string) error {
	problems := make([]error, len(ports))
	var starting sync.WaitGroup
	for i, port := range ports {
		starting.Go(func() { problems[i] = t.beginAt(ctx, port) })
	}
	starting.Wait()
	return errors.Join(problems...)
}

func (t *technician) beginAt(ctx context.Context, port string) (err error) {
	dev, who, err := t.openTraced(ctx, port)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dev.Close()) }()
	all, err := t.desk.List(ctx)
	if err != nil || slices.ContainsFunc(all, func(s ledger.Summary) bool { return s.Device.Host == who.Host }) {
		return err
	}
	reading, err := t.desk.Read(ctx, dev, nil)
	if err != nil {
		return err
	}
	_, err = t.desk.Start(ctx, reading, ordered(), "device replaced", nil)
	return err
}

// apart checks that nothing of a return is in the other one: no reading, and no
// message, in the ledger and on the stick.
func (tr *trial) apart(ctx context.Context, l *ledger.Ledger) error {
	all, err := l.List(ctx)
	if err != nil {
		return err
	}
	hosts := make(map[capability.HostID]bool)
	for _, s := range all {
		r, err := l.Return(s.ID)
		if err != nil {
			return err
		}
		if hosts[r.Device.Host] {
			return fmt.Errorf("%s has two returns", r.Device.Host)
		}
		hosts[r.Device.Host] = true
		for _, e := range r.Entries {
			if is := e.Reading(); is != nil && is.Device.Host != r.Device.Host {
				return fmt.Errorf("%s has a reading of %s, its device is %s", r.ID, is.Device.Host, r.Device.Host)
			}
		}
		onStick, err := filepath.Glob(filepath.Join(tr.dir, stickDir, media.Folder, string(r.ID)+"_*"))
		if err != nil {
			return err
		}
		for _, dir := range append(onStick, l.Dir(r.ID)) {
			if err := allFor(dir, r.Device.Host); err != nil {
				return err
			}
		}
	}
	return nil
}

// allFor checks that all messages in a folder are of one device.
func allFor(dir string, host capability.HostID) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		m, err := message.Decode(data)
		if err != nil { // the journal, the slip, or what was cut off
			return nil
		}
		if err := m.ForHost(host); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return nil
	})
}

// inOneOrder sorts what the office did for two devices in any order.
func inOneOrder(books *backoffice.Snapshot) {
	slices.SortStableFunc(books.Credits, func(a, b backoffice.RemovalView) int {
		return strings.Compare(fmt.Sprint(a.Host, a.ActivationID), fmt.Sprint(b.Host, b.ActivationID))
	})
	slices.SortStableFunc(books.Events, func(a, b backoffice.EventView) int {
		return strings.Compare(fmt.Sprint(a.Host), fmt.Sprint(b.Host))
	})
	for i := range books.Events {
		books.Events[i].ID = int64(i)
	}
}

// checkBoth says what the end of both returns has to be.
func checkBoth(t *testing.T, e end) {
	for _, d := range e.Devices {
		if d.Loads != 1 || d.Makes != 2 || d.Seq != 1 {
			t.Errorf("%d responses were processed, the last is number %d; %d requests were made", d.Loads, d.Seq, d.Makes)
		}
		for _, line := range ordered().Lines {
			if got := capability.CountOf(d.Licenses, line.ActivationID); got != line.Count {
				t.Errorf("a device holds %d of %s", got, line.ActivationID)
			}
		}
	}
	if len(e.Books.Waiting) != 0 || len(e.Books.Credits) != 2*len(ordered().Lines) {
		t.Errorf("%d removals wait and %d are credited", len(e.Books.Waiting), len(e.Books.Credits))
	}
	held := sim.DefaultLicenses()
	for _, c := range e.Books.Credits {
		i := slices.IndexFunc(ordered().Lines, func(l capability.Line) bool { return l.ActivationID == c.ActivationID })
		if i < 0 || c.Count != capability.CountOf(held, c.ActivationID)-ordered().Lines[i].Count {
			t.Errorf("credited %+v", c)
		}
	}
}
