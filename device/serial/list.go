package serial

import (
	"cmp"
	"errors"
	"slices"
	"sync"
	"time"
)

// List lists the serial ports, USB ports first, without opening any on Linux
// and Windows. Elsewhere the system may disturb an open port by it, so don't
// list while one is in use. A port that is missing, such as a PTY, can still be
// opened by its path. Whoever lists again and again keeps a [Lister].
func List() ([]Port, error) { return NewLister().List(nil, false) }

// ListInUse lists the ports while some are in use, without their holders. It
// fails with [errors.ErrUnsupported] where a list would disturb them.
func ListInUse() ([]Port, error) {
	if listDisturbs {
		return nil, errors.ErrUnsupported
	}
	return systemPorts()
}

// Lister lists the ports again and again, and remembers between two lists what
// is costly to find out: who holds them. It may be used by several goroutines.
type Lister struct {
	mu      sync.Mutex
	holders *holders
	now     func() time.Time
}

// NewLister is a lister that knows nothing yet.
func NewLister() *Lister { return &Lister{holders: newHolders(), now: time.Now} }

// List lists the ports, and before all others those by their path that are
// named and that the system doesn't list. While ports are in use the error is
// [errors.ErrUnsupported] where a list would disturb them. Who holds a port may
// be known a few seconds late.
func (l *Lister) List(named []string, inUse bool) ([]Port, error) {
	list := systemPorts
	if inUse {
		list = ListInUse
	}
	ports, err := list()
	sortPorts(ports)
	var all []Port
	for _, path := range named {
		if found := Find(ports, path); !slices.ContainsFunc(ports, func(p Port) bool { return p.Path == found.Path }) {
			all = append(all, Port{Path: path, Gone: gone(path)})
		}
	}
	all = append(all, ports...)
	l.addAccess(all)
	return all, err
}

// Stat describes the ports at some paths, in their order, whether or not a list
// shows them: a PTY, a link, COM7. It opens none, and looks for all holders at once.
func (l *Lister) Stat(paths ...string) ([]Port, error) {
	ports, err := systemPorts()
	found := make([]Port, len(paths))
	for i, path := range paths {
		found[i] = Find(ports, path)
	}
	l.addAccess(found)
	return found, err
}

// addAccess adds who holds the ports and whether the user may open them.
func (l *Lister) addAccess(ports []Port) {
	l.mu.Lock()
	defer l.mu.Unlock()
	holding := l.holders.of(ports, l.now())
	for i := range ports {
		ports[i].Holder = holding[ports[i].Path]
		ports[i].Denied = denied(ports[i].Path)
	}
}

// sortPorts puts USB ports first, and ttyUSB2 before ttyUSB10.
func sortPorts(ports []Port) {
	rank := func(p Port) int {
		if p.USB != nil {
			return 0
		}
		return 1
	}
	slices.SortFunc(ports, func(a, b Port) int {
		return cmp.Or(
			cmp.Compare(rank(a), rank(b)),
			cmp.Compare(len(a.Path), len(b.Path)),
			cmp.Compare(a.Path, b.Path),
		)
	})
}

// takenAwayWithin is how soon after it came a port is gone when another program
// takes its adapter away, as brltty does with some.
const takenAwayWithin = 10 * time.Second

// Changes are what is different between two lists of ports.
type Changes struct {
	Came, Went []Port
	Altered    []Port // as they are now: another holder, another permission

	// TakenAway are those of Went that had come only a moment before: the plug
	// moved, or another program took the adapter.
	TakenAway []Port
}

// None reports whether nothing is different.
func (c Changes) None() bool { return len(c.Came)+len(c.Went)+len(c.Altered) == 0 }

// Watch compares each list of ports with the one before. The zero value has
// seen none; what is in its first list was there already.
type Watch struct {
	began bool
	ports []Port
	came  map[string]time.Time // by key
}

// Diff takes the list as it is now and tells what is different.
func (w *Watch) Diff(now time.Time, ports []Port) Changes {
	before, came := byKey(w.ports), make(map[string]time.Time, len(ports))
	var c Changes
	for _, p := range ports {
		old, known := before[p.key()]
		switch {
		case known:
			came[p.key()] = w.came[p.key()]
			if !old.alike(p) {
				c.Altered = append(c.Altered, p)
			}
		case w.began:
			came[p.key()] = now
			c.Came = append(c.Came, p)
		}
	}
	after := byKey(ports)
	for _, p := range w.ports {
		if _, there := after[p.key()]; there {
			continue
		}
		c.Went = append(c.Went, p)
		if since := w.came[p.key()]; !since.IsZero() && now.Sub(since) < takenAwayWithin {
			c.TakenAway = append(c.TakenAway, p)
		}
	}
	w.began, w.ports, w.came = true, ports, came
	return c
}

// key tells one port from another within a list, and from another port that
// gets its path later.
func (p Port) key() string { return p.Path + " " + p.Identity() }

func byKey(ports []Port) map[string]Port {
	keyed := make(map[string]Port, len(ports))
	for _, p := range ports {
		keyed[p.key()] = p
	}
	return keyed
}

// alike reports whether a list would show both ports the same.
func (p Port) alike(q Port) bool {
	return p.Holder == q.Holder && (p.Denied == nil) == (q.Denied == nil) && p.ByID == q.ByID
}
