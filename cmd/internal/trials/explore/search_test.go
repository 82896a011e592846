package explore

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
)

// bounds of a search.
type bounds struct {
	States int    // worlds, at most
	Depth  int    // acts on the way to a world
	Odd    int    // of them, acts that the tool did not propose
	Only   []kind // these of the odd acts; nil: any
	Honest bool   // nobody forges
}

// allows reports whether an act is within them.
func (b bounds) allows(a act) bool {
	forges := a.kind >= forgeCase && a.kind <= replay
	return !a.odd() || (b.Only == nil || slices.Contains(b.Only, a.kind)) && (!b.Honest || !forges)
}

// node is a world with the way to it.
type node struct {
	world  world
	parent int32
	act    act
	odd    uint8
}

// search goes through the worlds, breadth first.
type search struct {
	m      *model
	bounds bounds
	nodes  []node
	seen   map[world]uint8 // the fewest odd acts to it

	acts  int // that led to another world
	depth int // fully explored
	whole bool
	begun time.Time
}

// found is a broken rule: after the way to the node and, where there is one,
// one more act.
type found struct {
	broken
	node int32
	act  *act
}

// newSearch begins behind some acts, which don't count.
func newSearch(m *model, b bounds, first ...act) *search {
	w := m.start()
	for _, a := range first {
		w, _ = m.do(w, a)
	}
	return &search{m: m, bounds: b, nodes: []node{{world: w, parent: -1}}, seen: map[world]uint8{w: 0}, begun: time.Now()}
}

// run explores until a rule is broken or a bound is met.
func (s *search) run() *found {
	for from := 0; from < len(s.nodes); s.depth++ {
		to := len(s.nodes)
		if s.depth >= s.bounds.Depth || len(s.seen) >= s.bounds.States {
			return nil
		}
		if f := s.layer(from, to); f != nil {
			return f
		}
		from = to
	}
	s.whole = true
	return nil
}

// chunk is how many nodes a worker takes at a time.
const chunk = 256

// batch is what a worker found behind the nodes of a chunk.
type batch struct {
	next  []node
	acts  int
	found *found
}

// layer goes one act further from each node; workers look, in any order, and
// what they find is put together in order.
func (s *search) layer(from, to int) *found {
	batches := make([]batch, (to-from+chunk-1)/chunk)
	jobs := make(chan int)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := range jobs {
				batches[i] = s.expand(from+i*chunk, min(from+(i+1)*chunk, to))
			}
		})
	}
	for i := range batches {
		jobs <- i
	}
	close(jobs)
	group.Wait()
	for _, b := range batches {
		if b.found != nil {
			return b.found
		}
		s.acts += b.acts
		for _, n := range b.next {
			if least, known := s.seen[n.world]; !known || n.odd < least {
				s.seen[n.world] = n.odd
				s.nodes = append(s.nodes, n)
			}
		}
	}
	return nil
}

func (s *search) expand(from, to int) (b batch) {
	for i := from; i < to; i++ {
		n := s.nodes[i]
		if least := s.seen[n.world]; least < n.odd {
			continue // it was reached with fewer odd acts since
		}
		if wrong := s.m.check(n.world); wrong != nil {
			b.found = &found{*wrong, int32(i), nil}
			return b
		}
		if wrong := s.m.checkEnds(n.world); wrong != nil {
			b.found = &found{*wrong, int32(i), nil}
			return b
		}
		for _, a := range s.m.acts(n.world, int(n.odd) < s.bounds.Odd) {
			odd := n.odd
			if a.odd() {
				odd++
			}
			if int(odd) > s.bounds.Odd || !s.bounds.allows(a) {
				continue
			}
			w, wrong := s.m.do(n.world, a)
			if wrong != nil {
				b.found = &found{*wrong, int32(i), &a}
				return b
			}
			if w == n.world {
				continue
			}
			b.acts++
			if least, known := s.seen[w]; !known || odd < least {
				b.next = append(b.next, node{w, int32(i), a, odd})
			}
		}
	}
	return b
}

// String tells how far the search went.
func (s *search) String() string {
	how := "cut off"
	if s.whole {
		how = "all of them"
	}
	return fmt.Sprintf("%d states (%s), %d transitions, depth %d, at most %d odd acts, %v", len(s.seen), how, s.acts, s.depth, s.bounds.Odd, time.Since(s.begun).Round(time.Millisecond))
}
