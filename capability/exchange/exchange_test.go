package exchange

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/message"
	"handback/capability/message/seal"
	"handback/capability/portal"
	"handback/capability/testkit"
)

var key = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))

func hostOf(n int) capability.HostID {
	return capability.HostID{Type: "ETHERNET", Value: fmt.Sprintf("02AB%08d", n)}
}

// requestOf makes a request of a device: a confirmation when it proves a response.
func requestOf(t testing.TB, device, number int, last *capability.Mark, lines ...capability.Line) []byte {
	t.Helper()
	data, err := seal.Request(message.Request{ID: message.ID{byte(device), byte(device >> 8), byte(number)}, Host: hostOf(device), Last: last, Lines: lines}, key)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

var allOf = capability.Line{ActivationID: "ACT-1", Count: 0}

// fakePortal answers what it can read by a response, and everything else by bytes
// made of it.
type fakePortal struct {
	t        testing.TB
	fail     func(data []byte) error // before it arrives; nil: never
	lose     func(data []byte) bool  // the answer is lost
	got      [][]byte
	stored   map[capability.HostID][]byte
	seq      uint64
	nothing  bool // it issues no response
	strange  []byte
	arriving func()
}

func (f *fakePortal) Target() portal.Target {
	return portal.Target{Kind: portal.FNO, Address: "https://portal.test/x"}
}

func (f *fakePortal) Exchange(_ context.Context, q portal.Request, _ capability.Report) ([]byte, error) {
	if f.arriving != nil {
		f.arriving()
	}
	if f.fail != nil {
		if err := f.fail(q.Data); err != nil {
			return nil, err
		}
	}
	f.got = append(f.got, bytes.Clone(q.Data))
	switch {
	case f.nothing:
		return nil, nil
	case f.strange != nil:
		return f.strange, nil
	}
	m, err := message.Decode(q.Data)
	if err != nil {
		return append([]byte("answer to "), q.Data...), nil
	}
	if kept := f.stored[m.Request.Host]; m.AnsweredBy(kept) {
		return kept, f.lost(q.Data)
	}
	f.seq++
	response, err := seal.Response(message.Response{
		ID: message.ID{99, byte(f.seq)}, Host: m.Request.Host, Issued: time.Unix(1_800_000_000, 0), Seq: f.seq + 100, Answers: &m.Request.ID,
	}, key)
	if err != nil {
		f.t.Fatal(err)
	}
	if f.stored == nil {
		f.stored = make(map[capability.HostID][]byte)
	}
	f.stored[m.Request.Host] = response
	return response, f.lost(q.Data)
}

var errCut = errors.New("connection reset")

func (f *fakePortal) lost(data []byte) error {
	if f.lose != nil && f.lose(data) {
		return errCut
	}
	return nil
}

func (f *fakePortal) Answer(ctx context.Context, q portal.Request) ([]byte, bool, error) {
	return portal.AnswerOf(ctx, f, q)
}

func (f *fakePortal) Look(_ context.Context, host capability.HostID) (portal.Device, error) {
	return portal.Device{Host: host, Response: f.stored[host]}, nil
}

func (f *fakePortal) Remove(context.Context, capability.HostID, []portal.Removal) error {
	return portal.ErrUnsupported
}

func (f *fakePortal) Obsolete(context.Context, capability.HostID) error { return portal.ErrUnsupported }
func (f *fakePortal) Check(context.Context, func(portal.Checkup))       {}

// put writes a file onto the stick.
func put(t testing.TB, data []byte, elem ...string) {
	t.Helper()
	name := filepath.Join(elem...)
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, data, 0o644)); err != nil {
		t.Fatal(err)
	}
}

