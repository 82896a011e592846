package bench

import (
	"context"
	"slices"
	"sync"

	"handback/capability"
	"handback/capability/ledger"
)

// rowBook keeps the rows in their places, and what was met.
type rowBook struct {
	mu    sync.Mutex
	order []place
	units map[capability.HostID]*metUnit
}

// place is that of a row.
type place struct {
	host capability.HostID
	id   capability.ReturnID // empty: the device has no return
}

// metUnit is a device that answered.
type metUnit struct {
	who      capability.Identity
	port     string // at which it answered last
	licenses []capability.License
}

// met notes who answered at a port. A unit that answered there before is at none
// now.
func (k *rowBook) met(who capability.Identity, port string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.units == nil {
		k.units = make(map[capability.HostID]*metUnit)
	}
	for host, u := range k.units {
		if u.port == port && host != who.Host {
			u.port = ""
		}
	}
	u := k.units[who.Host]
	if u == nil {
		u = &metUnit{}
		k.units[who.Host] = u
		if !slices.ContainsFunc(k.order, func(at place) bool { return at.host == who.Host }) {
			k.order = append(k.order, place{host: who.Host})
		}
	}
	u.who, u.port = who, port
}

// holds notes what a unit holds, and held gives it.
func (k *rowBook) holds(host capability.HostID, licenses []capability.License) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if u := k.units[host]; u != nil {
		u.licenses = licenses
	}
}

func (k *rowBook) held(host capability.HostID) []capability.License {
	k.mu.Lock()
	defer k.mu.Unlock()
	if u := k.units[host]; u != nil {
		return u.licenses
	}
	return nil
}

// Rows gives the open returns, and the devices that were met and have none. A row
// keeps its place for as long as the bench is open: what was met or seen first
// comes first, and of returns that are seen for the first time the one that was
// opened first. A return that closes keeps its row until its device has another.
func (b *Bench) Rows(ctx context.Context) ([]Row, error) {
	list, err := b.o.Desk.List(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(x, y ledger.Summary) int { return x.OpenedAt.Compare(y.OpenedAt) })
	return b.rows.of(list), nil
}

// of are the rows with what the ledger says now.
func (k *rowBook) of(list []ledger.Summary) []Row {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := make(map[capability.ReturnID]ledger.Summary, len(list))
	for _, s := range list {
		if s.Err == nil {
			now[s.ID] = s
		}
	}
	k.place(list, now)
	rows := make([]Row, 0, len(k.order))
	for _, at := range k.order {
		row := Row{Summary: now[at.id]}
		if u := k.units[at.host]; u != nil {
			row.Port, row.Held = u.port, u.licenses
			if at.id == "" {
				row.Device = u.who
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// place finds a place for each open return that has none: that of its device, or
// the last.
func (k *rowBook) place(list []ledger.Summary, now map[capability.ReturnID]ledger.Summary) {
	taken := make(map[capability.ReturnID]bool, len(k.order))
	free := make(map[capability.HostID]int, len(k.order))
	for i, at := range k.order {
		taken[at.id] = true
		if s, there := now[at.id]; !there || !s.Stage.Open() {
			free[at.host] = i
		}
	}
	for _, s := range list {
		if s.Err != nil || !s.Stage.Open() || taken[s.ID] {
			continue
		}
		at := place{s.Device.Host, s.ID}
		if i, there := free[at.host]; there {
			k.order[i] = at
			delete(free, at.host)
			continue
		}
		k.order = append(k.order, at)
	}
}
