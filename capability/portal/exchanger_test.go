package portal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"

	"github.com/cenkalti/backoff/v5"
	"pgregory.net/rapid"
)

// cut is what the line does with one request.
type cut string

const (
	through    cut = "through"
	unreached  cut = "nothing leaves"
	lostBefore cut = "lost before the portal"
	lostAfter  cut = "the answer is lost"
	overloaded cut = "come again later"
	refuses    cut = "refused"
	noLogin    cut = "login"
	elsewhere  cut = "a redirect"
	page       cut = "a page"
	onItsWay   cut = "on its way"
	noSecret   cut = "no secret"
	another    cut = "another response"
)

var errLine = errors.New("connection reset")

// fakePortal answers each request with bytes made of it, and plays the line.
type fakePortal struct {
	cuts     []cut // one for each request; then through
	blind    bool  // it can't be asked
	got      [][]byte
	response []byte // that is stored
	looked   int
	none     bool // it issues no response
	before   func()
}

func (f *fakePortal) Target() Target {
	return Target{Name: "test", Kind: FNO, Address: "https://portal.test"}
}

func (f *fakePortal) Exchange(_ context.Context, q Request, _ capability.Report) ([]byte, error) {
	request := q.Data
	if f.before != nil {
		f.before()
	}
	now := through
	if len(f.cuts) > 0 {
		now, f.cuts = f.cuts[0], f.cuts[1:]
	}
	switch now {
	case unreached:
		return nil, &RetryError{Err: fmt.Errorf("%w: %w", ErrNotSent, errLine)}
	case noSecret:
		return nil, fmt.Errorf("%w: the keyring is locked", ErrNotSent)
	case lostBefore:
		return nil, errLine
	case overloaded:
		return nil, &RetryError{After: 7 * time.Second, Err: ErrOverloaded}
	case refuses:
		return nil, &Refused{Code: "20022", Text: "no such device"}
	case noLogin:
		return nil, &Refused{Text: "401", Err: ErrLogin}
	case elsewhere:
		return nil, &Refused{Text: "307", Err: ErrElsewhere}
	case page:
		return nil, ErrNotAPortal
	case another:
		return []byte("response to somebody else"), nil
	case onItsWay:
		return nil, ErrPending
	}
	f.got = append(f.got, bytes.Clone(request))
	if f.none {
		return nil, nil
	}
	f.response = responseTo(request)
	if now == lostAfter {
		return nil, errLine
	}
	return f.response, nil
}

func (f *fakePortal) Answer(ctx context.Context, q Request) ([]byte, bool, error) {
	return AnswerOf(ctx, f, q)
}

func (f *fakePortal) Look(context.Context, capability.HostID) (Device, error) {
	f.looked++
	if f.blind {
		return Device{}, ErrUnsupported
	}
	return Device{Response: f.response}, nil
}

func (f *fakePortal) Remove(context.Context, capability.HostID, []Removal) error {
	return ErrUnsupported
}

func (f *fakePortal) Obsolete(context.Context, capability.HostID) error { return ErrUnsupported }
func (f *fakePortal) Check(context.Context, func(Checkup))              {}

func responseTo(request []byte) []byte { return append([]byte("response to "), request...) }

// memory is a journal in memory. It can fail, as a disk that is pulled does.
type memory struct {
	last     map[capability.Digest]capability.Exchange
	response map[capability.Digest][]byte
	states   []capability.ExchangeState
	failAt   int // the note that fails; 0: none
}

func newMemory() *memory {
	return &memory{last: map[capability.Digest]capability.Exchange{}, response: map[capability.Digest][]byte{}}
}

func (m *memory) Last(key capability.Digest) (capability.Exchange, bool) {
	r, ok := m.last[key]
	return r, ok
}

var errPulled = errors.New("pulled")

func (m *memory) Note(_ context.Context, r capability.Exchange, response []byte) error {
	if m.failAt > 0 {
		if m.failAt--; m.failAt == 0 {
			return errPulled
		}
	}
	if err := r.Check(); err != nil {
		return err
	}
	m.last[r.Key], m.states = r, append(m.states, r.State)
	if r.State == capability.ExchangeAnswered {
		m.response[r.Key] = response
	}
	return nil
}

func request() Request {
	return Request{
		Data: []byte("request"), Host: &capability.HostID{Type: "ETHERNET", Value: "02AB"},
		Answers: func(response []byte) bool { return bytes.Equal(response, responseTo([]byte("request"))) },
	}
}

