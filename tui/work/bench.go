package work

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"handback/capability"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/capability/portal"
	"handback/device"
	"handback/device/console"
	"handback/device/traffic"
	"handback/tui/text"
)

const (
	benchBeat  = time.Second      // between two looks at what is plugged in
	benchGrace = 10 * time.Second // for acts to come to their end when the bench is left
	maxOrders  = 64               // that wait to be taken
)

// BenchOrder is what the screen of the bench wants of its job; one field is set.
type BenchOrder struct {
	Meet   bool     // ask at the ports who is there
	Stick  bool     // take the next one of several sticks
	Do     []string // the next acts of these units, with all that follows and can be undone
	One    string   // the next act of that unit alone
	Take   bool     // look through the stick for all answers
	Load   []string // what can't be undone, for these units, and what follows
	Start  []Unit   // open returns of all that these hold
	Reason string   // of Start
}

// BenchJob runs the bench until it is told to stop: the acts of many returns at once,
// by the orders that [Runner.Order] brings.
//
// Told to stop it begins nothing more. Acts come to their end; those that take longer
// than ten seconds end at their next safe point.
func BenchJob() Job {
	return Job{Title: text.BenchWork, Live: true, Whole: true, Do: func(ctx context.Context, w *Worker, _ capability.Report) (any, error) {
		w.disconnect() // its port is one of the bench's
		j := &benchJob{Worker: w, board: w.run.board}
		j.engine = bench.New(bench.Options{Desk: w.options.Desk, Ports: j.portsFor, Open: j.open, Stick: j.stickAtHand, Portal: j.portalFor})
		return nil, j.serve(ctx)
	}}
}

// benchJob carries out the orders of the bench. Its own goroutine alone uses the
// worker; acts run on goroutines of theirs, which use the board and the engine.
type benchJob struct {
	*Worker
	board  *board
	engine *bench.Bench
	acts   sync.WaitGroup
	asking sync.Mutex // one question at a time is on the screen

	mu    sync.Mutex
	ports []Port
	stick *media.Stick // opened; nil: none is at hand
}

