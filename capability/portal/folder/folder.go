// Package folder reaches a portal through two folders: requests are put into an
// outbox, and somebody else (the robot of a mailbox, a data diode, a courier's
// share) empties it and fills an inbox with the portal's responses.
//
// What comes in is told by its content. A response that nobody here can read is
// told by its name: it holds the digits that the request has in its own. A file
// is read once its size and time stayed the same for a while. Nothing is taken
// away from the inbox, and links are not followed.
package folder

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/portal"

	"github.com/gofrs/flock"
)

// Options name the folders. Both must be there: they often are mounted shares,
// and a folder that was made in their place would be emptied by nobody.
type Options struct {
	Name          string        // of the portal, in the configuration
	Outbox, Inbox string        // absolute
	Wait          time.Duration // how long a response is waited for; 0: not at all
}

// The pauses between two looks into the inbox, and how long a file must stay as
// it is before it is read.
const (
	pause  = time.Second
	stable = 2 * time.Second
)

// Limits of a look into the inbox.
var limits = media.Limits{Entries: 20_000, Depth: 3, FileSize: portal.MaxResponse, Time: 20 * time.Second}

// lockName is the file that keeps two programs from putting requests into the
// outbox at once.
const lockName = ".handback.lock"

// Portal is a portal behind two folders.
type Portal struct {
	portal.Unasked
	o Options
}

var _ portal.Portal = (*Portal)(nil)

// ErrSameFolder says that the outbox and the inbox are one folder: requests
// would be taken for responses.
var ErrSameFolder = errors.New("the outbox and the inbox are the same folder")

// New makes a portal of two folders. The error is [ErrSameFolder].
func New(o Options) (*Portal, error) {
	if filepath.Clean(o.Outbox) == filepath.Clean(o.Inbox) {
		return nil, fmt.Errorf("%w: %s", ErrSameFolder, o.Inbox)
	}
	return &Portal{o: o}, nil
}

// Target implements [portal.Portal].
func (p *Portal) Target() portal.Target {
	return portal.Target{Name: p.o.Name, Kind: portal.Folder, Address: filepath.Clean(p.o.Outbox)}
}

// digits is how much of a request's digest its name has.
const digits = 16

// tag is what a request's name has of its digest, and the name of an unreadable
// response must have.
func tag(request []byte) string { return capability.DigestOf(request).String()[:digits] }

// Exchange puts the request into the outbox and waits for the response, as long
// as the options say. Then the error is [portal.ErrPending].
func (p *Portal) Exchange(ctx context.Context, q portal.Request, report capability.Report) ([]byte, error) {
	if err := p.put(ctx, q.Data, report); err != nil {
		return nil, fmt.Errorf("%w: %w", portal.ErrNotSent, err)
	}
	return p.wait(ctx, q, report)
}

// put writes the request durably. One of the same content that still is there
// is kept.
func (p *Portal) put(ctx context.Context, request []byte, report capability.Report) error {
	lock := flock.New(filepath.Join(p.o.Outbox, lockName))
	if _, err := lock.TryLockContext(ctx, 100*time.Millisecond); err != nil {
		return fmt.Errorf("locking the outbox: %w", err)
	}
	defer lock.Close()
	out, err := media.Open(p.o.Outbox)
	if err != nil {
		return err
	}
	_, err = out.SaveIn(ctx, ".", []media.File{{Name: "request-" + tag(request) + ".bin", Data: request}}, report)
	return err
}

func (p *Portal) wait(ctx context.Context, q portal.Request, report capability.Report) ([]byte, error) {
	end := time.NewTimer(p.o.Wait)
	defer end.Stop()
	again := time.NewTicker(pause)
	defer again.Stop()
	for {
		response, known, err := p.Answer(ctx, q)
		if err != nil || known {
			return response, err
		}
		report.Tell("waiting for the response", 0, 0)
		select {
		case <-again.C:
		case <-end.C:
			return nil, portal.ErrPending
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Answer implements [portal.Portal]: it looks for the response in the inbox.
func (p *Portal) Answer(ctx context.Context, q portal.Request) (response []byte, known bool, err error) {
	in, err := media.Open(p.o.Inbox)
	if err != nil {
		return nil, false, err
	}
	all, err := in.Collect(ctx, limits, nil)
	if err != nil {
		return nil, false, err
	}
	for _, f := range all.Found {
		if !answers(q, f) || time.Since(f.ModTime) < stable && !p.settles(ctx, in, f) {
			continue
		}
		return f.Data, true, nil
	}
	return nil, false, ctx.Err()
}

// answers reports whether a file of the inbox is the response to a request.
func answers(q portal.Request, f media.Found) bool {
	if q.Answers != nil {
		return q.Answers(f.Data)
	}
	return strings.Contains(strings.ToLower(f.Path), tag(q.Data)) && f.Digest != capability.DigestOf(q.Data)
}

// settles reports whether a file that was written just now stays as it is: it may
// be half of a response.
func (p *Portal) settles(ctx context.Context, in *media.Stick, f media.Found) bool {
	select {
	case <-time.After(stable):
	case <-ctx.Done():
		return false
	}
	_, err := in.Read(ctx, f.Path, f.Digest)
	return err == nil
}

// Check implements [portal.Portal]: it finds out whether both folders are there,
// whether the outbox can be written to, and what waits in it.
func (p *Portal) Check(ctx context.Context, each func(portal.Checkup)) {
	for _, f := range []struct{ what, path string }{{"inbox", p.o.Inbox}, {"outbox", p.o.Outbox}} {
		s, err := media.Open(f.path)
		waiting := 0
		if err == nil {
			var all *media.Collection
			if all, err = s.Collect(ctx, limits, nil); err == nil {
				waiting = len(all.Found)
			}
		}
		each(portal.Checkup{Part: portal.PartAddress, Text: fmt.Sprintf("the %s %s: %d files of a message's size", f.what, f.path, waiting), Err: err})
		if err != nil {
			return
		}
		if f.what == "outbox" && s.ReadOnly {
			err = media.ErrReadOnly
		}
		each(portal.Checkup{Part: portal.PartRights, Text: "the " + f.what, Err: err})
	}
}
