package media

// Changes are what is different between two lists of sticks.
type Changes struct {
	Came, Went []Stick
	Altered    []Stick // as they are now: mounted, unmounted, made read-only
}

// Compare tells what happened between two lists. A stick that was replaced by
// another one in the same plug is among Came and Went.
func Compare(before, now []Stick) Changes {
	var c Changes
	old := byKey(before)
	for _, s := range now {
		was, known := old[s.key()]
		switch {
		case !known:
			c.Came = append(c.Came, s)
		case was.State != s.State || was.Path != s.Path || was.ReadOnly != s.ReadOnly:
			c.Altered = append(c.Altered, s)
		}
	}
	left := byKey(now)
	for _, s := range before {
		if _, there := left[s.key()]; !there {
			c.Went = append(c.Went, s)
		}
	}
	return c
}

// key tells one stick from another within a list.
type key struct {
	device, place string
	identity      Identity
}

func (s *Stick) key() key { return key{s.Device, s.Place, s.Identity} }

func byKey(list []Stick) map[key]Stick {
	keyed := make(map[key]Stick, len(list))
	for _, s := range list {
		keyed[s.key()] = s
	}
	return keyed
}
