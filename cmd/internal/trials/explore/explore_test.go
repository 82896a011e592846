package explore

import (
	"flag"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/ledger"
	"handback/capability/message"
	"handback/capability/testkit"
	"handback/device/sim"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // nearly all that is made stays
	debug.SetMemoryLimit(11 << 30)
	os.Exit(m.Run())
}

var exploreLong = flag.Bool("explore.long", false, "explore several million states, which takes minutes")

// scope is how far a run goes.
func scope() bounds {
	switch {
	case *exploreLong:
		return bounds{States: 3_000_000, Depth: 100, Odd: 3}
	case testing.Short():
		return bounds{States: 300, Depth: 100, Odd: 2, Honest: true}
	case raced:
		return bounds{States: 3_000, Depth: 100, Odd: 2, Honest: true}
	default:
		return bounds{States: 30_000, Depth: 100, Odd: 2, Honest: true}
	}
}

func TestNoWayLosesOrDoublesALicense(t *testing.T) {
	s := newSearch(newModel(realRules()), scope())
	if f := s.run(); f != nil {
		t.Fatalf("after %v:\n%s", s, s.path(f))
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	t.Logf("%v, %d MB", s, memory.HeapAlloc>>20)
	t.Logf("made of %d back offices, %d devices, %d laptops and %d sticks", s.m.offices.size(), s.m.devices.size(), s.m.laptops.size(), s.m.sticks.size())
}

// transfer bounds what a return for the other device leads to: its activation,
// and two odd acts at whatever moment, such as the end of the program between an
// activation and its note.
func transfer() bounds {
	b := bounds{States: 1_000_000, Depth: 100, Odd: 2, Only: []kind{nextKilled, nextCutOff, nextUnheard, claim, cancel, withdraw}}
	if raced {
		b.Odd = 1
	}
	return b
}

func TestNoWayActivatesTwice(t *testing.T) {
	testkit.Long(t, "all states that a transfer leads to")
	s := newSearch(newModel(realRules()), transfer(), act{kind: startForOther})
	if f := s.run(); f != nil {
		t.Fatalf("after %v:\n%s", s, s.path(f))
	}
	if !s.whole {
		t.Errorf("it has no end: %v", s)
	}
	t.Log(s)
}

// forgery bounds what a forger can do to a return, and what people do with what
// he left.
func forgery() bounds {
	b := bounds{States: 1_000_000, Depth: 100, Odd: 2, Only: []kind{
		forgeCase, forgeFacts, forgeAnswer, forgeResponse, replay,
		takeAnyway, setAside, otherLaptop, claim, replaceRequest,
	}}
	switch {
	case *exploreLong:
		b.Odd = 3
	case raced:
		b.Odd = 1
	}
	return b
}

// TestNobodyBelievesAForger begins with a return of each device: of the one
// that tells whose responses it loads, and of the other.
func TestNobodyBelievesAForger(t *testing.T) {
	testkit.Long(t, "all states that a forger leads to")
	for name, first := range map[string][]act{
		"the portal's key is known":     {{kind: start}},
		"nobody knows the portal's key": {{kind: otherDevice}, {kind: start}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSearch(newModel(realRules()), forgery(), first...)
			if f := s.run(); f != nil {
				t.Fatalf("after %v:\n%s", s, s.path(f))
			}
			if !s.whole {
				t.Errorf("it has no end: %v", s)
			}
			t.Log(s)
		})
	}
}

// One odd act at whatever moment, followed to all ends.
func TestOneOddActAtAnyMoment(t *testing.T) {
	if raced || testing.Short() {
		t.Skip("it takes too long for a short run or with the race detector")
	}
	s := newSearch(newModel(realRules()), bounds{States: 1_000_000, Depth: 100, Odd: 1})
	if f := s.run(); f != nil {
		t.Fatalf("after %v:\n%s", s, s.path(f))
	}
	if !s.whole {
		t.Errorf("it has no end: %v; the last came by\n%s", s, s.path(&found{node: int32(len(s.nodes) - 1)}))
	}
	t.Log(s)
}