func opened(t testing.TB, dir string) *media.Stick {
	t.Helper()
	s, err := media.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func run(t testing.TB, s Stick, p *fakePortal, named ...string) (Summary, error) {
	t.Helper()
	x := portal.NewExchanger(p)
	return Run(t.Context(), s, Options{
		Portal: func(capability.Identity) (*portal.Exchanger, error) { return x, nil }, Named: named, Now: time.Now,
	})
}

// said is a line for each file: its path, what was to be done, what happened.
func said(s Summary) []string {
	var all []string
	for _, o := range s.Outcomes {
		line := fmt.Sprintf("%s: %s", o.Path, o.Standing)
		if o.State != "" {
			line += ", " + string(o.State)
		}
		if o.Saved != "" {
			line += " -> " + o.Saved
		}
		all = append(all, line)
	}
	return all
}

const caseDir = "HANDBACK/R-7F3K2_X200_SN0042"

func TestStickIsExchangedInTheRightOrder(t *testing.T) {
	dir := testkit.Dir(t)
	put(t, requestOf(t, 1, 2, &capability.Mark{Seq: 1}), dir, caseDir, "3-confirmation-request.bin")
	put(t, requestOf(t, 1, 1, nil, allOf), dir, caseDir, "1-return-request.bin")
	put(t, requestOf(t, 2, 1, nil, allOf), dir, "from plant 2", "x.bin")
	put(t, requestOf(t, 2, 1, nil, allOf), dir, "from plant 2 again", "x.bin")
	put(t, requestOf(t, 3, 1, nil), dir, "HANDBACK/R-7F3K4_X200_SN0044", "3-confirmation-request.bin")
	put(t, requestOf(t, 4, 1, nil, allOf)[:100], dir, "cut request.bin")
	put(t, []byte("a vendor's own"), dir, "old", "request.bin")
	put(t, []byte("holiday"), dir, "photo.bin")
	p := &fakePortal{t: t}
	got, err := run(t, opened(t, dir), p)
	want := []string{
		"cut request.bin: damaged",
		caseDir + "/1-return-request.bin: due, answered -> " + caseDir + "/2-response.bin",
		caseDir + "/3-confirmation-request.bin: due, answered -> " + caseDir + "/4-confirmation-response.bin",
		"HANDBACK/R-7F3K4_X200_SN0044/3-confirmation-request.bin: early",
		"from plant 2/x.bin: due, answered -> from plant 2/x-response.bin",
		"from plant 2 again/x.bin: copy",
		"old/request.bin: unclear",
	}
	if err != nil || !slices.Equal(said(got), want) || len(p.got) != 3 || got.Open() != 0 {
		t.Fatalf("%v, %d arrived, %d open:\n%s", err, len(p.got), got.Open(), strings.Join(said(got), "\n"))
	}
	again, err := run(t, opened(t, dir), p)
	if err != nil || len(p.got) != 3 {
		t.Errorf("again: %v, %d arrived:\n%s", err, len(p.got), strings.Join(said(again), "\n"))
	}
	for _, o := range again.Outcomes {
		if o.Standing == Due {
			t.Errorf("%s is due again", o.Path)
		}
	}
}

func TestUnreadableRequest(t *testing.T) {
	dir := testkit.Dir(t)
	put(t, []byte("opaque request"), dir, "request.bin")
	p := &fakePortal{t: t}
	if got, err := run(t, opened(t, dir), p, "request.bin"); err != nil || got.Open() != 0 || len(p.got) != 1 {
		t.Fatalf("%v: %v", err, said(got))
	}
	if data, err := os.ReadFile(filepath.Join(dir, "request-response.bin")); err != nil || string(data) != "answer to opaque request" {
		t.Fatalf("%q, %v", data, err)
	}
	if got, err := run(t, opened(t, dir), p, "request.bin"); err != nil || len(p.got) != 1 || got.Outcomes[0].Standing != Answered {
		t.Errorf("again: %v: %v", err, said(got))
	}
}

func TestFileThatCouldBeTheResponse(t *testing.T) {
	dir := testkit.Dir(t)
	put(t, []byte("opaque request"), dir, "request.bin")
	put(t, []byte("what is this"), dir, "request-response.bin")
	p := &fakePortal{t: t}
	if got, err := run(t, opened(t, dir), p, "request.bin"); err != nil || len(p.got) != 0 || got.Outcomes[0].Standing != Beside {
		t.Errorf("%v: %v", err, said(got))
	}
}

func TestNoResponseIssuedIsAnAnswer(t *testing.T) {
	dir := testkit.Dir(t)
	put(t, requestOf(t, 1, 1, &capability.Mark{Seq: 4}), dir, "confirmation.bin")
	p := &fakePortal{t: t, nothing: true}
	for range 2 {
		got, err := run(t, opened(t, dir), p)
		if err != nil || got.Open() != 0 || len(p.got) != 1 {
			t.Errorf("%v, %d arrived: %v", err, len(p.got), said(got))
		}
	}
}

// TestResponseForAnotherDevice is neither saved nor taken for the answer.
func TestResponseForAnotherDevice(t *testing.T) {
	other := message.ID{1}
	strange, err := seal.Response(message.Response{ID: message.ID{7}, Host: hostOf(9), Issued: time.Unix(1_800_000_000, 0), Seq: 1, Answers: &other}, key)
	if err != nil {
		t.Fatal(err)
	}
	dir := testkit.Dir(t)
	put(t, requestOf(t, 1, 0, nil, allOf), dir, "request.bin")
	got, err := run(t, opened(t, dir), &fakePortal{t: t, strange: strange})
	if err != nil || got.Open() != 1 || !errors.Is(got.Outcomes[0].Err, portal.ErrWrongResponse) {
		t.Errorf("%v: %v", err, said(got))
	}
	if _, err := os.Stat(filepath.Join(dir, "request-response.bin")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it was saved: %v", err)
	}
}

// TestFailureOfOneDevice holds up no other one, and nothing later of its own.
func TestFailureOfOneDevice(t *testing.T) {
	dir := testkit.Dir(t)
	refused := requestOf(t, 1, 1, nil, allOf)
	put(t, refused, dir, caseDir, "1-return-request.bin")
	put(t, requestOf(t, 1, 2, &capability.Mark{Seq: 1}), dir, caseDir, "3-confirmation-request.bin")
	put(t, requestOf(t, 2, 1, nil, allOf), dir, "z.bin")
	p := &fakePortal{t: t, fail: func(data []byte) error {
		if bytes.Equal(data, refused) {
			return &portal.Refused{Code: "20022"}
		}
		return nil
	}}
	got, err := run(t, opened(t, dir), p)
	if err != nil || got.Open() != 2 || len(p.got) != 1 || !slices.ContainsFunc(got.Outcomes, func(o Outcome) bool { return errors.Is(o.Err, ErrAfterFailure) }) {
		t.Errorf("%v, %d arrived: %v", err, len(p.got), said(got))
	}
}

// TestLoginThatFails is tried once, not for each request: that locks users out.
func TestLoginThatFails(t *testing.T) {
	dir := testkit.Dir(t)
	for n := range 5 {
		put(t, requestOf(t, n, 1, nil, allOf), dir, fmt.Sprintf("%d.bin", n))
	}
	tried := 0
	p := &fakePortal{t: t, fail: func([]byte) error {
		tried++
		return &portal.Refused{Text: "401", Err: portal.ErrLogin}
	}}
	got, err := run(t, opened(t, dir), p)
	if err != nil || tried != 1 || got.Open() != 5 {
		t.Errorf("%v, tried %d times, %d open", err, tried, got.Open())
	}
}

// TestStickOfTwoLaptops: the second asks the portal about what the first sent.
func TestStickOfTwoLaptops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := testkit.Dir(t)
		put(t, requestOf(t, 1, 1, nil, allOf), dir, caseDir, "1-return-request.bin")
		lose := true
		p := &fakePortal{t: t, lose: func([]byte) bool { return lose }}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		x := portal.NewExchanger(p)
		o := Options{Portal: func(capability.Identity) (*portal.Exchanger, error) { return x, nil }, Now: time.Now}
		if _, err := Run(ctx, opened(t, dir), o); !errors.Is(err, context.DeadlineExceeded) || len(p.got) != 1 {
			t.Fatalf("%v, %d arrived", err, len(p.got))
		}
		lose = false
		got, err := Run(t.Context(), opened(t, dir), o)
		if err != nil || len(p.got) != 1 || !got.Outcomes[0].Asked || got.Open() != 0 {
			t.Errorf("%v, %d arrived: %v", err, len(p.got), said(got))
		}
	})
}