func TestWhatComesOfAnExchange(t *testing.T) {
	tests := []struct {
		name   string
		cuts   []cut
		blind  bool
		none   bool
		want   error // nil: answered
		asked  bool
		states []capability.ExchangeState
		sent   int // requests that reached the portal
	}{
		{name: "answered", states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeAnswered}, sent: 1},
		{name: "taken without a response", none: true, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeAnswered}, sent: 1},
		{name: "nothing leaves at first", cuts: []cut{unreached}, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeNotSent, capability.ExchangeSending, capability.ExchangeAnswered}, sent: 1},
		{name: "nothing ever leaves", cuts: []cut{unreached, unreached, unreached}, want: ErrNotSent, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeNotSent, capability.ExchangeSending, capability.ExchangeNotSent, capability.ExchangeSending, capability.ExchangeNotSent}},
		{name: "the answer is lost", cuts: []cut{lostAfter}, asked: true, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeUncertain, capability.ExchangeAnswered}, sent: 1},
		{name: "the request is lost", cuts: []cut{lostBefore}, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeUncertain, capability.ExchangeSending, capability.ExchangeAnswered}, sent: 1},
		{name: "overloaded", cuts: []cut{overloaded}, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeUncertain, capability.ExchangeSending, capability.ExchangeAnswered}, sent: 1},
		{name: "lost, and nobody to ask", cuts: []cut{lostAfter}, blind: true, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeUncertain, capability.ExchangeSending, capability.ExchangeAnswered}, sent: 2},
		{name: "always lost", cuts: []cut{lostAfter, lostAfter, lostAfter}, blind: true, want: ErrUncertain, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeUncertain, capability.ExchangeSending, capability.ExchangeUncertain, capability.ExchangeSending, capability.ExchangeUncertain}, sent: 3},
		{name: "lost, then not sent", cuts: []cut{lostBefore, unreached, unreached}, blind: true, want: ErrNotSent, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeUncertain, capability.ExchangeSending, capability.ExchangeUncertain, capability.ExchangeSending, capability.ExchangeUncertain}},
		{name: "no secret", cuts: []cut{noSecret}, want: ErrNotSent, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeNotSent}},
		{name: "refused", cuts: []cut{refuses}, want: &Refused{}, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeRefused}},
		{name: "a redirect", cuts: []cut{elsewhere}, want: ErrElsewhere, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeNotSent}},
		{name: "login", cuts: []cut{noLogin}, want: ErrLogin, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeNotSent}},
		{name: "another response", cuts: []cut{another}, want: ErrWrongResponse, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeUncertain}},
		{name: "a page", cuts: []cut{page}, want: ErrNotAPortal, states: []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeUncertain}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, m := &fakePortal{cuts: tt.cuts, blind: tt.blind, none: tt.none}, newMemory()
				result, err := NewExchanger(p).Exchange(t.Context(), request(), m, nil)
				if no := (*Refused)(nil); tt.want != nil && !errors.Is(err, tt.want) && !(errors.As(tt.want, &no) && errors.As(err, &no)) || tt.want == nil && err != nil {
					t.Errorf("%v", err)
				}
				if tt.want == nil && !tt.none && !bytes.Equal(result.Response, responseTo([]byte("request"))) || result.Asked != tt.asked {
					t.Errorf("%q, asked %t", result.Response, result.Asked)
				}
				if !slices.Equal(m.states, tt.states) || len(p.got) != tt.sent {
					t.Errorf("%v, %d arrived", m.states, len(p.got))
				}
			})
		})
	}
}

func TestPauseIsAsLongAsThePortalAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		if _, err := NewExchanger(&fakePortal{cuts: []cut{overloaded}}).Exchange(t.Context(), request(), newMemory(), nil); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(start); waited != 7*time.Second {
			t.Errorf("waited %v", waited)
		}
	})
}

// TestSentAtMostThreeTimesOverAllRuns: then a person has to look, and says so.
func TestSentAtMostThreeTimesOverAllRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, m := &fakePortal{cuts: []cut{lostAfter, lostAfter, lostAfter}, blind: true}, newMemory()
		x := NewExchanger(p)
		if _, err := x.Exchange(t.Context(), request(), m, nil); !errors.Is(err, ErrUncertain) {
			t.Fatal(err)
		}
		if _, err := x.Exchange(t.Context(), request(), m, nil); !errors.Is(err, ErrTooOften) || len(p.got) != capability.MaxExchangeTimes {
			t.Fatalf("%v, %d arrived", err, len(p.got))
		}
		q := request()
		q.Again = true
		if _, err := x.Exchange(t.Context(), q, m, nil); err != nil {
			t.Fatal(err)
		}
	})
}

// TestPendingRequestIsOnlyAskedAbout: a courier may take days.
func TestPendingRequestIsOnlyAskedAbout(t *testing.T) {
	p, m := &fakePortal{cuts: []cut{onItsWay}}, newMemory()
	x := NewExchanger(p)
	for range 5 {
		if _, err := x.Exchange(t.Context(), request(), m, nil); !errors.Is(err, ErrPending) || len(p.got) != 0 {
			t.Fatalf("%v, %d arrived", err, len(p.got))
		}
	}
	p.response = responseTo([]byte("request"))
	if result, err := x.Exchange(t.Context(), request(), m, nil); err != nil || !result.Asked || len(p.got) != 0 {
		t.Fatalf("%+v, %v, %d arrived", result, err, len(p.got))
	}
}

