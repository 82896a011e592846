package screens

import "handback/capability/media"

// stickAtHand is the stick that was chosen, or the only one that is plugged in.
func stickAtHand(e Env) *media.Stick {
	switch {
	case e.Selection.Stick != nil:
		return e.Selection.Stick
	case len(e.Seen.Sticks) == 1:
		return &e.Seen.Sticks[0]
	default:
		return nil
	}
}
