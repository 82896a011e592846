package explore

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// bounds of a search.
type bounds struct {
	States int    // states, at most
	Depth  int    // acts on the way to a state
	Odd    int    // of them, acts that the tool did not propose
	Only   []kind // these of the odd acts; nil: any
	Honest bool   // nobody forges
}

// allows reports whether an act is within them.
func (b bounds) allows(a act) bool {
	forges := a.kind >= forgeCase && a.kind <= replay
	return !a.odd() || (b.Only == nil || slices.Contains(b.Only, a.kind)) && (!b.Honest || !forges)
}

// node is a state with the way to it.
type node struct {
	state  state
	parent int32
	act    act
	odd    uint8
}

// search goes through the states, breadth first.
type search struct {
	m      *model
	bounds bounds
	nodes  []node
	seen   map[state]uint8 // the fewest odd acts to it

	acts  int // that led to another state
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
	st := m.start()
	for _, a := range first {
		st, _ = m.do(st, a)
	}
	return &search{m: m, bounds: b, nodes: []node{{state: st, parent: -1}}, seen: map[state]uint8{st: 0}, begun: time.Now()}
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

// chunk is how many nodes a goroutine takes at a time: few, since most layers
// hold some hundred and all processors shall have a part of one.
const chunk = 16

// batch is what a goroutine found behind the nodes of a chunk.
type batch struct {
	next  []node
	acts  int
	found *found
}

// layer goes one act further from each node. Goroutines do that in any order;
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
			if least, known := s.seen[n.state]; !known || n.odd < least {
				s.seen[n.state] = n.odd
				s.nodes = append(s.nodes, n)
			}
		}
	}
	return nil
}