// serve carries out orders until ctx ends.
func (j *benchJob) serve(ctx context.Context) (err error) {
	acting, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer func() { err = errors.Join(err, j.end(stop)) }()
	j.board.change(func(now *Bench) { now.reopen() })
	defer j.board.change(func(now *Bench) { now.Open = false })
	if err := j.begin(ctx, acting); err != nil {
		return err
	}
	beat := time.NewTicker(benchBeat)
	defer beat.Stop()
	for {
		j.run.notify()
		select {
		case o := <-j.run.orders:
			j.carryOut(ctx, acting, o)
		case <-beat.C:
			j.look(ctx, acting)
		case <-j.run.unattended:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// end waits for all that runs. What takes too long is stopped at its next safe point.
func (j *benchJob) end(stop context.CancelFunc) error {
	late := time.AfterFunc(benchGrace, stop)
	defer late.Stop()
	err := j.engine.Close()
	j.acts.Wait()
	return err
}

// begin shows the open returns, and asks at the ports that were named who is there.
func (j *benchJob) begin(ctx, acting context.Context) error {
	rows, err := j.engine.Rows(ctx)
	if err != nil {
		return err
	}
	for _, u := range j.board.seen().Units { // of the time before
		if r, err := j.options.Desk.Return(u.Return.ID); err == nil {
			j.board.change(func(now *Bench) { now.put(r) })
		}
	}
	for _, row := range rows {
		if row.ID == "" {
			continue
		}
		r, err := j.options.Desk.Return(row.ID)
		is := j.siteOf(r)
		j.board.change(func(now *Bench) {
			if err == nil {
				now.put(r).site = is
				return
			}
			now.add(row.Device, row.ID).Err = err
		})
	}
	j.look(ctx, acting)
	if len(j.options.BenchPorts) > 0 {
		j.meet(acting)
	}
	return nil
}

// siteOf is what the site says of a return. It may ask for a key, so nobody waits for
// it with the board in hand.
func (j *benchJob) siteOf(r capability.Return) site {
	_, err := j.portalOf(r.Device)
	return site{Online: !errors.Is(err, text.ErrNoPortal), NeedsScan: j.options.Desk.NeedsScan(r)}
}

// look lists what is plugged in. Who came at a port since it was asked is asked too.
func (j *benchJob) look(ctx, acting context.Context) {
	named := j.options.BenchPorts
	if named == nil {
		named = j.namedPorts()
	}
	ports, err := j.options.Ports(ctx, named, true)
	if !errors.Is(err, errors.ErrUnsupported) {
		j.note(err)
		j.Worker.ports.update(j.options.Now(), ports, j.options.LastAnswered)
	}
	if plugged, err := j.options.Sticks(ctx); err == nil {
		j.noteSticks(j.withFolders(plugged))
	} else {
		j.note(err)
	}
	came := j.notePorts()
	j.noteStick()
	seen := j.board.seen()
	if came && seen.Asked && !seen.Asking {
		j.meet(acting)
	}
}

// note logs an error of looking around: the next look may see more.
func (j *benchJob) note(err error) {
	if err != nil {
		j.log.add(err.Error())
	}
}

// notePorts takes over the ports that may be asked, and reports whether one came.
func (j *benchJob) notePorts() bool {
	var ports []Port
	for _, p := range j.Worker.ports.list {
		if len(j.options.BenchPorts) == 0 && p.Free() || slices.ContainsFunc(j.options.BenchPorts, p.is) {
			ports = append(ports, p)
		}
	}
	j.mu.Lock()
	before := j.ports
	j.ports = ports
	j.mu.Unlock()
	there := func(path string) bool { return slices.ContainsFunc(ports, func(p Port) bool { return p.is(path) }) }
	j.board.change(func(now *Bench) {
		now.Ports = len(ports)
		for i := range now.Units {
			if u := &now.Units[i]; u.Port != "" && !there(u.Port) && now.Standing(*u) != UnitRuns {
				u.Port = ""
			}
		}
	})
	return slices.ContainsFunc(ports, func(p Port) bool {
		return !slices.ContainsFunc(before, func(q Port) bool { return q.Identity() == p.Identity() })
	})
}

// is reports whether a port is meant by a path.
func (p Port) is(path string) bool { return path != "" && (p.Path == path || p.ByID == path) }

// noteStick takes over which stick is at hand: the one that was chosen, or the only
// one.
func (j *benchJob) noteStick() {
	at := j.selection.Stick
	if at == nil && j.options.Stick == "" && len(j.plugged) == 1 {
		at = &j.plugged[0]
	}
	if at == nil && j.options.Stick != "" {
		at, _ = j.options.OpenStick(j.options.Stick) // it may not be there yet
	}
	if at != nil && j.options.Allows(at) != nil {
		at = nil
	}
	j.mu.Lock()
	if at == nil || j.stick == nil || text.StickAt(j.stick) != text.StickAt(at) || at.State == media.Ready {
		j.stick = at
	}
	j.mu.Unlock()
	j.board.change(func(now *Bench) { now.Stick, now.Sticks = at, len(j.plugged) })
}

// portsFor implements [bench.Options.Ports]: the port at which a device answered last
// comes first.
func (j *benchJob) portsFor(_ context.Context, host capability.HostID) ([]string, error) {
	j.mu.Lock()
	ports := slices.Clone(j.ports)
	j.mu.Unlock()
	rank := make(map[string]int, len(ports))
	seen := j.board.seen()
	for _, p := range ports {
		if p.Last != nil && p.Last.Host == host && !host.IsZero() {
			rank[p.Path] = 1
		}
	}
	if u := seen.unit(host, ""); u != nil && !host.IsZero() && u.Port != "" {
		rank[u.Port] = 2
	}
	paths := make([]string, len(ports))
	for i, p := range ports {
		paths[i] = p.Path
	}
	slices.SortStableFunc(paths, func(a, b string) int { return rank[b] - rank[a] })
	return paths, nil
}

// open implements [bench.Options.Open].
func (j *benchJob) open(ctx context.Context, port string) (capability.Device, capability.Identity, error) {
	j.mu.Lock()
	list := portList{list: slices.Clone(j.ports)}
	j.mu.Unlock()
	met, err := j.options.Open(ctx, port, j.selection.Profile, device.Options{
		Baud: list.rate(port, j.options.Baud), Log: j.log.add, Traffic: &traffic.Counter{}, ReconnectTimeout: portTimeout,
		Ask:     func(ctx context.Context, q console.Question) (string, error) { return j.ask(ctx, q) },
		Waiting: func(wait device.Wait) { j.waited(port, wait) },
	})
	if err != nil {
		return nil, capability.Identity{}, err
	}
	return met.Device, met.Identity, nil
}

// ask puts one question at a time on the screen.
func (j *benchJob) ask(ctx context.Context, q console.Question) (string, error) {
	j.asking.Lock()
	defer j.asking.Unlock()
	return j.Worker.Ask(ctx, q)
}

// waited tells that an act waits for its port, or that this is back.
func (j *benchJob) waited(port string, wait device.Wait) {
	j.log.add(text.Waited(wait))
	j.board.change(func(now *Bench) {
		for i := range now.Units {
			if now.Units[i].Port == port {
				now.News, now.Bad = text.BenchWaited(now.Units[i].Device, wait), !wait.Back
			}
		}
	})
	j.run.notify()
}

// stickAtHand implements [bench.Options.Stick]. It takes a stick into use that is not.
func (j *benchJob) stickAtHand(ctx context.Context) (desk.Stick, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.stick == nil {
		return nil, nil // not a nil *media.Stick in an interface
	}
	if j.stick.State != media.Ready {
		mounted, err := j.options.Mount(ctx, j.stick)
		if err != nil {
			return nil, err
		}
		j.stick = mounted
	}
	return j.stick, nil
}

// portalFor implements [bench.Options.Portal].
func (j *benchJob) portalFor(_ context.Context, of capability.Identity) (*portal.Exchanger, error) {
	x, err := j.portalOf(of)
	if errors.Is(err, text.ErrNoPortal) {
		return nil, nil
	}
	return x, err
}

// nextStick chooses the next one of several sticks.
func (j *benchJob) nextStick() {
	usable := slices.DeleteFunc(slices.Clone(j.plugged), func(s media.Stick) bool { return j.options.Allows(&s) != nil })
	if len(usable) == 0 {
		return
	}
	next := 0
	if now := j.selection.Stick; now != nil {
		next = (slices.IndexFunc(usable, func(s media.Stick) bool { return text.StickAt(&s) == text.StickAt(now) }) + 1) % len(usable)
	}
	j.selection.Stick = &usable[next]
	j.noteStick()
}

// selected are the units with some keys, in the order of the bench.
func (j *benchJob) selected(keys []string) []Unit {
	wanted := make(map[string]bool, len(keys))
	for _, k := range keys {
		wanted[k] = true
	}
	return slices.DeleteFunc(j.board.seen().Units, func(u Unit) bool { return !wanted[u.Key] })
}