// dyingStick ends the program at one save: before it, or just after it.
type dyingStick struct {
	*media.Stick
	saves, at int
	after     bool
	die       context.CancelFunc
}

var errDied = errors.New("the power went")

func (s *dyingStick) SaveIn(ctx context.Context, dir string, files []media.File, report capability.Report) ([]media.Saved, error) {
	s.saves++
	if s.saves == s.at && !s.after || s.saves > s.at {
		s.die()
		return nil, errDied
	}
	saved, err := s.Stick.SaveIn(ctx, dir, files, report)
	if s.saves == s.at {
		s.die()
		return nil, errDied
	}
	return saved, err
}

// TestKilledAtEveryPoint: whatever was saved when the power went, going on gives one
// response, and the portal got the request once.
func TestKilledAtEveryPoint(t *testing.T) {
	points := 0
	for at := 1; at <= 4; at++ {
		for _, after := range []bool{false, true} {
			dir := testkit.Dir(t)
			put(t, requestOf(t, 1, 1, nil, allOf), dir, caseDir, "1-return-request.bin")
			put(t, requestOf(t, 1, 2, &capability.Mark{Seq: 1}), dir, caseDir, "3-confirmation-request.bin")
			p := &fakePortal{t: t}
			ctx, die := context.WithCancel(t.Context())
			x := portal.NewExchanger(p)
			o := Options{Portal: func(capability.Identity) (*portal.Exchanger, error) { return x, nil }, Now: time.Now}
			if _, err := Run(ctx, &dyingStick{Stick: opened(t, dir), at: at, after: after, die: die}, o); err == nil {
				t.Fatalf("point %d: it did not die", at)
			}
			points++
			got, err := Run(t.Context(), opened(t, dir), o)
			if err != nil || got.Open() != 0 || len(p.got) != 2 {
				t.Errorf("point %d, after %t: %v, %d arrived: %v", at, after, err, len(p.got), said(got))
			}
			for _, pattern := range []string{"2-response*", "4-confirmation-response*"} {
				if all, _ := filepath.Glob(filepath.Join(dir, caseDir, pattern)); len(all) != 1 {
					t.Errorf("point %d: %s: %v", at, pattern, all)
				}
			}
		}
	}
	t.Logf("%d points", points)
}

