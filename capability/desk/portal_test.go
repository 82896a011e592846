package desk_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/capability/message"
	"handback/capability/portal"
	"handback/capability/testkit"
)

// onlinePortal is the portal of a harness, reached by program.
type onlinePortal struct {
	w        *harness
	lose     int  // answers that are lost
	refuse   bool // it says no
	blind    bool // it can't be asked
	nothing  bool // it issues no response
	got      [][]byte
	stored   []byte
	licenses []capability.PortalLicense
	edit     func(*message.Response)
}

var errNetwork = errors.New("the network went")

func (p *onlinePortal) Target() portal.Target {
	return portal.Target{Kind: portal.FNO, Address: "https://portal.test/fno"}
}

func (p *onlinePortal) Exchange(_ context.Context, q portal.Request, _ capability.Report) ([]byte, error) {
	if p.refuse {
		return nil, &portal.Refused{Code: "20022", Text: "no such device"}
	}
	p.got = append(p.got, q.Data)
	if p.nothing {
		return nil, nil
	}
	if len(p.got) == 1 || string(p.got[len(p.got)-2]) != string(q.Data) {
		p.stored = p.w.portal.answer(p.w.t, q.Data, p.w.now().Before, p.edit)
		if p.w.dev.opaque {
			p.stored = append([]byte("VENDOR"), p.stored...)
		}
	}
	if p.lose > 0 {
		p.lose--
		return nil, errNetwork
	}
	return p.stored, nil
}

func (p *onlinePortal) Answer(ctx context.Context, q portal.Request) ([]byte, bool, error) {
	return portal.AnswerOf(ctx, p, q)
}

func (p *onlinePortal) Look(_ context.Context, host capability.HostID) (portal.Device, error) {
	if p.blind {
		return portal.Device{}, portal.ErrUnsupported
	}
	return portal.Device{Host: host, Response: p.stored, Licenses: p.licenses}, nil
}

func (p *onlinePortal) Remove(context.Context, capability.HostID, []portal.Removal) error { return nil }

func (p *onlinePortal) Obsolete(context.Context, capability.HostID) error { return nil }
func (p *onlinePortal) Check(context.Context, func(portal.Checkup))       {}

// online is a harness without a stick whose portal a program reaches.
func online(t testing.TB) (*harness, *onlinePortal) {
	t.Helper()
	w := newHarness(t)
	p := &onlinePortal{w: w}
	w.online, w.dir = portal.NewExchanger(p), ""
	return w, p
}

// claims counts what only a person says.
func claims(r capability.Return) int {
	n := 0
	for _, e := range r.Entries {
		if _, is := e.Fact.(capability.Uploaded); is {
			n++
		}
	}
	return n
}

func TestWholeReturnWithoutAStick(t *testing.T) {
	w, p := online(t)
	w.start(capability.Order{})
	r, need := w.advance()
	if need != capability.NeedsNothing || r.Stage != capability.StageClosed || r.Closing != capability.ClosedOnProof || len(p.got) != 2 {
		t.Fatalf("%s on %q, needs %s, %d requests", r.Stage, r.Closing, need, len(p.got))
	}
	if claims(r) != 0 || w.dev.loads != 1 {
		t.Errorf("%d claims, %d loads", claims(r), w.dev.loads)
	}
}

// TestUnreadableReturnWithoutAStick rests on the portal's answer: nobody here can
// read whether it credits anything.
func TestUnreadableReturnWithoutAStick(t *testing.T) {
	w, p := online(t)
	w.dev.opaque, p.blind = true, true
	w.start(capability.Order{})
	r, need := w.advance()
	if need != capability.NeedsNothing || r.Closing != capability.ClosedOnAnswer || claims(r) != 0 || len(p.got) != 2 {
		t.Fatalf("%s on %q, needs %s, %d requests", r.Stage, r.Closing, need, len(p.got))
	}
}

func TestLostAnswerIsAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, p := online(t)
		p.lose = 2
		w.start(capability.Order{})
		if r, _ := w.advance(); r.Closing != capability.ClosedOnProof || len(p.got) != 2 {
			t.Fatalf("%s on %q, %d requests", r.Stage, r.Closing, len(p.got))
		}
	})
}

