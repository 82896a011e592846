package device

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

// Ports lists as [Ports] does. Who holds a port may be known a few seconds
// late.
func (l *Lister) Ports() ([]PortInfo, error) { return l.List(nil, false) }

// List lists as Ports does, and before all others those ports by their path
// that are named and that the list doesn't show. While ports are in use the
// error is [errors.ErrUnsupported] where a list would disturb them.
func (l *Lister) List(named []string, inUse bool) ([]PortInfo, error) {
	list := systemPorts
	if inUse {
		list = listInUse
	}
	ports, err := list()
	sortPorts(ports)
	var all []PortInfo
	for _, path := range named {
		if found := Find(ports, path); !slices.ContainsFunc(ports, func(p PortInfo) bool { return p.Path == found.Path }) {
			all = append(all, PortInfo{Path: path})
		}
	}
	all = append(all, ports...)
	l.judge(all)
	return all, err
}

// Look describes the port at a path, whether or not a list shows it: a PTY, a
// link, COM7. It doesn't open it.
func (l *Lister) Look(path string) (PortInfo, error) {
	ports, err := systemPorts()
	found := []PortInfo{Find(ports, path)}
	l.judge(found)
	return found[0], err
}

// judge adds who holds the ports and whether the user may open them.
func (l *Lister) judge(ports []PortInfo) {
	l.mu.Lock()
	defer l.mu.Unlock()
	holding := l.holders.of(ports, l.now())
	for i := range ports {
		ports[i].Holder = holding[ports[i].Path]
		ports[i].Denied = denied(ports[i].Path)
	}
}
