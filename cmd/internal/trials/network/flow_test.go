package network

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/exchange"
	"handback/capability/media"
	"handback/capability/message"
	"handback/capability/portal"
)

// onStick is a return whose stick goes to a computer that has no ledger.
func onStick(s *site, b *badDay) {
	s.put("request.bin", s.order().Lines)
	s.carry(b)
	s.load(1)
	s.put("confirmation.bin", nil)
	s.carry(b)
	s.responses(2)
}

// put has the device make a request, onto the stick.
func (s *site) put(name string, lines []capability.Line) {
	s.t.Helper()
	if _, err := s.dev.MakeRequest(s.t.Context(), lines, nil); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.stick, name), s.dev.vault.Request, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// carry runs the exchange until nothing is due.
func (s *site) carry(b *badDay) {
	s.t.Helper()
	s.again(b, func(ctx context.Context) error { return s.carryTo(ctx, b) })
}

// carryTo runs the exchange of the stick once.
func (s *site) carryTo(ctx context.Context, p portal.Portal) error {
	stick, err := media.Open(s.stick)
	if err != nil {
		return err
	}
	return s.exchange(ctx, stick, p, nil)
}

func (s *site) exchange(ctx context.Context, stick exchange.Stick, p portal.Portal, report capability.Report) error {
	x := portal.NewExchanger(p)
	summary, err := exchange.Run(ctx, stick, exchange.Options{
		Portal: func(capability.Identity) (*portal.Exchanger, error) { return x, nil }, Now: time.Now, Report: report,
	})
	for _, o := range summary.Outcomes {
		if err == nil {
			err = o.Err
		}
	}
	return err
}

// responses are those on the stick, of which there are so many.
func (s *site) responses(want int) [][]byte {
	s.t.Helper()
	names, err := filepath.Glob(filepath.Join(s.stick, "*.bin"))
	if err != nil {
		s.t.Fatal(err)
	}
	var all [][]byte
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			s.t.Fatal(err)
		}
		if m, err := message.Decode(data); err == nil && m.Response != nil {
			all = append(all, data)
		}
	}
	if len(all) != want {
		s.t.Fatalf("%d responses on the stick, want %d: %s", len(all), want, strings.Join(names, " "))
	}
	return all
}

// load loads the one response on the stick.
func (s *site) load(want int) {
	s.t.Helper()
	if _, err := s.dev.LoadResponse(s.t.Context(), s.responses(want)[0], nil); err != nil {
		s.t.Fatal(err)
	}
}

// plan plans a removal of 2 of 5 units.
func (s *site) plan(x *portal.Exchanger) desk.Removal {
	s.t.Helper()
	plan, _, err := s.desk.PlanRemoval(s.t.Context(), desk.Removal{
		Device: s.dev.vault.Device, Take: []portal.Removal{{ActivationID: s.dev.vault.Licenses[1].ActivationID, Quantity: 2}},
	}, x)
	if err != nil {
		s.t.Fatal(err)
	}
	return plan
}

// fromPortal is a return that begins with a removal in the portal.
func fromPortal(s *site, b *badDay) {
	b.end = func(error) {}
	plan := s.plan(portal.NewExchanger(b))
	var r capability.Return
	if b.twice {
		b.cuts["look"] = 1
	}
	s.again(b, func(ctx context.Context) (err error) {
		r, err = s.desk.Remove(ctx, plan, portal.NewExchanger(b))
		return err
	})
	s.again(b, func(ctx context.Context) (err error) {
		r, err = s.advance(ctx, r.ID, b)
		return err
	})
	s.closed(r)
}
