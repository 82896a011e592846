package media

import (
	"path"
	"strings"
	"unicode"
)

// setApart takes out of the candidates those that a person could not tell from
// another file of the same folder by its name.
func (c *collector) setApart() {
	names := make(map[string]int, len(c.candidates))
	for _, one := range c.candidates {
		names[visible(one.path)]++
	}
	apart := c.candidates[:0]
	for _, one := range c.candidates {
		if names[visible(one.path)] > 1 {
			c.skip(one.path, one.info.Size(), Alike)
			continue
		}
		apart = append(apart, one)
	}
	c.candidates = apart
}

// visible is what a person sees of a path: without control, format and filling
// characters, and with one kind of space.
func visible(name string) string {
	if plain(name) {
		return name
	}
	seen := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
			return -1
		}
		return r
	}, name)
	dir, base := path.Split(seen)
	return dir + strings.Join(strings.Fields(base), " ")
}

// plain reports whether a name holds nothing but ASCII that can be seen, as
// nearly all do.
func plain(name string) bool {
	for i := range len(name) {
		if name[i] <= ' ' || name[i] >= 0x7f {
			return false
		}
	}
	return true
}
