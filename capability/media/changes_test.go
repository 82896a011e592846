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
