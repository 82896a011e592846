package auto

import (
	"context"
	"errors"
	"os"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/capability/ledger"
)

// Times of the loop. The monotonic clock measures all of them.
const (
	tick      = time.Second      // between two looks at what is plugged in
	listEvery = 30 * time.Second // between two looks into the ledger
	holdsFor  = 30 * time.Second // how long the ledger is held before others get a turn
	restsFor  = time.Second      // that turn
	freshFor  = time.Minute      // how long a reading of licenses is good enough to open a return on
)

// Room is an open ledger with the bench in it.
type Room struct {
	Desk  *desk.Desk
	Bench *bench.Bench
	Close func() error
}

// Options are what auto works with. All but Dry are required.
type Options struct {
	Folder Folder // its status is written there; whoever calls has it locked
	Path   string // of the policy, for the status
	Policy Policy
	Reload <-chan Reload

	// Enter opens the ledger, to write or to look, with a bench that asks the given
	// ports and carries files as the policy says. While another process writes, the
	// error is a [ledger.ErrLocked].
	Enter func(ctx context.Context, write bool, p Policy, ports func(context.Context, capability.HostID) ([]string, error)) (*Room, error)

	// Ports lists the ports that are free to be asked now, Media tells a text that
	// changes with what is on the stick or in the folder (empty: none is there), and
	// Lists what two persons approved and counts now. They are called every second
	// and should cost little.
	Ports func(ctx context.Context, p Policy) ([]string, error)
	Media func(ctx context.Context, p Policy) string
	Lists func(p Policy) ([]Item, error)

	// Certify writes the certificate of a closed return, unless it is there, and gives
	// its path; empty: nothing was written.
	Certify func(ctx context.Context, in *Room, p Policy, id capability.ReturnID) (string, error)

	Tell    func(Event)
	Explain func(error) string // in a sentence
	Beat    func()             // called again and again as long as the loop is alive

	Dry bool // say once what would be done, and do nothing
}

// Reload is a policy that replaces the one before, or says why it can't.
type Reload struct {
	Policy Policy
	Err    error
}

// Run watches and acts until ctx ends, and then ends what runs at a safe point. A
// dry run ends by itself. The error is one that keeps it from any work.
func Run(ctx context.Context, o Options) error {
	k := &keeper{
		o: o, policy: o.Policy, started: time.Now(), units: make(map[capability.HostID]*unit),
		due: make(map[string]time.Time), done: make(chan func()), trouble: make(map[string]bool),
	}
	k.tell(Event{Kind: EventStarted})
	clock := time.NewTicker(tick)
	defer clock.Stop()
	k.look(ctx)
	for {
		if err := k.turn(ctx); err != nil || k.drySaid {
			return errors.Join(err, k.end())
		}
		select {
		case <-ctx.Done():
			return k.end()
		case r := <-o.Reload:
			k.reload(r)
		case did := <-k.done:
			did()
		case <-clock.C:
			k.look(ctx)
		}
	}
}

// keeper is the state of the loop. Only the goroutine of [Run] uses it; others send
// it what to do by done.
type keeper struct {
	o       Options
	policy  Policy
	refused string // why the newest policy does not count
	started time.Time

	places places
	due    map[string]time.Time // when a port is to be asked again
	media  string               // what is on the stick or in the folder, once it is the same twice
	seen   string
	items  []Item
	taken  map[capability.HostID]bool
	unsure bool // which units persons took over can't be read: it could be any

	units     map[capability.HostID]*unit
	listed    time.Time // when the ledger was looked into; zero: it is due
	wasListed bool
	formers   map[capability.HostID]time.Time // when a return ended, by its device
	damaged   bool                            // it has a record that can't be read
	opened    int                             // returns within a day, by the ledger and the clock
	opens     []time.Time                     // of this process within a day, whatever the clock says

	room     *Room
	writes   bool
	entered  time.Time
	left     time.Time
	draining bool // nothing new begins in this room
	running  int
	meeting  bool
	locked   *ledger.Locked

	done    chan func()
	status  Status
	trouble map[string]bool
	drySaid bool
}

// turn does all that can be done now.
func (k *keeper) turn(ctx context.Context) error {
	k.o.Beat()
	if err := k.list(ctx); err != nil {
		return err
	}
	k.meet(ctx)
	for k.launch(ctx) {
	}
	if k.running == 0 && !k.meeting {
		k.leave()
	}
	k.publish()
	if k.o.Dry && !k.meeting && k.running == 0 {
		k.sayDry()
	}
	return nil
}

// end waits for what runs, and leaves.
func (k *keeper) end() error {
	closed := make(chan error, 1)
	if room := k.room; room != nil {
		go func() { closed <- room.Bench.Close() }()
	} else {
		closed <- nil
	}
	for k.running > 0 || k.meeting {
		(<-k.done)()
	}
	err := errors.Join(<-closed, k.leave())
	k.status.State = Ended
	k.tell(Event{Kind: EventEnded})
	if k.o.Dry {
		return err
	}
	return errors.Join(err, k.save())
}

// reload takes the new policy for the next act of each unit.
func (k *keeper) reload(r Reload) {
	if r.Err != nil {
		k.refused = k.o.Explain(r.Err)
		k.tell(Event{Kind: EventRefused, Note: k.refused})
		return
	}
	k.policy, k.refused, k.draining = r.Policy, "", k.room != nil
	k.media, k.seen, k.listed = "", "", time.Time{}
	k.tell(Event{Kind: EventReloaded})
	for _, u := range k.units {
		u.forget()
	}
	clear(k.due)
}