// A rule that is broken on purpose is found, by the shortest way to it.
func TestBrokenRulesAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("a fault may be found after many states")
	}
	for name, tt := range map[string]struct {
		breaks func(*rules)
		rule   string
		ends   string // the last act on the way
		odd    int
	}{
		"the back office loses a unit with each credit":                   {losesUnits, "a", "3-confirmation-request.bin", 0},
		"a device loads older responses, too":                             {loadsOlder, "b", "3-confirmation-request.bin", 1},
		"the back office takes every request for a proof":                 {believesAll, "c", "uploads", 1},
		"the desk doesn't see what the device processed last":             {hidesLast, "d", "make-request", 2},
		"the ledger forgets what was read from the device":                {forgetsReadings, "e", "check-licenses", 0},
		"the back office credits on upload, though none is to be trusted": {trustsAll, "c", "uploads", 0},
		"a receipt that nobody could check proves":                        {takesAnyReceipt, "f", "upload-confirmation", 1},
		"a case by nobody counts as a colleague's":                        {takesAsSeen, "g", "takes the case in", 1},
		"hearsay feeds the memory":                                        {believesHearsay, "g", "check-licenses", 1},
		"the desk doesn't hear whose responses a device loads":            {hidesKeys, "h", "upload-request", 1},
	} {
		t.Run(name, func(t *testing.T) {
			broken := realRules()
			tt.breaks(&broken)
			s := newSearch(newModel(broken), bounds{States: 100_000, Depth: 100, Odd: tt.odd})
			f := s.run()
			if f == nil {
				t.Fatalf("not found in %v", s)
			}
			path := s.path(f)
			lines := strings.Split(strings.TrimSpace(path), "\n")
			if f.rule != tt.rule || len(lines) < 2 || !strings.Contains(lines[len(lines)-2], tt.ends) {
				t.Errorf("expected rule (%s) to break when %s", tt.rule, tt.ends)
			}
			t.Logf("found among %v:\n%s", s, path)
		})
	}
}

func TestSecondActivationIsFound(t *testing.T) {
	testkit.Long(t, "many states until the fault is found")
	broken := realRules()
	broken.lists = func(s ledger.Summary) ledger.Summary {
		s.TransferOf = ""
		return s
	}
	s := newSearch(newModel(broken), transfer(), act{kind: startForOther})
	f := s.run()
	if f == nil {
		t.Fatalf("not found in %v", s)
	}
	path := s.path(f)
	if f.rule != "i" || strings.Count(path, ": activate") != 2 {
		t.Error("expected rule (i) to break at the second activation")
	}
	t.Logf("found among %v:\n%s", s, path)
}

func losesUnits(r *rules) {
	r.decide = func(b backoffice.Books, q message.Request, t backoffice.Terms) backoffice.Decision {
		d := b.Decide(q, t)
		for _, c := range d.Changes {
			if c.Kind == backoffice.Credited {
				e := d.After.Entitlements[c.ActivationID]
				e.Available--
				d.After.Entitlements[c.ActivationID] = e
			}
		}
		return d
	}
}

func loadsOlder(r *rules) {
	r.load = func(v sim.Vault, data []byte) (sim.Vault, capability.Mark, error) {
		last := v.Last
		if m, err := message.Decode(data); err == nil && last != nil && m.Digest != last.SHA256 {
			v.Last = nil
		}
		next, mark, err := v.Load(noon(), data)
		if err != nil {
			next.Last = last
		}
		return next, mark, err
	}
}

func believesAll(r *rules) {
	r.decide = func(b backoffice.Books, q message.Request, t backoffice.Terms) backoffice.Decision {
		if b.Seq > 0 {
			q.Last = &capability.Mark{Seq: b.Seq, SHA256: b.Issued[b.Seq]}
		}
		return b.Decide(q, t)
	}
}

func hidesLast(r *rules) {
	r.identify = func(id capability.Identity) capability.Identity {
		id.Last = nil
		return id
	}
}

func forgetsReadings(r *rules) {
	r.forgets = func(f capability.Fact) bool { return f.Kind() == capability.KindLicensesRead }
}

func trustsAll(r *rules) {
	r.decide = func(b backoffice.Books, q message.Request, t backoffice.Terms) backoffice.Decision {
		t.SkipConfirmation = true
		return b.Decide(q, t)
	}
}

func takesAnyReceipt(r *rules) {
	r.tells = func(int) bool { return false }
	r.notes = func(f capability.Fact) capability.Fact {
		if receipt, ok := f.(capability.Receipt); ok && receipt.Checked == nil {
			receipt.Checked = &capability.Checked{Source: capability.KeyConfigured}
			return receipt
		}
		return f
	}
}

func takesAsSeen(r *rules) {
	r.takes = func(e capability.Entry) capability.Entry {
		e.From = &capability.Origin{Signer: operators()[0]}
		return e
	}
}

func hidesKeys(r *rules) {
	r.identify = func(id capability.Identity) capability.Identity {
		id.Keys = nil
		return id
	}
}

func believesHearsay(r *rules) { r.believes = true }