func TestRefusedRequestIsNotSentAgainUnasked(t *testing.T) {
	p, m := &fakePortal{cuts: []cut{refuses}}, newMemory()
	x := NewExchanger(p)
	_, _ = x.Exchange(t.Context(), request(), m, nil)
	_, err := x.Exchange(t.Context(), request(), m, nil)
	if no, ok := errors.AsType[*Refused](err); !errors.Is(err, ErrRefusedBefore) || !ok || no.Code != "20022" || len(p.got) != 0 {
		t.Fatalf("%v, %d arrived", err, len(p.got))
	}
	q := request()
	q.Again = true
	if _, err := x.Exchange(t.Context(), q, m, nil); err != nil {
		t.Fatal(err)
	}
}

func TestNothingLeavesUnnoted(t *testing.T) {
	p, m := &fakePortal{}, newMemory()
	m.failAt = 1
	if _, err := NewExchanger(p).Exchange(t.Context(), request(), m, nil); !errors.Is(err, errPulled) || len(p.got) != 0 {
		t.Errorf("%v, %d arrived", err, len(p.got))
	}
	for _, size := range []int{0, MaxRequest + 1} {
		q := request()
		q.Data = make([]byte, size)
		if _, err := NewExchanger(p).Exchange(t.Context(), q, m, nil); !errors.Is(err, ErrNotSent) || len(p.got) != 0 {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

func TestOneRequestInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inside, most := 0, 0
		p := &fakePortal{before: func() {
			inside++
			most = max(most, inside)
			time.Sleep(time.Second)
			inside--
		}}
		x := NewExchanger(p)
		var all sync.WaitGroup
		for n := range 5 {
			all.Go(func() {
				q := request()
				q.Data, q.Answers = fmt.Appendf(nil, "request %d", n), nil
				if _, err := x.Exchange(t.Context(), q, newMemory(), nil); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if most != 1 || len(p.got) != 5 {
			t.Errorf("%d at once, %d arrived", most, len(p.got))
		}
	})
}

func TestEndedContextEndsThePause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		m := newMemory()
		_, err := NewExchanger(&fakePortal{cuts: []cut{lostBefore}}).Exchange(ctx, request(), m, nil)
		if !errors.Is(err, context.DeadlineExceeded) || !slices.Equal(m.states, []capability.ExchangeState{capability.ExchangeSending, capability.ExchangeUncertain}) {
			t.Errorf("%v, %v", err, m.states)
		}
	})
}

// TestBooksAgreeWhateverIsCut runs an exchange until it ends, with a line that
// loses what it likes and a laptop that dies at any note.
func TestBooksAgreeWhateverIsCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &fakePortal{
			cuts:  rapid.SliceOfN(rapid.SampledFrom([]cut{through, unreached, lostBefore, lostAfter}), 0, 8).Draw(t, "cuts"),
			blind: rapid.Bool().Draw(t, "blind"),
		}
		m := newMemory()
		p.before = func() {
			if last := m.last[KeyOf(p.Target(), []byte("request"))]; last.State != capability.ExchangeSending {
				t.Fatalf("sent when the journal says %q", last.State)
			}
		}
		var err error
		for range 12 {
			m.failAt = rapid.IntRange(0, 6).Draw(t, "dies at note")
			x := NewExchanger(p)
			x.pauses = func() backoff.BackOff { return &backoff.ZeroBackOff{} }
			if _, err = x.Exchange(context.Background(), request(), m, nil); err == nil || errors.Is(err, ErrTooOften) {
				break
			}
		}
		for _, got := range p.got {
			if string(got) != "request" {
				t.Fatalf("other bytes were sent: %q", got)
			}
		}
		switch key := KeyOf(p.Target(), []byte("request")); {
		case len(p.got) > capability.MaxExchangeTimes:
			t.Fatalf("%d arrived", len(p.got))
		case !p.blind && len(p.got) > 1:
			t.Fatalf("%d arrived at a portal that can be asked", len(p.got))
		case err == nil && !bytes.Equal(m.response[key], responseTo([]byte("request"))):
			t.Fatalf("answered, and %q is kept", m.response[key])
		case err == nil && m.last[key].State != capability.ExchangeAnswered:
			t.Fatalf("answered, and the journal says %q", m.last[key].State)
		}
	})
}

func TestKeyTellsRequestsAndTargetsApart(t *testing.T) {
	a := Target{Kind: FNO, Address: "https://portal.test"}
	b := Target{Name: "other name", Kind: FNO, Address: "https://portal.test"}
	c := Target{Kind: DeviceService, Address: "https://portal.test"}
	if KeyOf(a, []byte("x")) != KeyOf(b, []byte("x")) {
		t.Error("the name of the portal changes the key")
	}
	if KeyOf(a, []byte("x")) == KeyOf(a, []byte("y")) || KeyOf(a, []byte("x")) == KeyOf(c, []byte("x")) {
		t.Error("two exchanges have one key")
	}
}
