package media

import (
	"errors"
	"strings"
	"testing"
	"time"

	"handback/capability"
)

func TestPolicyAllows(t *testing.T) {
	listed := SitePolicy{Serials: []string{"60A44C413FAE", " 07af\t"}}
	serial := func(s string) Stick { return Stick{Identity: Identity{Serial: s}} }
	for _, tt := range []struct {
		name   string
		policy SitePolicy
		stick  Stick
		want   bool
		says   string
	}{
		{"no policy", SitePolicy{}, serial("X"), true, ""},
		{"listed", listed, serial("60A44C413FAE"), true, ""},
		{"listed in another spelling", listed, serial("07AF"), true, ""},
		{"not listed", listed, serial("60A4\x1b[2J"), false, "60A4"},
		{"tells no number", listed, serial(""), false, "tells no serial"},
		{"an empty line in the list", SitePolicy{Serials: []string{""}}, serial(""), false, ""},
		{"a folder elsewhere", listed, Stick{Folder: true}, true, ""},
	} {
		err := tt.policy.Allows(&tt.stick)
		if (err == nil) != tt.want || err != nil && !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err != nil && (!strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "\x1b")) {
			t.Errorf("%s: it says %q", tt.name, err)
		}
	}
}

func TestPolicyAllowsRemoval(t *testing.T) {
	strict := SitePolicy{Release: true}
	if err := strict.AllowsRemoval(Released{Synced: true}); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("only synced: %v", err)
	}
	if err := strict.AllowsRemoval(Released{Synced: true, Unmounted: true}); err != nil {
		t.Errorf("released: %v", err)
	}
	if err := strict.AllowsRemoval(Released{Unmounted: true, Missing: ErrBusy}); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("another part of it is in use: %v", err)
	}
	if err := strict.AllowsRemoval(Released{Synced: true, Missing: ErrNotStick}); err != nil {
		t.Errorf("a folder: %v", err)
	}
	if err := (SitePolicy{}).AllowsRemoval(Released{}); err != nil {
		t.Errorf("no policy: %v", err)
	}
}

func TestPolicyAllowsLoading(t *testing.T) {
	now := time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC)
	whole := capability.Scanned{Who: "kim", Station: "gate 2", When: now.Add(-time.Hour)}
	altered := func(alter func(*capability.Scanned)) *capability.Scanned {
		s := whole
		alter(&s)
		return &s
	}
	for _, tt := range []struct {
		name string
		scan *capability.Scanned
		want bool
	}{
		{"whole", &whole, true},
		{"none", nil, false},
		{"nobody", altered(func(s *capability.Scanned) { s.Who = " " }), false},
		{"nowhere", altered(func(s *capability.Scanned) { s.Station = "" }), false},
		{"never", altered(func(s *capability.Scanned) { s.When = time.Time{} }), false},
		{"tomorrow", altered(func(s *capability.Scanned) { s.When = now.Add(24 * time.Hour) }), false},
		{"by a clock that is a little fast", altered(func(s *capability.Scanned) { s.When = now.Add(time.Minute) }), true},
		{"with an escape", altered(func(s *capability.Scanned) { s.Who = "\x1b[2J" }), false},
		{"endless", altered(func(s *capability.Scanned) { s.Station = strings.Repeat("x", 1<<20) }), false},
	} {
		err := SitePolicy{ScanRecord: true}.AllowsLoading(tt.scan, now)
		if (err == nil) != tt.want || err != nil && !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if err := (SitePolicy{}).AllowsLoading(nil, now); err != nil {
		t.Errorf("no policy: %v", err)
	}
}
