package report_test

import (
	"slices"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/report"
)

// TestOnWhatAFactRests: nothing rests on more than was checked.
func TestOnWhatAFactRests(t *testing.T) {
	unchecked := capability.Receipt{Artifact: receipt, Answers: confirm.MessageID}
	for _, c := range []struct {
		fact capability.Fact
		want report.Rests
	}{
		{usual()[0], report.OnSight},
		{usual()[4], report.OnClaim},
		{usual()[5], report.OnSight},
		{capability.ResponseFound{Checked: key}, report.OnKey},
		{usual()[8], report.OnSight},
		{usual()[12], report.OnKey},
		{unchecked, report.OnClaim},
		{dead()[5], report.OnClaim},
		{decided()[6], report.OnClaim},
		{capability.Withdrawn{}, report.OnClaim},
		{capability.Scanned{}, report.OnClaim},
		{capability.PortalRead{}, report.OnPortal},
		{capability.Answered{}, report.OnPortal},
	} {
		e := capability.Entry{Fact: c.fact}
		if got := report.RestsOn(e); got != c.want {
			t.Errorf("%s rests on %s", c.fact.Kind(), got)
		}
		e.From = &capability.Origin{Signer: "Robin"}
		if got := report.RestsOn(e); got != report.OnColleague {
			t.Errorf("%s, signed by Robin, rests on %s", c.fact.Kind(), got)
		}
		e.From = &capability.Origin{}
		if got := report.RestsOn(e); got != report.OnHearsay {
			t.Errorf("%s, signed by nobody, rests on %s", c.fact.Kind(), got)
		}
	}
}

func TestAHistoryHasAllOfOneDevice(t *testing.T) {
	first := replay(t, entries(start, here, as(number(1), "", usual())...))
	again := replay(t, entries(start.AddDate(0, 1, 0), by("Robin"), as(number(2), "", usual()[:4])...))
	foreign := opened()
	foreign.ID, foreign.Reading.Device.Host.Value, foreign.Reading.Device.Serial = number(3), "X200-SN0099", "SN0099"
	h := report.HistoryOf("SN0042", []capability.Return{again, replay(t, entries(start, here, foreign)), first})
	if len(h.Returns) != 2 || h.Returns[0].ID != first.ID || h.Returns[1].Colleague != "Robin" || h.Returns[1].Debt != capability.DebtOpen {
		t.Errorf("%+v", h.Returns)
	}
	if len(h.Devices) != 1 || len(h.Events) != 17 {
		t.Errorf("%d devices, %d events", len(h.Devices), len(h.Events))
	}
	inOrder := slices.IsSortedFunc(h.Events, func(a, b report.Event) int { return a.At.Compare(b.At) })
	if !inOrder || h.Events[16].From != "Robin" {
		t.Errorf("the last event is %+v", h.Events[16])
	}
}

// TestThePoolKeepsTheFullestCase: a copy that stayed behind adds nothing, and one that
// says otherwise is told.
func TestThePoolKeepsTheFullestCase(t *testing.T) {
	whole := entries(start, by("Robin"), usual()...)
	early := entries(start, by("Robin"), usual()[:5]...)
	other := entries(start.Add(time.Minute), by("Sasha"), usual()[:3]...)
	p := report.NewPool([]capability.Return{replay(t, early), replay(t, other), replay(t, whole)})
	want := []report.LeftOut{{Why: report.KnownAlready, Count: 1}, {Why: report.Disagrees, Count: 1}}
	if !slices.Equal(p.Left, want) {
		t.Errorf("left out %v", p.Left)
	}
	known := replay(t, early)
	if got := p.Better(known); got.Stage != capability.StageClosed {
		t.Errorf("the better one is at %s", got.Stage)
	}
	if rest := p.Rest(); len(rest) != 0 {
		t.Errorf("%d returns are told twice", len(rest))
	}
	if got := p.Better(known); got.Stage != known.Stage {
		t.Error("a return of which no case tells was changed")
	}
}
