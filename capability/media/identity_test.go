package media

import "testing"

func TestIdentitySame(t *testing.T) {
	kingston := Identity{VendorID: "0951", ProductID: "1666", Serial: "60A4", Volume: "1A2B-3C4D"}
	formatted, twin := kingston, kingston
	formatted.Volume = "5E6F-7A8B"
	nameless := Identity{VendorID: "090c", ProductID: "1000", Maker: "USB"}
	copied := Identity{Volume: "1A2B-3C4D"}
	for _, tt := range []struct {
		name string
		a, b Identity
		want bool
	}{
		{"itself", kingston, twin, true},
		{"formatted anew", kingston, formatted, false},
		{"two of a kind without any number", nameless, nameless, false},
		{"known by its volume alone", copied, copied, true},
		{"a copy of the volume on another stick", kingston, copied, false},
		{"nothing known", Identity{}, Identity{}, false},
	} {
		if got := tt.a.Same(tt.b); got != tt.want {
			t.Errorf("%s: Same = %v", tt.name, got)
		}
	}
}

func TestMade(t *testing.T) {
	for want, i := range map[string]Identity{
		"Kingston DataTraveler": {Maker: "Kingston", Model: "DataTraveler"},
		"QEMU USB HARDDRIVE":    {Maker: "QEMU", Model: "QEMU USB HARDDRIVE"},
		"Generic":               {Maker: "Generic"},
		"SD32G":                 {Model: "SD32G"},
		"":                      {},
	} {
		if got := i.Made(); got != want {
			t.Errorf("Made = %q, want %q", got, want)
		}
	}
}

func TestChosenStickInALaterList(t *testing.T) {
	stick := func(path, serial, medium string) Stick {
		return Stick{Path: path, Identity: Identity{Serial: serial, Volume: "1"}, begun: place{device: 1, medium: medium}}
	}
	chosen := stick("/media/kim/USB", "A", "7")
	nameless := Stick{Path: "/media/kim/USB", begun: place{device: 1, medium: "7"}}
	for _, tt := range []struct {
		name   string
		chosen Stick
		list   []Stick
		want   Presence
		path   string
	}{
		{"it lies there", chosen, []Stick{stick("/media/kim/X", "B", "8"), chosen}, There, "/media/kim/USB"},
		{"pulled", chosen, nil, Gone, ""},
		{"another one is plugged in", chosen, []Stick{stick("/media/kim/X", "B", "8")}, Gone, ""},
		{"put back in the same place", chosen, []Stick{stick("/media/kim/USB", "A", "9")}, Back, "/media/kim/USB"},
		{"put back in another place", chosen, []Stick{stick("/media/kim/USB1", "A", "9")}, Back, "/media/kim/USB1"},
		{"put back, not mounted yet", chosen, []Stick{stick("", "A", "9")}, Back, ""},
		{"another one in its place", chosen, []Stick{stick("/media/kim/USB", "B", "9")}, Replaced, "/media/kim/USB"},
		{
			"another one in its place, it in another", chosen,
			[]Stick{stick("/media/kim/USB", "B", "9"), stick("/media/kim/USB1", "A", "10")},
			Back, "/media/kim/USB1",
		},
		{"its twin beside it", chosen, []Stick{stick("/media/kim/USB1", "A", "8"), chosen}, There, "/media/kim/USB"},
		{
			"two twins came back", chosen,
			[]Stick{stick("/media/kim/USB", "A", "9"), stick("/media/kim/USB1", "A", "8")},
			Unsure, "",
		},
		{"one without a number lies there", nameless, []Stick{nameless}, There, "/media/kim/USB"},
		{
			"one without a number was pulled and put back", nameless,
			[]Stick{{Path: "/media/kim/USB", begun: place{device: 1, medium: "8"}}},
			Replaced, "/media/kim/USB",
		},
	} {
		presence, found := tt.chosen.In(tt.list)
		if presence != tt.want || (found != nil) != (tt.want != Gone && tt.want != Unsure) || found != nil && found.Path != tt.path {
			t.Errorf("%s: %v, %+v", tt.name, presence, found)
		}
	}
}