// TestHostileJournal: what somebody else wrote under its name is kept, and can hold
// an exchange up but not send it anywhere.
func TestHostileJournal(t *testing.T) {
	q := requestOf(t, 1, 1, nil, allOf)
	for _, text := range []string{"", "{}", "[]", `{"handback_exchange":1,"records":[{}]}`, `{"handback_exchange":2}`, strings.Repeat("x", maxJournal)} {
		dir := testkit.Dir(t)
		put(t, q, dir, caseDir, "1-return-request.bin")
		if text != "" {
			put(t, []byte(text), dir, caseDir, journalName)
		}
		p := &fakePortal{t: t}
		if got, err := run(t, opened(t, dir), p); err != nil || got.Open() != 0 || len(p.got) != 1 {
			t.Errorf("%.40q: %v: %v", text, err, said(got))
		}
		if there, err := os.ReadFile(filepath.Join(dir, caseDir, journalName)); text != "" && (err != nil || string(there) != text) {
			t.Errorf("%.40q became %.40q, %v", text, there, err)
		}
		if got, err := run(t, opened(t, dir), p); err != nil || len(p.got) != 1 {
			t.Errorf("%.40q again: %v: %v", text, err, said(got))
		}
	}
}

func FuzzDecodeJournal(f *testing.F) {
	f.Add([]byte(`{"handback_exchange":1,"records":[{"key":"` + strings.Repeat("ab", 32) + `","request":"` + strings.Repeat("cd", 32) + `","portal":"x","state":"sending","times":1}]}`))
	f.Add([]byte(`{"handback_exchange":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		read, is := decodeJournal(data)
		for _, r := range read {
			if !is || r.Check() != nil {
				t.Fatalf("%+v", r)
			}
		}
	})
}

// BenchmarkHundredRequests is beside what writing the same costs, with a portal that
// answers at once.
func BenchmarkHundredRequests(b *testing.B) {
	for _, how := range []string{"exchange", "writing"} {
		b.Run(how, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				dir := testkit.Dir(b)
				for n := range 100 {
					put(b, requestOf(b, n, 1, nil, allOf), dir, fmt.Sprintf("HANDBACK/R-%05d_X200_SN%d", n, n), "1-return-request.bin")
				}
				s := opened(b, dir)
				b.StartTimer()
				if how == "exchange" {
					if got, err := run(b, s, &fakePortal{t: b}); err != nil || got.Open() != 0 {
						b.Fatal(err)
					}
					continue
				}
				for n := range 100 {
					for _, files := range [][]media.File{{{Name: journalName, Data: make([]byte, 400), Replace: true}}, {{Name: "2-response.bin", Data: make([]byte, 300)}, {Name: journalName, Data: make([]byte, 500), Replace: true}}} {
						if _, err := s.SaveIn(b.Context(), fmt.Sprintf("HANDBACK/R-%05d_X200_SN%d", n, n), files, nil); err != nil {
							b.Fatal(err)
						}
					}
				}
			}
		})
	}
}
