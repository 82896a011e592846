package explore

import (
	"testing"
)

func TestNoWayLosesOrDoublesALicense(t *testing.T) {
	s := newSearch(newModel(realRules()), bounds{States: 100_000, Depth: 60, Odd: 1})
	if f := s.run(); f != nil {
		t.Errorf("after %v\n%s", s, s.path(f))
	}
	t.Log(s)
	t.Logf("tables: %d offices %d units %d laptops %d journals %d sticks %d blobs; %d desk steps %d ends", s.m.offices.size(), s.m.units.size(), s.m.laptops.size(), s.m.journals.size(), s.m.sticks.size(), s.m.blobs.size(), s.m.steps.size(), s.m.ends.size())
}