func TestRefusalByThePortal(t *testing.T) {
	w, p := online(t)
	p.refuse = true
	w.start(capability.Order{})
	r, err := w.desk.Advance(t.Context(), w.id, w, nil, func(desk.Done) {})
	if _, refused := errors.AsType[*portal.Refused](err); !refused || r.Problem == nil || r.Problem.Kind != capability.ProblemPortalRefused {
		t.Fatalf("%v, the problem is %v", err, r.Problem)
	}
	p.refuse = false
	if _, err := w.desk.Advance(t.Context(), w.id, w, nil, func(desk.Done) {}); !errors.Is(err, portal.ErrRefusedBefore) || len(p.got) != 0 {
		t.Fatalf("sent again unasked: %v", err)
	}
	if _, err := w.desk.Cancel(t.Context(), w.id, ""); err != nil {
		t.Errorf("a refused return: %v", err)
	}
}

// TestRefusedRequestGoesAgain when a person says so, and only that once.
func TestRefusedRequestGoesAgain(t *testing.T) {
	w, p := online(t)
	p.refuse = true
	w.start(capability.Order{})
	w.until(capability.StageRequestMade)
	for _, again := range []bool{false, true} {
		if _, err := w.desk.Do(t.Context(), w.id, desk.Means{Portal: w.online, Again: again}, nil); err == nil || errors.Is(err, portal.ErrRefusedBefore) {
			t.Fatalf("again %t: %v", again, err)
		}
	}
	p.refuse = false
	if _, err := w.desk.Do(t.Context(), w.id, desk.Means{Portal: w.online}, nil); !errors.Is(err, portal.ErrRefusedBefore) {
		t.Fatal(err)
	}
	done, err := w.desk.Do(t.Context(), w.id, desk.Means{Portal: w.online, Again: true}, nil)
	if err != nil || done.Return.Stage != capability.StageResponseFound || done.Return.Problem != nil || len(p.got) != 1 {
		t.Errorf("%s, %d requests, %v", done.Return.Stage, len(p.got), err)
	}
}

func TestNoResponseToAReturnRequest(t *testing.T) {
	w, p := online(t)
	p.nothing = true
	w.start(capability.Order{})
	for range 2 {
		if _, err := w.desk.Advance(t.Context(), w.id, w, nil, func(desk.Done) {}); !errors.Is(err, desk.ErrNoResponse) || len(p.got) != 1 {
			t.Fatalf("%v, %d requests", err, len(p.got))
		}
	}
	if r := w.now(); r.Stage != capability.StageAtPortal {
		t.Errorf("the portal took it, and the return is %s", r.Stage)
	}
}

