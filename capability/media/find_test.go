package media

import "testing"

func TestCompare(t *testing.T) {
	a := Stick{Device: "/dev/sda1", Path: "/media/kim/A", Identity: Identity{Serial: "A"}}
	b := Stick{Device: "/dev/sdb1", State: Unmounted, Identity: Identity{Serial: "B"}}
	mounted, written, swapped := b, a, a
	mounted.Path, mounted.State = "/media/kim/B", Ready
	written.Free = 7
	swapped.Identity.Serial = "C"
	for _, tt := range []struct {
		name                string
		before, now         []Stick
		came, went, altered int
	}{
		{"nothing at all", nil, nil, 0, 0, 0},
		{"plugged", []Stick{a}, []Stick{a, b}, 1, 0, 0},
		{"pulled", []Stick{a, b}, []Stick{b}, 0, 1, 0},
		{"mounted", []Stick{a, b}, []Stick{a, mounted}, 0, 0, 1},
		{"unmounted", []Stick{mounted}, []Stick{b}, 0, 0, 1},
		{"written to", []Stick{a}, []Stick{written}, 0, 0, 0},
		{"another in the same place", []Stick{a}, []Stick{swapped}, 1, 1, 0},
	} {
		c := Compare(tt.before, tt.now)
		if len(c.Came) != tt.came || len(c.Went) != tt.went || len(c.Altered) != tt.altered {
			t.Errorf("%s: %+v", tt.name, c)
		}
	}
}

func TestChosenStickInALaterList(t *testing.T) {
	stick := func(path, serial, medium string) Stick {
		return Stick{Path: path, Identity: Identity{Serial: serial, Volume: "1"}, initial: fsInfo{device: 1, medium: medium}}
	}
	chosen := stick("/media/kim/USB", "A", "7")
	nameless := Stick{Path: "/media/kim/USB", initial: fsInfo{device: 1, medium: "7"}}
	for _, tt := range []struct {
		name   string
		chosen Stick
		list   []Stick
		want   Presence
		path   string
	}{
		{"it lies there", chosen, []Stick{stick("/media/kim/X", "B", "8"), chosen}, Present, "/media/kim/USB"},
		{"pulled", chosen, nil, Gone, ""},
		{"another one is plugged in", chosen, []Stick{stick("/media/kim/X", "B", "8")}, Gone, ""},
		{"put back in the same place", chosen, []Stick{stick("/media/kim/USB", "A", "9")}, Reinserted, "/media/kim/USB"},
		{"put back in another place", chosen, []Stick{stick("/media/kim/USB1", "A", "9")}, Reinserted, "/media/kim/USB1"},
		{"put back, not mounted yet", chosen, []Stick{stick("", "A", "9")}, Reinserted, ""},
		{"another one in its place", chosen, []Stick{stick("/media/kim/USB", "B", "9")}, Replaced, "/media/kim/USB"},
		{
			"another one in its place, it in another", chosen,
			[]Stick{stick("/media/kim/USB", "B", "9"), stick("/media/kim/USB1", "A", "10")},
			Reinserted, "/media/kim/USB1",
		},
		{"its twin beside it", chosen, []Stick{stick("/media/kim/USB1", "A", "8"), chosen}, Present, "/media/kim/USB"},
		{
			"two twins came back", chosen,
			[]Stick{stick("/media/kim/USB", "A", "9"), stick("/media/kim/USB1", "A", "8")},
			Unsure, "",
		},
		{"one without a number lies there", nameless, []Stick{nameless}, Present, "/media/kim/USB"},
		{
			"one without a number was pulled and put back", nameless,
			[]Stick{{Path: "/media/kim/USB", initial: fsInfo{device: 1, medium: "8"}}},
			Replaced, "/media/kim/USB",
		},
	} {
		presence, found := tt.chosen.In(tt.list)
		if presence != tt.want || (found != nil) != (tt.want != Gone && tt.want != Unsure) || found != nil && found.Path != tt.path {
			t.Errorf("%s: %v, %+v", tt.name, presence, found)
		}
	}
}
