package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"handback/capability"
	"handback/capability/auto"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/capability/report"
	"handback/tui/text"
)

// Times and limits of looking for the cases of colleagues.
const (
	caseEvery  = 2 * time.Second // between two looks, at least
	caseLeave  = 2 * time.Second // that the end waits for a share that hangs
	mostOnes   = 50_000          // files that a look compares, as many as a collection reads
	unfinished = ".new-"         // begins the name of a kept case that is being written
)

// colleagues keeps what known colleagues signed, as it comes into the shared folder of
// a policy or on its stick. What is kept is read by reports and histories; nothing is
// taken into the ledger. A network share can hang for long, so that it all runs on a
// goroutine of its own.
type colleagues struct {
	*rooms
	tell func(auto.Event)

	mu     sync.Mutex
	policy auto.Policy

	seen, done map[string]string // by folder: at the last look, and when it was read
	told       map[string]string // by folder: the trouble that was told
}

// keepCases begins to look. The end of ctx ends it; stop waits for that.
func keepCases(ctx context.Context, r *rooms, p auto.Policy, tell func(auto.Event)) (c *colleagues, stop func()) {
	c = &colleagues{rooms: r, tell: tell, policy: p, seen: map[string]string{}, done: map[string]string{}, told: map[string]string{}}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.run(ctx)
	}()
	return c, func() {
		select {
		case <-ended:
		case <-time.After(caseLeave): // nothing ends a call into a share that hangs
		}
	}
}

// use takes the policy that counts from now on.
func (c *colleagues) use(p auto.Policy) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.policy = p
}

func (c *colleagues) run(ctx context.Context) {
	var after time.Duration
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(after):
		}
		took, changed := c.look(ctx)
		after = caseEvery
		if !changed {
			after = max(caseEvery, restAfter(took))
		}
	}
}

// look reads each folder in which something changed and then stayed the same. It gives
// the time that it takes when nothing did, and whether something changed just now.
func (c *colleagues) look(ctx context.Context) (took time.Duration, changed bool) {
	c.mu.Lock()
	p := c.policy
	c.mu.Unlock()
	if c.config.Trusted == "" { // nobody is known
		return 0, false
	}
	for _, path := range []string{p.Cases, c.place(ctx, p)} {
		if path == "" {
			continue
		}
		began := time.Now()
		now := glance(path, mostOnes)
		took += time.Since(began)
		same := now == c.seen[path]
		c.seen[path], changed = now, changed || !same
		switch {
		case now == "" && path == p.Cases:
			c.trouble(path, c.gone(path))
		case now == "" || !same || now == c.done[path]: // whoever writes there may not be done
		default:
			left, err := c.keepFrom(ctx, path)
			if err == nil {
				c.done[path] = now
			}
			c.trouble(path, leftOut(left, err))
		}
	}
	return took, changed
}

// gone says why a folder can't be looked into.
func (c *colleagues) gone(path string) string {
	_, err := media.Open(path)
	if err == nil {
		return ""
	}
	return text.AutoExplain(err)
}

// trouble tells what is wrong with a folder, once until that is otherwise.
func (c *colleagues) trouble(path, what string) {
	if what != "" && what != c.told[path] {
		c.tell(auto.Event{At: eventTime(), Kind: auto.EventTrouble, Note: path + ": " + what})
	}
	c.told[path] = what
}

func leftOut(left []report.LeftOut, err error) string {
	if err != nil {
		return text.AutoExplain(err)
	}
	var all []string
	for _, l := range left {
		if l.Why != report.KnownAlready {
			all = append(all, text.LeftOut(l))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "left out: " + strings.Join(all, "; ")
}

func eventTime() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// keepFrom keeps what is new in a folder.
func (c *colleagues) keepFrom(ctx context.Context, path string) (left []report.LeftOut, err error) {
	l, err := ledger.Open(c.stateFolder, ledger.Options{ReadOnly: true, MayBeMissing: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	d := c.deskOver(l)
	store := keptCases(c.stateFolder)
	kept, _, err := store.list(ctx, d)
	if err != nil {
		return nil, err
	}
	from, err := media.Open(path)
	if err != nil {
		return nil, err
	}
	cases, incomplete, err := d.SharedCases(ctx, from, nil)
	if err != nil {
		return nil, err
	}
	if !incomplete.IsZero() {
		c.trouble(path+" ", text.NotAllLooked(incomplete))
	}
	out := report.NewPool(nil)
	for _, one := range cases {
		r, signed := one.Signed()
		why := passOver(one, signed)
		if why == "" {
			why = beside(one, kept)
		}
		if why != "" {
			out.PassOver(why)
			continue
		}
		if err := store.add(one, kept); err != nil {
			return out.Left, err
		}
		kept = append(kept, one)
		c.tell(auto.Event{
			At: eventTime(), Kind: auto.EventCase, Return: r.ID, Host: r.Device.Host.String(), Serial: r.Device.Serial, Model: r.Device.Model, Note: one.Signer,
		})
	}
	return out.Left, nil
}

// beside says why a case is not kept beside those that are; empty: it is. It takes the
// place of one that it goes on from.
func beside(one desk.Case, kept []desk.Case) report.Why {
	r, _ := one.Signed()
	for _, k := range kept {
		before, signed := k.Signed()
		if !signed || k.ID != one.ID {
			continue
		}
		if left := report.NewPool([]capability.Return{before, r}).Left; left[0].Why != report.KnownAlready {
			return left[0].Why
		}
		if one.Facts <= k.Facts {
			return report.KnownAlready
		}
	}
	return ""
}

// keptCases is the folder of the kept cases, in the state folder:
//
//	colleagues/R-7F3K2-DIGEST/return.json, return.json.sig
type keptCases string

func (k keptCases) dir() string { return filepath.Join(string(k), "colleagues") }

// list reads what is kept, and checks each signature again. A signer who is no longer
// known stands for nothing.
func (k keptCases) list(ctx context.Context, d *desk.Desk) (cases []desk.Case, incomplete capability.CutShort, err error) {
	if _, err := os.Stat(k.dir()); errors.Is(err, fs.ErrNotExist) {
		return nil, capability.CutShort{}, nil
	}
	folder, err := media.Open(k.dir())
	if err != nil {
		return nil, capability.CutShort{}, err
	}
	return d.SharedCases(ctx, folder, nil)
}

// add keeps a case, and forgets those that it goes on from. Whatever is cut off, each
// case is whole or absent.
func (k keptCases) add(one desk.Case, kept []desk.Case) error {
	name := string(one.ID) + "-" + one.Digest.Short()
	fresh, final := filepath.Join(k.dir(), unfinished+name), filepath.Join(k.dir(), name)
	if err := errors.Join(os.RemoveAll(fresh), os.RemoveAll(final), os.MkdirAll(fresh, 0o700)); err != nil {
		return err
	}
	record := filepath.Join(fresh, "return.json")
	if err := writeNew(newFile{record, one.Data}, newFile{record + signedEnd, one.Signature}); err != nil {
		return errors.Join(err, os.RemoveAll(fresh))
	}
	if err := os.Rename(fresh, final); err != nil {
		return err
	}
	var err error
	for _, old := range kept {
		if old.ID == one.ID && old.Digest != one.Digest {
			err = errors.Join(err, os.RemoveAll(filepath.Join(k.dir(), string(old.ID)+"-"+old.Digest.Short())))
		}
	}
	return err
}
