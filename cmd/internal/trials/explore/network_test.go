package explore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/exchange"
	"handback/capability/portal"
)

// overNetwork bounds what a network does to a return, beside the stick.
func overNetwork() bounds {
	b := bounds{States: 1_000_000, Depth: 100, Odd: 2, Only: []kind{sendBroken, exchangeBroken}}
	switch {
	case *exploreLong:
		b.Only = append(b.Only, replaceRequest, saveAgain)
	case testing.Short():
		b.States, b.Odd = 100, 1
	case raced:
		b.Odd = 1
	}
	return b
}

// overNetworkAll is how many states a usual run comes to, all of them.
const overNetworkAll = 8042

// searchNetwork begins with a return that nobody carried anywhere.
func searchNetwork(r rules) *search {
	m := newModel(r)
	m.network = true
	return newSearch(m, overNetwork(), act{kind: start})
}

func TestNoNetworkLosesOrDoublesALicense(t *testing.T) {
	s := searchNetwork(realRules())
	if f := s.run(); f != nil {
		t.Fatalf("after %v:\n%s", s, s.path(f))
	}
	if usual := s.bounds.Odd == 2 && !*exploreLong; usual && (!s.whole || len(s.seen) != overNetworkAll) {
		t.Errorf("%v, want all of %d", s, overNetworkAll)
	}
	t.Log(s)
}

func TestRulesBrokenOverNetworkAreFound(t *testing.T) {
	for name, tt := range map[string]struct {
		breaks func(*rules)
		ends   string
	}{
		"the portal answers a request that comes twice anew": {func(r *rules) { r.anew = true }, "the request arrives twice"},
		"the ledger notes a claim of what went by itself":    {claimsAnswers, "sends what is due"},
	} {
		t.Run(name, func(t *testing.T) {
			broken := realRules()
			tt.breaks(&broken)
			s := searchNetwork(broken)
			f := s.run()
			if f == nil {
				t.Fatalf("not found in %v", s)
			}
			if path := s.path(f); f.rule != "j" || !strings.Contains(path, tt.ends) {
				t.Errorf("found among %v:\n%s", s, path)
			}
		})
	}
}

func claimsAnswers(r *rules) {
	r.notes = func(f capability.Fact) capability.Fact {
		if a, is := f.(capability.Answered); is && a.State == capability.ExchangeAnswered {
			return capability.Uploaded{File: a.File, SHA256: a.Request}
		}
		return f
	}
}

// What the network does with the first call of a program. After a failure the
// program ends, and another one has to go on.
const (
	passes    uint8 = iota
	unsent          // no connection comes about
	lost            // the call never arrives
	unheard         // the answer never arrives
	late            // an older answer arrives in its place
	doubled         // the request arrives twice
	dismissed       // the portal says no and does nothing
)

// lines are the words for it.
func lines() []string {
	return []string{"it passes", "no connection", "the request is lost", "the answer is lost", "an older answer comes", "the request arrives twice", "refused"}
}

var errLine = errors.New("the line was cut")

// online lists what can go over the network.
func (m *model) online(st state, odd bool) []act {
	var all []act
	add := func(a act, broken kind) {
		all = append(all, a)
		for v := unsent; odd && v <= dismissed; v++ {
			all = append(all, act{broken, a.n, v})
		}
	}
	for i, k := range *m.laptops.get(st.laptops[st.laptop]) {
		next := capability.Next(m.journals.get(k.Journal).now)
		if next.Need == capability.NeedsPortal || next.Need == capability.NeedsStick && next.Answer != "" {
			add(act{kind: sendOnline, n: uint8(i)}, sendBroken)
		}
	}
	if slices.ContainsFunc(*m.sticks.get(st.sticks[0]), func(f file) bool { return m.blobs.get(f.Blob).request() != nil }) {
		add(act{kind: exchangeOnline}, exchangeBroken)
	}
	return all
}

// netPortal is the office as programs reach it; it implements [portal.Portal].
type netPortal struct {
	portal.Unasked
	m      *model
	st     state // with the office as it is after the newest call
	act    act
	line   uint8 // what the network does with the next call
	end    context.CancelCauseFunc
	spared bool              // looks pass, until a removal was sent
	down   bool              // after a removal it stays away
	broken *broken           // the first rule that it saw broken
	sender capability.Return // whose file is sent; zero: a file from a stick
}

func (p *netPortal) Target() portal.Target {
	return portal.Target{Kind: portal.FNO, Address: "https://portal.test"}
}

// fails ends the program.
func (p *netPortal) fails(err error) error {
	p.end(err)
	return err
}

func (p *netPortal) takeLine() uint8 {
	line := p.line
	p.line = passes
	return line
}

func (p *netPortal) Exchange(_ context.Context, q portal.Request, _ capability.Report) ([]byte, error) {
	line := p.takeLine()
	file := p.m.blob(q.Data)
	b := p.m.blobs.get(file)
	if confirms := b.m.Request.IsConfirmation(); confirms && p.sender.ID != "" && p.sender.After == nil {
		p.breaks("j", "a confirmation left before the device was read again")
	}
	switch line {
	case unsent:
		return nil, p.fails(fmt.Errorf("%w: %w", portal.ErrNotSent, errLine))
	case lost:
		return nil, p.fails(errLine)
	case dismissed:
		return nil, p.fails(&portal.Refused{Code: "20022"})
	}
	got := p.process(file)
	if line == doubled {
		if again := p.process(file); again.response != got.response || again.office != got.office {
			p.breaks("j", "a request that came twice got two responses")
		}
	}
	switch {
	case got.refused != nil:
		return nil, p.fails(&portal.Refused{Text: got.refused.Error()})
	case line == unheard:
		return nil, p.fails(errLine)
	case line == late:
		issued := p.m.offices.get(got.office).Issued[got.device]
		if len(issued) < 2 {
			return nil, p.fails(errLine)
		}
		return p.m.blobs.get(issued[len(issued)-2]).data, nil
	}
	return p.m.blobs.get(got.response).data, nil
}

