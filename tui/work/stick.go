package work

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"handback/capability"
	"handback/capability/media"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// useStick makes a stick of the list, or the folder at a path, the one that is
// at hand. A stick that is not mounted gets mounted.
func (b *Worker) useStick(ctx context.Context, at string) error {
	stick, err := b.openStick(ctx, at)
	if err == nil {
		err = b.O.Allows(stick)
	}
	if errors.Is(err, media.ErrNoFolder) && b.used(at) {
		err = fmt.Errorf("%w: %w", media.ErrGone, err)
	}
	if err != nil {
		b.selection.Stick = nil
		return err
	}
	b.selection.Stick, b.selection.Left = stick, ""
	if b.listed(stick.Path) == nil && !slices.Contains(b.typed, stick.Path) {
		b.typed = append(b.typed, stick.Path)
	}
	return nil
}

// used reports whether a stick or folder was there under that path before.
func (b *Worker) used(at string) bool {
	return b.selection.Stick != nil && b.selection.Stick.Path == at || slices.Contains(b.typed, at)
}

// openStick is the stick as it was listed: one that took its place since then
// is not the one that was chosen, and one that the site doesn't allow is not
// mounted.
func (b *Worker) openStick(ctx context.Context, at string) (*media.Stick, error) {
	switch s := b.listed(at); {
	case s == nil:
		return b.O.OpenStick(text.Dropped(at))
	case s.State == media.Ready:
		return s, nil
	default:
		if err := b.O.Allows(s); err != nil {
			return nil, err
		}
		return b.O.Mount(ctx, s)
	}
}

// listed is the stick of the list at a place; nil: there is none.
func (b *Worker) listed(at string) *media.Stick {
	for _, s := range b.plugged {
		if text.StickAt(&s) == at {
			return &s
		}
	}
	return nil
}

// places adds the folders that were used before to the sticks that were found.
func (b *Worker) places(found []media.Stick) []media.Stick {
	for _, path := range b.typed {
		if b.listed(path) != nil {
			continue
		}
		if stick, err := b.O.OpenStick(path); err == nil {
			found = append(found, *stick)
		}
	}
	return found
}

// seeSticks takes over what is plugged in now. What was said of a stick that
// left, such as that it may be removed, holds no more once one is there anew.
func (b *Worker) seeSticks(now []media.Stick) {
	since := media.Compare(b.plugged, now)
	b.plugged = now
	if slices.ContainsFunc(slices.Concat(since.Came, since.Altered), func(s media.Stick) bool { return s.State == media.Ready }) {
		b.selection.Left = ""
	}
	b.watchStick()
}

// watchStick looks what became of the stick at hand. One that was put back is
// opened anew; another one in its place is never taken for it.
func (b *Worker) watchStick() {
	chosen := b.selection.Stick
	if chosen == nil || chosen.Folder || slices.Contains(b.typed, chosen.Path) {
		return
	}
	what, now := chosen.In(b.plugged)
	switch what {
	case media.There:
		b.selection.Stick = now
	case media.Back:
		b.selection.Stick = now
		b.log.add(text.StickBack(now))
	default:
		b.selection.Stick, b.selection.Left = nil, text.StickLeft(chosen, what)
		b.log.add(b.selection.Left)
	}
}

// dropGone forgets a stick that is gone.
func (b *Worker) dropGone(err error) {
	if errors.Is(err, media.ErrGone) || errors.Is(err, media.ErrNoFolder) {
		b.selection.Stick = nil
	}
}

// StickChosen is the result of a job that opened a stick.
type StickChosen struct{}

// StickJob makes a stick of the list, or a folder, the one at hand.
func StickJob(at string) Job {
	return Job{Title: text.OpenStick, Do: func(ctx context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		return StickChosen{}, b.useStick(ctx, at)
	}}
}

// ReleaseJob takes a stick of the list out of use. What came of it is said
// wherever the stick at hand is.
func ReleaseJob(at string) Job {
	return Job{Title: text.Release, Whole: true, Do: func(ctx context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		stick, err := b.openStick(ctx, at)
		if err != nil {
			return nil, err
		}
		r, err := b.O.Release(ctx, stick)
		if err != nil {
			b.dropGone(err)
			return nil, err
		}
		if chosen := b.selection.Stick; r.Unmounted && chosen != nil && chosen.Path == stick.Path {
			b.selection.Stick = nil
		}
		b.selection.Left = text.Released(text.Stick(stick), r)
		return b.refresh(ctx, false)
	}}
}