// TestUploadedByHand: the portal is asked before the request goes to it a second time.
func TestUploadedByHand(t *testing.T) {
	w, p := online(t)
	w.start(capability.Order{})
	if _, err := w.desk.Do(t.Context(), w.id, desk.Means{Device: w.dev}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.ClaimUploaded(t.Context(), w.id, ""); err != nil {
		t.Fatal(err)
	}
	p.stored = w.portal.answer(t, w.dev.data, w.now().Before, nil)
	if r, _ := w.advance(); r.Closing != capability.ClosedOnProof || len(p.got) != 1 {
		t.Errorf("%s on %q, %d requests", r.Stage, r.Closing, len(p.got))
	}
}

func TestForgedAnswerIsNotTaken(t *testing.T) {
	w, _ := online(t)
	w.portal = forger()
	w.start(capability.Order{})
	_, err := w.desk.Advance(t.Context(), w.id, w, nil, func(desk.Done) {})
	if !errors.Is(err, portal.ErrWrongResponse) || w.now().Response != nil || w.dev.loads != 0 {
		t.Errorf("%v, %d loads", err, w.dev.loads)
	}
}

func TestPortalCreditsNothing(t *testing.T) {
	w, p := online(t)
	p.edit = func(r *message.Response) {
		if len(r.Notes) > 0 { // of the confirmation
			r.Notes = []message.Note{{Code: message.NoteRollback, Text: "the device was set back"}}
		}
	}
	w.start(capability.Order{})
	for range 20 {
		if done, err := w.doOnline(); err != nil || done.Return.Problem != nil {
			break
		}
	}
	if r := w.now(); r.Stage == capability.StageClosed || r.Problem == nil || r.Problem.Kind != capability.ProblemFlagged {
		t.Errorf("%s on %q: %v", r.Stage, r.Closing, r.Problem)
	}
}

// doOnline carries out one act with the device and the portal.
func (w *harness) doOnline() (desk.Done, error) {
	return w.desk.Do(w.t.Context(), w.id, desk.Means{Device: w.dev, Portal: w.online}, nil)
}

func TestPortalIsAskedWhereAReturnStands(t *testing.T) {
	w, p := online(t)
	w.start(capability.Order{})
	p.licenses = []capability.PortalLicense{
		{ActivationID: "ACT-1", Consumed: 10, State: capability.WaitingForConfirmation, Entitlement: "E\x1b[2J"},
		{ActivationID: "bad id \x00"},
	}
	r, err := w.desk.AskPortal(t.Context(), w.id, w.online)
	if err != nil || r.PortalStanding() != capability.PortalWaits || len(r.PortalSays.Licenses) != 1 || r.PortalSays.Licenses[0].Entitlement != "E[2J" {
		t.Errorf("%q, %+v, %v", r.PortalStanding(), r.PortalSays, err)
	}
	p.blind = true
	if _, err := w.desk.AskPortal(t.Context(), w.id, w.online); !errors.Is(err, portal.ErrUnsupported) {
		t.Error(err)
	}
}

// dyingLedger loses power once at one of its writes: before it, or just after it.
type dyingLedger struct {
	desk.Ledger
	writes, at int
	after      bool
	died       bool
}

func (l *dyingLedger) dies(write func() error) error {
	if l.writes++; l.writes != l.at {
		return write()
	}
	l.died = true
	if l.after {
		return errors.Join(write(), errPower)
	}
	return errPower
}

func (l *dyingLedger) Append(id capability.ReturnID, e capability.Entry) (r capability.Return, err error) {
	err = l.dies(func() (err error) {
		r, err = l.Ledger.Append(id, e)
		return err
	})
	return r, err
}

func (l *dyingLedger) Put(id capability.ReturnID, a capability.Artifact, data []byte) error {
	return l.dies(func() error { return l.Ledger.Put(id, a, data) })
}

// TestKilledAtEveryWrite: the laptop goes off at each write to the ledger. Going on
// comes to the same end, and the portal got each request once.
func TestKilledAtEveryWrite(t *testing.T) {
	points := 0
	for at := 1; ; at += testkit.Step(7) {
		for _, after := range []bool{false, true} {
			cut := &dyingLedger{at: at, after: after}
			w := newHarnessWith(t, func(o *desk.Options) { cut.Ledger, o.Ledger = o.Ledger, cut })
			p := &onlinePortal{w: w}
			w.online, w.dir = portal.NewExchanger(p), ""
			w.start(capability.Order{})
			if _, err := w.desk.Advance(t.Context(), w.id, w, nil, func(desk.Done) {}); cut.died != errors.Is(err, errPower) {
				t.Fatalf("point %d, after %t: %v", at, after, err)
			}
			w.advance()
			if r := w.now(); r.Closing != capability.ClosedOnProof || len(p.got) != 2 || w.dev.loads != 1 || claims(r) != 0 {
				t.Errorf("point %d, after %t: %s on %q, %d requests, %d loads", at, after, r.Stage, r.Closing, len(p.got), w.dev.loads)
			}
			if !cut.died {
				t.Logf("%d points", points)
				return
			}
			points++
		}
	}
}

// brokenStick is one that can't be read.
type brokenStick struct{ desk.Stick }

func (brokenStick) Collect(context.Context, media.Limits, capability.Report) (*media.Collection, error) {
	return nil, media.ErrDamaged
}

// TestStickThatCantBeReadDoesNotKeepFromThePortal: what is wrong with it is told.
func TestStickThatCantBeReadDoesNotKeepFromThePortal(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	r := w.until(capability.StageRequestSaved)
	means := desk.Means{Stick: brokenStick{}}
	if _, err := w.desk.Do(t.Context(), r.ID, means, nil); !errors.Is(err, media.ErrDamaged) {
		t.Errorf("without a portal: %v", err)
	}
	p := &onlinePortal{w: w, refuse: true}
	means.Portal = portal.NewExchanger(p)
	if done, err := w.desk.Do(t.Context(), r.ID, means, nil); !errors.As(err, new(*portal.Refused)) || !errors.Is(done.Unread, media.ErrDamaged) {
		t.Errorf("refused: %v, %v", done.Unread, err)
	}
	p.refuse, means.Again = false, true
	done, err := w.desk.Do(t.Context(), r.ID, means, nil)
	if err != nil || !errors.Is(done.Unread, media.ErrDamaged) || done.Return.Stage != capability.StageResponseFound {
		t.Errorf("at %s: %v, %v", done.Return.Stage, done.Unread, err)
	}
}
