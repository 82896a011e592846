package work

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"handback/capability"
	"handback/capability/media"
	"handback/tui/text"
)

// useStick selects a stick of the list, or the folder at a path. It mounts a
// stick that is not mounted.
func (w *Worker) useStick(ctx context.Context, at string) error {
	stick, err := w.openStick(ctx, at)
	if err == nil {
		err = w.options.Allows(stick)
	}
	if errors.Is(err, media.ErrNoFolder) && w.wasUsed(at) {
		err = fmt.Errorf("%w: %w", media.ErrGone, err)
	}
	if err != nil {
		w.selection.Stick = nil
		return err
	}
	w.selection.Stick, w.selection.Left = stick, ""
	if w.listed(stick.Path) == nil && !slices.Contains(w.typed, stick.Path) {
		w.typed = append(w.typed, stick.Path)
	}
	return nil
}

// wasUsed reports whether a stick or folder was there under that path before.
func (w *Worker) wasUsed(at string) bool {
	return w.selection.Stick != nil && w.selection.Stick.Path == at || slices.Contains(w.typed, at)
}

// openStick is the stick as it was listed: another one that has its path by now
// is not the one that was chosen. It never mounts a stick that the site doesn't
// allow.
func (w *Worker) openStick(ctx context.Context, at string) (*media.Stick, error) {
	switch s := w.listed(at); {
	case s == nil:
		return w.options.OpenStick(text.Dropped(at))
	case s.State == media.Ready:
		return s, nil
	default:
		if err := w.options.Allows(s); err != nil {
			return nil, err
		}
		return w.options.Mount(ctx, s)
	}
}

// listed is the stick of the list at a path; nil: there is none.
func (w *Worker) listed(at string) *media.Stick {
	for _, s := range w.plugged {
		if text.StickAt(&s) == at {
			return &s
		}
	}
	return nil
}

// withFolders adds the folders that were used before to the sticks that were found.
func (w *Worker) withFolders(found []media.Stick) []media.Stick {
	for _, path := range w.typed {
		if w.listed(path) != nil {
			continue
		}
		if stick, err := w.options.OpenStick(path); err == nil {
			found = append(found, *stick)
		}
	}
	return found
}

// noteSticks takes over what is plugged in now. What was said of a stick that
// left, such as that it may be removed, ends with the next one that can be used.
func (w *Worker) noteSticks(now []media.Stick) {
	since := media.Compare(w.plugged, now)
	w.plugged = now
	for _, s := range slices.Concat(since.Went, since.Came, since.Altered) {
		w.due.forget(text.StickAt(&s))
	}
	if slices.ContainsFunc(slices.Concat(since.Came, since.Altered), func(s media.Stick) bool { return s.State == media.Ready }) {
		w.selection.Left = ""
	}
	w.followStick()
}

// followStick finds out what became of the selected stick. It takes one that was
// put back for the same, and never another one that has its path.
func (w *Worker) followStick() {
	chosen := w.selection.Stick
	if chosen == nil || chosen.Folder || slices.Contains(w.typed, chosen.Path) {
		return
	}
	what, now := chosen.In(w.plugged)
	switch what {
	case media.Present:
		w.selection.Stick = now
	case media.Reinserted:
		w.selection.Stick = now
		w.log.add(text.StickBack(now))
	default:
		w.selection.Stick, w.selection.Left = nil, text.StickLeft(chosen, what)
		w.log.add(w.selection.Left)
	}
}

// forgetGone forgets a stick that is gone.
func (w *Worker) forgetGone(err error) {
	if errors.Is(err, media.ErrGone) || errors.Is(err, media.ErrNoFolder) {
		w.selection.Stick = nil
	}
}

// StickChosen is the result of a job that opened a stick.
type StickChosen struct{}

// UseStickJob selects a stick of the list, or a folder.
func UseStickJob(at string) Job {
	return Job{Title: text.OpenStick, Do: func(ctx context.Context, w *Worker, _ capability.Report) (any, error) {
		return StickChosen{}, w.useStick(ctx, at)
	}}
}

// ReleaseJob takes a stick of the list out of use. The screens tell what came of
// it wherever they tell of the selected stick.
func ReleaseJob(at string) Job {
	return Job{Title: text.Release, Whole: true, Do: func(ctx context.Context, w *Worker, _ capability.Report) (any, error) {
		stick, err := w.openStick(ctx, at)
		if err != nil {
			return nil, err
		}
		r, err := w.options.Release(ctx, stick)
		if err != nil {
			w.forgetGone(err)
			return nil, err
		}
		if chosen := w.selection.Stick; r.Unmounted && chosen != nil && chosen.Path == stick.Path {
			w.selection.Stick = nil
		}
		w.selection.Left = text.Released(text.Stick(stick), r)
		return w.refresh(ctx, false)
	}}
}
