package desk

import (
	"context"

	"handback/capability"
	"handback/capability/ledger"
)

// watch compares the device with what this laptop knows of it and notes what
// is odd, each kind once in a return.
func (d *Desk) watch(ctx context.Context, r capability.Return, ident capability.Identity) (capability.Return, error) {
	memory, err := d.o.Ledger.Known(ctx, r.Device.Host)
	if err != nil {
		return r, err
	}
	return d.flag(r, capability.Oddities(knownOf(memory), ident))
}

// ownFirst lets a return that was taken in only look at a device that has an open
// return of this laptop: what goes back would be told twice. The error is an
// *[OpenReturn].
func (d *Desk) ownFirst(ctx context.Context, r capability.Return, act capability.Act) error {
	if len(r.Sources) == 0 || act.OnlyLooks {
		return nil
	}
	memory, err := d.o.Ledger.Known(ctx, r.Device.Host)
	if err != nil {
		return err
	}
	for _, s := range memory.Returns {
		if s.Stage.Open() && !s.TakenIn {
			return &OpenReturn{ID: s.ID, Host: r.Device.Host}
		}
	}
	return nil
}

func (d *Desk) flag(r capability.Return, odd []capability.Flagged) (capability.Return, error) {
	for _, f := range odd {
		if r.HasFlag(f.Flag) {
			continue
		}
		now, err := d.note(r, f)
		if err != nil {
			return r, err
		}
		r = now
	}
	return r, nil
}

// knownOf is what counts of a ledger's memory when a device is compared with it.
func knownOf(m ledger.Memory) capability.Known {
	return capability.Known{Mark: m.Mark, Clock: m.Clock, Serials: m.Serials}
}

// movedOn reports whether the device processed another response, or went back
// to an older one or none, since the return looked at it last. One that can't
// tell never showed any. What a command of the return itself does is found out
// by asking, not here.
func movedOn(r capability.Return, ident capability.Identity) bool {
	if r.Stage.OutcomeUnknown() || r.Stage == capability.StageLoaded {
		return false
	}
	seen, now := r.Seen.Last, ident.Last
	if r.Stage > capability.StageLoaded && r.SetBack(now) {
		return true
	}
	if seen == nil || now == nil {
		return seen != now
	}
	return *seen != *now
}