func (p *netPortal) process(file ref) answer {
	got := p.m.process(p.st.office, file)
	if b := p.m.checkAnswer(p.st, act{kind: p.act.kind}, *p.m.blobs.get(file), got); b != nil && p.broken == nil {
		p.broken = b
	}
	p.st.office = got.office
	return got
}

func (p *netPortal) breaks(rule, text string) {
	if p.broken == nil {
		p.broken = &broken{rule: rule, text: text}
	}
}

func (p *netPortal) Answer(ctx context.Context, q portal.Request) ([]byte, bool, error) {
	return portal.AnswerOf(ctx, p, q)
}

func (p *netPortal) Look(_ context.Context, host capability.HostID) (portal.Device, error) {
	line := passes
	if !p.spared {
		line = p.takeLine()
	}
	o := p.m.offices.get(p.st.office)
	device := deviceOf(host)
	d := portal.Device{Host: host, Obsolete: isObsolete(o.Books[device])}
	for _, l := range o.Books[device].Licenses {
		d.Licenses = append(d.Licenses, p.m.rules.shows(capability.PortalLicense{
			ActivationID: l.ActivationID, State: l.State,
			Requested: l.Count, Generated: l.Count, Consumed: l.Count + o.Books[device].Waiting(l.ActivationID),
		}))
	}
	issued := o.Issued[device]
	if line == late && len(issued) > 0 {
		issued = issued[:len(issued)-1]
	}
	if len(issued) > 0 {
		d.Response = p.m.blobs.get(issued[len(issued)-1]).data
	}
	switch line {
	case unsent, lost, unheard:
		return portal.Device{}, p.fails(errLine)
	case dismissed:
		return portal.Device{}, p.fails(&portal.Refused{Text: "no"})
	}
	return d, nil
}

func (p *netPortal) Check(context.Context, func(portal.Checkup)) {}

// reach makes the portal for one program.
func (m *model) reach(st state, a act) (context.Context, *netPortal) {
	ctx, end := context.WithCancelCause(context.Background())
	return ctx, &netPortal{m: m, st: st, act: a, line: a.v, end: end}
}

// send does the next act of a return with nothing at hand but the network.
func (m *model) send(st state, a act) (after state, wrong *broken) {
	defer func() {
		if r := recover(); r != nil {
			wrong = &broken{rule: "d", text: fmt.Sprint(r)}
		}
	}()
	l := &fakeLedger{m: m, laptop: *m.laptops.get(st.laptops[st.laptop])}
	ctx, p := m.reach(st, a)
	defer p.end(nil)
	p.sender = m.journals.get(l.laptop[a.n].Journal).now
	_, err := deskAt(st.laptop, l).Do(ctx, p.sender.ID, desk.Means{Portal: portal.NewExchanger(p)}, nil)
	s := step{laptop: m.laptop(l.laptop), err: err}
	if wrong = p.broken; wrong == nil {
		wrong = m.checkNetwork(p.sender, l)
	}
	if wrong == nil {
		wrong = m.checkTrust(p.st, a, s)
	}
	st.office, st.laptops[st.laptop] = p.st.office, s.laptop
	return st, wrong
}

// checkNetwork is rule (j): over the network nobody claims anything, and what is
// taken for the answer to a request answers it.
func (m *model) checkNetwork(before capability.Return, l *fakeLedger) *broken {
	_, j, err := l.at(before.ID)
	if err != nil {
		return &broken{rule: "j", text: err.Error()}
	}
	r := j.now
	for _, e := range r.Entries[len(before.Entries):] {
		if e.Fact.Kind() == capability.KindUploaded {
			return &broken{rule: "j", text: fmt.Sprintf("%s has a claim, and nobody claimed", r.ID)}
		}
	}
	for _, pair := range [][2]*capability.Artifact{{r.Request, r.Response}, {r.Confirmation, r.Receipt}} {
		request, response := pair[0], pair[1]
		if request == nil || response == nil || before.Artifact(response.Kind) != nil {
			continue
		}
		if !m.answeredBy(request.SHA256, response.SHA256) {
			return &broken{rule: "j", text: fmt.Sprintf("%s took %s for the answer to %s", r.ID, response.SHA256.Short(), request.SHA256.Short())}
		}
	}
	return nil
}

// answeredBy reports whether one message answers another.
func (m *model) answeredBy(request, response capability.Digest) bool {
	return m.blobs.get(m.blobs.known(request)).m.AnsweredBy(m.blobs.get(m.blobs.known(response)).data)
}

// exchange runs the stick at hand at a computer without a ledger.
func (m *model) exchange(st state, a act) (after state, wrong *broken) {
	defer func() {
		if r := recover(); r != nil {
			wrong = &broken{rule: "d", text: fmt.Sprint(r)}
		}
	}()
	ctx, p := m.reach(st, a)
	defer p.end(nil)
	s := &fakeStick{m: m, stick: *m.sticks.get(st.sticks[0])}
	x := portal.NewExchanger(p)
	_, err := exchange.Run(ctx, s, exchange.Options{
		Portal: func(capability.Identity) (*portal.Exchanger, error) { return x, nil }, Now: noon,
	})
	if wrong = p.broken; wrong == nil && err != nil && ctx.Err() == nil {
		wrong = &broken{rule: "d", text: "nothing was cut, and yet: " + err.Error()}
	}
	st.office, st.sticks[0] = p.st.office, m.stick(s.stick)
	return st, wrong
}
