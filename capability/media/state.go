package media

// State says whether a stick can be used, or what must be done to it first.
type State int

// The states of a stick.
const (
	Ready     State = iota // mounted, and this user may look into it
	Unmounted              // it has a file system, or may have one, that is not mounted
	Locked                 // encrypted, and not unlocked
	Blank                  // it has no file system that this system knows
	Denied                 // mounted for another user
	Failing                // mounted, but the system can't even say how full it is
)

// String is one word for scripts.
func (s State) String() string {
	switch s {
	case Ready:
		return "ready"
	case Unmounted:
		return "unmounted"
	case Locked:
		return "locked"
	case Blank:
		return "blank"
	case Denied:
		return "denied"
	case Failing:
		return "failing"
	default:
		return "unknown"
	}
}

// Usable reports whether the stick can be used as it is: nil, or one of
// [ErrNotMounted], [ErrLocked], [ErrBlank], [ErrPermission] and [ErrDamaged].
func (s *Stick) Usable() error { return s.State.err() }

// err is why nothing can be done with a stick in this state; nil: it can.
func (s State) err() error {
	switch s {
	case Ready:
		return nil
	case Locked:
		return ErrLocked
	case Blank:
		return ErrBlank
	case Denied:
		return ErrPermission
	case Failing:
		return ErrDamaged
	default:
		return ErrNotMounted
	}
}
