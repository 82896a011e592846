package teach

import (
	"strings"
	"testing"

	"handback/device/console/profile"
)

func TestShareTakesTheDevicesValues(t *testing.T) {
	s, err := ReadSession([]byte(posixSession))
	if err != nil {
		t.Fatal(err)
	}
	l := FromSession(s)
	lead(t, l, map[Topic][]string{AskIdentityValues: {"serial = SN0042", ""}, AskRefusals: {"FNE-07: no license ACT-2 = 7", ""}}, nil)
	text, _, err := l.Profile()
	if err != nil {
		t.Fatal(err)
	}
	shared, taken, left, err := Share(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, own := range []string{"SN0042", "ACT-1", digestA} {
		if !strings.Contains(string(text), own) || strings.Contains(string(shared), own) {
			t.Errorf("%s is still there:\n%s", own, shared)
		}
	}
	if len(taken) < 3 || len(left) > 0 {
		t.Errorf("taken %+v, left %v", taken, left)
	}
	before, _ := profile.Parse(text)
	after, err := profile.Parse(shared)
	if err != nil || before.Licenses.Read.Match[0].String() != after.Licenses.Read.Match[0].String() {
		t.Errorf("%v", err)
	}
	if again, more, _, err := Share(shared); err != nil || string(again) != string(shared) || len(more) > 0 {
		t.Errorf("once more: %+v, %v", more, err)
	}
}
