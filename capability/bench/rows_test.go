package bench

import (
	"slices"
	"testing"

	"handback/capability"
	"handback/capability/ledger"
)

// TestRowsKeepTheirPlaces: what comes later never moves what a person looks at.
func TestRowsKeepTheirPlaces(t *testing.T) {
	var k rowBook
	summary := func(id capability.ReturnID, host string, stage capability.Stage) ledger.Summary {
		return ledger.Summary{ID: id, Device: capability.Identity{Host: hostOf(host)}, Stage: stage}
	}
	const open, closed = capability.StageRequestSaved, capability.StageClosed
	check := func(what string, list []ledger.Summary, want ...string) {
		t.Helper()
		var got []string
		for _, row := range k.of(list) {
			got = append(got, row.Device.Host.Value+" "+string(row.ID)+" "+row.Port)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	a, b := summary("R-A", "A", open), summary("R-B", "B", open)
	old := summary("R-OLD", "A", closed)
	check("two open ones", []ledger.Summary{old, a, b}, "A R-A ", "B R-B ")
	k.met(capability.Identity{Host: hostOf("C")}, "1")
	k.met(capability.Identity{Host: hostOf("B")}, "2")
	check("C has no return", []ledger.Summary{b, a}, "A R-A ", "B R-B 2", "C  1")
	a.Stage = closed
	check("A is closed and stays", []ledger.Summary{a, b}, "A R-A ", "B R-B 2", "C  1")
	again := summary("R-A2", "A", open)
	c := summary("R-C", "C", open)
	check("A and C have a new one", []ledger.Summary{c, again, a, b}, "A R-A2 ", "B R-B 2", "C R-C 1")
	k.met(capability.Identity{Host: hostOf("A")}, "2")
	check("A stands where B stood", []ledger.Summary{c, again, a, b}, "A R-A2 2", "B R-B ", "C R-C 1")
}
