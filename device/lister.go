package device

import (
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
func (l *Lister) Ports() ([]PortInfo, error) {
	ports, err := systemPorts()
	sortPorts(ports)
	l.judge(ports)
	return ports, err
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
