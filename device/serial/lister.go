package serial

import (
	"slices"
	"sync"
	"time"
)

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
			all = append(all, Port{Path: path})
		}
	}
	all = append(all, ports...)
	l.addAccess(all)
	return all, err
}

// Stat describes the port at a path, whether or not a list shows it: a PTY, a
// link, COM7. It doesn't open it.
func (l *Lister) Stat(path string) (Port, error) {
	ports, err := systemPorts()
	found := []Port{Find(ports, path)}
	l.addAccess(found)
	return found[0], err
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
