package serial

import "time"

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