func (s *search) expand(from, to int) (b batch) {
	for i := from; i < to; i++ {
		n := s.nodes[i]
		if least := s.seen[n.state]; least < n.odd {
			continue // it was reached with fewer odd acts since
		}
		if wrong := s.m.check(n.state); wrong != nil {
			b.found = &found{*wrong, int32(i), nil}
			return b
		}
		if wrong := s.m.checkEnds(n.state); wrong != nil {
			b.found = &found{*wrong, int32(i), nil}
			return b
		}
		for _, a := range s.m.acts(n.state, int(n.odd) < s.bounds.Odd) {
			odd := n.odd
			if a.odd() {
				odd++
			}
			if int(odd) > s.bounds.Odd || !s.bounds.allows(a) {
				continue
			}
			st, wrong := s.m.do(n.state, a)
			if wrong != nil {
				b.found = &found{*wrong, int32(i), &a}
				return b
			}
			if st == n.state {
				continue
			}
			b.acts++
			if least, known := s.seen[st]; !known || odd < least {
				b.next = append(b.next, node{st, int32(i), a, odd})
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

// path tells in words how to come to what was found.
func (s *search) path(f *found) string {
	var acts []act
	for i := f.node; s.nodes[i].parent >= 0; i = s.nodes[i].parent {
		acts = append([]act{s.nodes[i].act}, acts...)
	}
	if f.act != nil {
		acts = append(acts, *f.act)
	}
	led := len(acts)
	acts = append(acts, f.then...)
	var out strings.Builder
	st := s.nodes[0].state
	for i, a := range acts {
		if i == led {
			out.WriteString("from here, by the tool's proposals alone:\n")
		}
		fmt.Fprintf(&out, "%3d. %s\n", i+1, s.m.tell(st, a))
		st, _ = s.m.do(st, a)
	}
	fmt.Fprintf(&out, "rule (%s) is broken: %s\n", f.rule, f.text)
	return out.String()
}

// tell puts an act into words.
func (m *model) tell(st state, a act) string {
	who := operators()[st.laptop]
	device := hostOf(int(st.device)).Value
	switch a.kind {
	case where:
		s := m.carryOut(st, a)
		return fmt.Sprintf("%s asks where things stand, with device %s: %s", who, device, s.suggestion)
	case start, startAnyway, startForOther:
		what := "of all"
		if a.v == 1 {
			what = "of a part"
		}
		if a.kind == startForOther {
			what += ", for the other device"
		}
		return fmt.Sprintf("%s starts a return %s, device %s", who, what, device)
	case adopt, adoptAnyway:
		return fmt.Sprintf("%s adopts what the portal began, device %s", who, device)
	case takeCase, takeAnyway:
		return fmt.Sprintf("%s takes the case in that lies at %s", who, (*m.sticks.get(st.sticks[0]))[a.n].Path)
	case next, nextOfOther, nextCutOff, nextUnheard, nextKilled:
		s := m.carryOut(st, a)
		how := map[kind]string{nextCutOff: ", and the cable is pulled before", nextUnheard: ", and the cable is pulled after", nextKilled: ", and the laptop loses its power"}[a.kind]
		if s.err != nil {
			how += fmt.Sprintf(" (%v)", s.err)
		}
		return fmt.Sprintf("%s goes on with %s, device %s: %s%s", who, m.nameOf(st, a), device, s.kind, how)
	case forgeCase:
		return fmt.Sprintf("the forger writes a case of device %s at %s", device, forgedCases[a.v])
	case replay:
		return fmt.Sprintf("the forger puts response %d to device %s on the stick once more", a.v+1, device)
	case uploadAsTold, uploadOther, loadByHand, loseFile, forgeFacts, forgeAnswer:
		f := (*m.sticks.get(st.sticks[0]))[a.n]
		return fmt.Sprintf("%s %s", words()[a.kind], f.Path)
	case removeInPortal:
		l := m.offices.get(st.office).Books[st.device].Licenses[a.n]
		return fmt.Sprintf("the portal removes %s of %s from device %s, response on the stick", [2]string{"one", "all"}[a.v], l.ActivationID, device)
	case sendBroken, exchangeBroken:
		return fmt.Sprintf("%s (%s): %s", words()[a.kind], who, lines()[a.v])
	case workAlone, workBoth, workKilled:
		return m.tellWork(st, a)
	case prepareBroken, againBroken:
		return fmt.Sprintf("%s (%s): %s", words()[a.kind], who, tellFault(a.v))
	case claim, cancel, replaceRequest, withdraw, saveAgain, declare, decideObsolete, decideDeclined, setAside:
		return fmt.Sprintf("%s, %s: %s", who, m.nameOf(st, a), words()[a.kind])
	default:
		return fmt.Sprintf("%s (%s, device %s)", words()[a.kind], who, device)
	}
}

func (m *model) nameOf(st state, a act) string {
	k := (*m.laptops.get(st.laptops[st.laptop]))[a.n]
	return fmt.Sprintf("%s at %s", k.ID, m.journals.get(k.Journal).now.Stage)
}

func words() map[kind]string {
	return map[kind]string{
		uploadAsTold: "the portal's person uploads, as told,", uploadOther: "the portal's person uploads", loadByHand: "somebody loads by hand",
		loseFile: "lost:", loseAll: "all files on the stick are lost", copyStick: "the stick is copied to the other",
		claim: "claims that it was uploaded", cancel: "cancels", replaceRequest: "replaces the request", withdraw: "withdraws the claim",
		saveAgain: "saves the request again", declare: "declares the device dead", decideObsolete: "records that the portal made it obsolete",
		setAside: "sets the case aside", decideDeclined: "records that the portal declined", takeImage: "an image is taken of the device", restoreImage: "the device is restored from its image",
		fetchAgain: "the newest response is downloaded again", switchSkip: "the portal switches Skip Confirmation", makeObsolete: "the portal makes the device obsolete",
		sendOnline: "sends what is due to the portal", sendBroken: "sends what is due to the portal, and the network fails",
		exchangeOnline: "a person at the portal runs the exchange", exchangeBroken: "a person at the portal runs the exchange, and the network fails",
		prepareOnline: "has the portal take licenses away", prepareBroken: "has the portal take licenses away, and the network fails",
		prepareAgain: "has it take them away once more", againBroken: "has it take them away once more, and the network fails",
		forgeFacts: "the forger adds facts to", forgeAnswer: "the forger answers", forgeResponse: "the forger makes a response",
		otherLaptop: "the other laptop is taken", otherDevice: "the other device is connected", bringOther: "the replacement is connected", otherStick: "the other stick is taken",
	}
}
