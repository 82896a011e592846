package explore

import (
	"crypto/ed25519"
	"encoding/json"
	"sync"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/ledger"
	"handback/capability/message"
	"handback/device/sim"
)

// model is the tables of all parts that were seen, and what acts made of them.
type model struct {
	rules  rules
	portal ed25519.PrivateKey
	keys   [2]ed25519.PublicKey // of the devices

	network  bool // programs reach the portal
	removals bool // and have it take licenses away
	two      bool // returns of both devices run at once at the first laptop

	blobs    *table[blob]
	devices  *table[device]
	offices  *table[office]
	sticks   *table[stick]
	laptops  *table[laptop]
	journals *table[journal]

	answers *memo[[2]ref, answer]
	steps   *memo[stepKey, step]
	ends    *memo[runKey, *broken]
	uses    *memo[[3]ref, *broken]
	twice   *memo[ref, *broken]
	points  *memo[pairKey, int]
	older   *memo[[2]ref, bool] // a case begins with another

	certified *memo[certKey, *broken]
}

// The first of their tables.
const (
	noFacts ref = 0 // a journal
	noFiles ref = 0 // a stick
)

// rules are the real ones. A test breaks one of them to see that it is missed.
type rules struct {
	load       func(sim.Vault, []byte) (sim.Vault, capability.Mark, error)
	decide     func(backoffice.Books, message.Request, backoffice.Terms) backoffice.Decision
	tells      func(device int) bool // whose responses it loads
	identify   func(capability.Identity) capability.Identity
	forgets    func(capability.Fact) bool              // the ledger doesn't keep it
	notes      func(capability.Fact) capability.Fact   // what the ledger notes
	takes      func(capability.Entry) capability.Entry // what it takes of a case
	believes   bool                                    // hearsay feeds its memory
	anew       bool                                    // the portal answers each request again
	overwrites bool                                    // the ledger loses what another act wrote since one began
	unasked    bool                                    // devices don't tell what they made last
	shows      func(capability.PortalLicense) capability.PortalLicense
	lists      func(ledger.Summary) ledger.Summary
}

func realRules() rules {
	return rules{
		load: func(v sim.Vault, data []byte) (sim.Vault, capability.Mark, error) { return v.Load(noon(), data) },
		decide: func(b backoffice.Books, r message.Request, t backoffice.Terms) backoffice.Decision {
			return b.Decide(r, t)
		},
		tells:    func(device int) bool { return device == 0 },
		identify: func(id capability.Identity) capability.Identity { return id },
		forgets:  func(capability.Fact) bool { return false },
		notes:    func(f capability.Fact) capability.Fact { return f },
		takes:    func(e capability.Entry) capability.Entry { return e },
		shows:    func(l capability.PortalLicense) capability.PortalLicense { return l },
		lists:    func(s ledger.Summary) ledger.Summary { return s },
	}
}

func newModel(r rules) *model {
	m := &model{
		rules: r, portal: keyFrom(9),
		blobs: newTable[blob](), devices: newTable[device](), offices: newTable[office](),
		sticks: newTable[stick](), laptops: newTable[laptop](), journals: newTable[journal](),
		answers: newMemo[[2]ref, answer](), steps: newMemo[stepKey, step](),
		ends: newMemo[runKey, *broken](), uses: newMemo[[3]ref, *broken](),
		certified: newMemo[certKey, *broken](), twice: newMemo[ref, *broken](), points: newMemo[pairKey, int](), older: newMemo[[2]ref, bool](),
	}
	m.journals.put(capability.Digest{}, func() *journal { return &journal{} })
	m.stick(stick{})
	return m
}

func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

// state is a state: refs of its parts.
type state struct {
	office  ref
	devices [2]ref
	laptops [2]ref
	sticks  [2]ref // the first is at hand
	laptop  uint8  // at hand
	device  uint8  // at hand
}

// start is the state before anybody did anything.
func (m *model) start() state {
	held := [2][]capability.License{
		{license("ACT-1", 3), license("ACT-2", 1)},
		{license("ACT-1", 1), license("ACT-3", 1)},
	}
	o := office{Stock: map[capability.ActivationID]backoffice.Entitlement{}}
	for _, e := range []backoffice.Entitlement{
		{ActivationID: "ACT-1", Total: 5, Available: 1},
		{ActivationID: "ACT-2", Total: 1},
		{ActivationID: "ACT-3", Total: 2, Available: 1},
	} {
		e.License = license(e.ActivationID, 0)
		o.Stock[e.ActivationID] = e
	}
	var st state
	for i := range 2 {
		v := newVault(i, public(m.portal), held[i])
		m.keys[i] = public(v.Key)
		st.devices[i] = m.device(device{number: i, vault: v, image: v})
		o.Books[i] = backoffice.Books{Host: hostOf(i), Status: backoffice.DeviceActive}
		for _, l := range held[i] {
			o.Books[i].Licenses = append(o.Books[i].Licenses, backoffice.License{License: l, State: capability.LicenseGenerated})
		}
		st.laptops[i] = m.laptop(laptop{})
		st.sticks[i] = m.stick(stick{})
	}
	st.office = m.office(o)
	return st
}

func license(id capability.ActivationID, count int) capability.License {
	return capability.License{ActivationID: id, Feature: "feature of " + string(id), Version: "1.0", Count: count}
}

func public(key ed25519.PrivateKey) ed25519.PublicKey {
	return key.Public().(ed25519.PublicKey)
}

// ref names a part of a state in its table. Equal parts have equal refs.
type ref uint32

// table keeps each value once.
type table[T any] struct {
	mu    sync.RWMutex
	index map[capability.Digest]ref
	all   []*T
}

func newTable[T any]() *table[T] { return &table[T]{index: map[capability.Digest]ref{}} }

func (t *table[T]) get(r ref) *T {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.all[r]
}

// put gives the ref of the value that key stands for. New values are made by
// make, and seen by nobody before.
func (t *table[T]) put(key capability.Digest, make func() *T) (r ref, fresh bool) {
	t.mu.RLock()
	r, known := t.index[key]
	t.mu.RUnlock()
	if known {
		return r, false
	}
	made := make()
	t.mu.Lock()
	defer t.mu.Unlock()
	if r, known := t.index[key]; known {
		return r, false
	}
	r = ref(len(t.all))
	t.index[key], t.all = r, append(t.all, made)
	return r, true
}

// known is the ref of a value that was put there.
func (t *table[T]) known(key capability.Digest) ref {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.index[key]
}

func (t *table[T]) size() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.all)
}

// keyOf is the digest of the JSON form of what makes up a value.
func keyOf(parts ...any) capability.Digest {
	data, err := json.Marshal(parts)
	if err != nil {
		panic(err)
	}
	return capability.DigestOf(data)
}

// memo remembers what a function of its key gave.
type memo[K comparable, V any] struct {
	mu  sync.RWMutex
	all map[K]V
}

func newMemo[K comparable, V any]() *memo[K, V] { return &memo[K, V]{all: map[K]V{}} }

// of gives what work gives for the key; two goroutines may both work it out.
func (m *memo[K, V]) of(key K, work func() V) V {
	m.mu.RLock()
	v, known := m.all[key]
	m.mu.RUnlock()
	if known {
		return v
	}
	v = work()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all[key] = v
	return v
}