// look sees what is plugged in, what persons took over and what they approved.
func (k *keeper) look(ctx context.Context) {
	there, err := k.o.Ports(ctx, k.policy)
	k.note("ports", err)
	if err == nil {
		k.takePorts(there)
	}
	if now := k.o.Media(ctx, k.policy); now != k.seen {
		k.seen = now // whoever writes there may not be done
	} else if now != k.media {
		k.media = now
		k.wake(func(u *unit) { u.searched = false })
	}
	items, err := k.o.Lists(k.policy)
	k.note("lists", err)
	if !slices.EqualFunc(items, k.items, sameItem) {
		k.items = items
		k.wake(func(*unit) {})
	}
	k.takeMarks()
}

func sameItem(a, b Item) bool {
	return a.Host == b.Host && a.Proposed.Equal(b.Proposed) && a.Until.Equal(b.Until) && slices.Equal(a.Licenses, b.Licenses)
}

func (k *keeper) takeMarks() {
	marks, err := k.o.Folder.Taken()
	k.note("taken", err)
	if unsure := err != nil; unsure != k.unsure {
		k.unsure = unsure
		k.wake(func(*unit) {})
	}
	now := make(map[capability.HostID]bool, len(marks))
	for _, m := range marks {
		now[m.Host] = true
	}
	for host, u := range k.units {
		if now[host] != k.taken[host] {
			u.forget()
		}
	}
	if err == nil || k.taken == nil {
		k.taken = now
	}
}

func (k *keeper) wake(change func(*unit)) {
	for _, u := range k.units {
		change(u)
		u.stale = true
	}
}

// list looks into the ledger from time to time: somebody else may have written it.
func (k *keeper) list(ctx context.Context) error {
	if !k.listed.IsZero() && time.Since(k.listed) < listEvery || k.draining {
		return nil
	}
	first := k.listed.IsZero() && !k.wasListed
	k.listed = time.Now()
	err := k.enter(ctx, false)
	var all []ledger.Summary
	if err == nil {
		all, err = k.room.Desk.List(ctx)
	}
	if err != nil && first {
		return err
	}
	k.note("list", err)
	if err == nil {
		before := k.openedToday()
		k.takeList(ctx, all)
		if k.wasListed = true; k.openedToday() != before {
			k.wake(func(*unit) {})
		}
	}
	inUse := func(u *unit) bool { return u.decision.Why == InUse }
	if k.locked != nil && !slices.ContainsFunc(k.sorted(), inUse) {
		k.rest(nil)
	}
	return nil
}

// enter opens the ledger, unless it is open so or to write.
func (k *keeper) enter(ctx context.Context, write bool) error {
	if k.room != nil {
		if k.writes || !write {
			return nil
		}
		if k.running > 0 || k.meeting {
			return errLater
		}
		k.leave()
	}
	room, err := k.o.Enter(ctx, write, k.policy, k.places.forBench)
	if err != nil {
		return err
	}
	k.room, k.writes, k.entered = room, write, time.Now()
	return nil
}

var errLater = errors.New("the ledger is open to look, and something looks")

func (k *keeper) leave() error {
	if k.room == nil {
		return nil
	}
	err := errors.Join(k.room.Bench.Close(), k.room.Close())
	k.note("leave", err)
	if k.writes {
		k.left = time.Now()
	}
	k.room, k.writes, k.draining = nil, false, false
	return err
}

// note tells a trouble that is no unit's, once until it is over.
func (k *keeper) note(of string, err error) {
	if err != nil && !k.trouble[of] && !errors.Is(err, context.Canceled) {
		k.tell(Event{Kind: EventTrouble, Note: k.o.Explain(err)})
	}
	if delete(k.trouble, of); err != nil {
		k.trouble[of] = true
	}
}

func (k *keeper) tell(e Event) {
	e.At = time.Now().UTC().Truncate(time.Millisecond)
	k.o.Tell(e)
}

// publish writes the status where it changed.
func (k *keeper) publish() {
	s := Status{
		PID: os.Getpid(), Started: k.started.UTC(), Policy: k.o.Path, Refused: k.refused, State: Watching,
		Opened: k.openedToday(), ADay: k.policy.ADay, Units: []Row{},
	}
	switch {
	case k.running > 0:
		s.State = Acting
	case k.locked != nil:
		s.State, s.HeldBy = Resting, k.locked.PID
	}
	for _, u := range k.sorted() {
		s.Units = append(s.Units, u.row())
	}
	s.Changed = k.status.Changed
	if !k.o.Dry && !s.same(k.status) {
		k.status = s
		err := k.save()
		k.note("status", err)
		if err != nil {
			k.status = Status{} // it is tried again
		}
	}
}

func (s Status) same(other Status) bool {
	return slices.Equal(s.Units, other.Units) && s.Started.Equal(other.Started) && s.Policy == other.Policy && s.Refused == other.Refused &&
		s.State == other.State && s.HeldBy == other.HeldBy && s.Opened == other.Opened && s.ADay == other.ADay
}

func (k *keeper) save() error {
	k.status.Changed = time.Now().UTC()
	return k.o.Folder.setStatus(k.status)
}
