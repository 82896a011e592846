package tui

import "handback/capability/media"

// stickAtHand is the stick that was chosen, or the only one that is plugged in.
func stickAtHand(e env) *media.Stick {
	switch {
	case e.selection.stick != nil:
		return e.selection.stick
	case len(e.seen.sticks) == 1:
		return &e.seen.sticks[0]
	default:
		return nil
	}
}
