package teach

import (
	"slices"
	"strings"

	"handback/device/console/profile"
)

// Taken is a value of a device that was taken out of a profile.
type Taken struct {
	Name  string // of its group: serial, host or id
	Value string
	Lines []int // where it stood, from 1
}

// Share takes the values of the device out of which a profile was made, its serial
// number, host ID and activation IDs, out of the comments of the profile, and what
// was told of them out of its fixed values. Left are the lines in which such a
// value still stands, because a pattern or a command holds it. The error is that
// of [profile.Parse].
func Share(text []byte) (shared []byte, taken []Taken, left []int, err error) {
	p, err := profile.Parse(text)
	if err != nil {
		return nil, nil, nil, err
	}
	lines := strings.Split(strings.TrimPrefix(string(text), "\ufeff"), "\n")
	own := ownValues(p, lines)
	for i, line := range lines {
		comment := commentAt(line)
		fixed := fixedKey().MatchString(line)
		for at := range own {
			v := &own[at]
			if cut := hidden(line[comment:], *v); cut != line[comment:] {
				line = line[:comment] + cut
				v.Lines = append(v.Lines, i+1)
			}
			if cut := hidden(line[:comment], *v); fixed && cut != line[:comment] {
				line = cut + line[comment:]
				comment = commentAt(line)
				v.Lines = append(v.Lines, i+1)
			}
			if wordAt(line, v.Value) >= 0 && !slices.Contains(left, i+1) {
				left = append(left, i+1)
			}
		}
		lines[i] = line
	}
	for _, v := range own {
		if len(v.Lines) > 0 {
			taken = append(taken, v)
		}
	}
	shared = []byte(strings.Join(lines, "\n"))
	if _, err := profile.Parse(shared); err != nil {
		return nil, nil, nil, err
	}
	return shared, taken, left, nil
}

// fixedKey is a line with values that a device does not tell.
var fixedKey = compiled(`^\s*fixed\s*=`)

// ownValues are those of the device, as the profile's own patterns find them in its
// comments, and as its fixed values tell them.
func ownValues(p *profile.Profile, lines []string) []Taken {
	var all []Taken
	add := func(name, value string) {
		known := slices.ContainsFunc(all, func(t Taken) bool { return t.Value == value })
		if len(value) > 2 && !known {
			all = append(all, Taken{Name: name, Value: value})
		}
	}
	for _, line := range lines {
		comment := strings.TrimSpace(line[commentAt(line):])
		sample := strings.TrimPrefix(comment, strings.TrimSpace(samplePrefix))
		if sample = strings.TrimSpace(strings.TrimPrefix(sample, "#")); sample == "" {
			continue
		}
		path, value, isPath := strings.Cut(sample, " = ")
		for _, x := range []profile.Extract{p.Identity.Read, p.Licenses.Read} {
			for _, name := range []string{"serial", "host", "id", "last_sha256"} {
				for _, re := range x.Match {
					if found := re.FindStringSubmatch(sample); found != nil && re.SubexpIndex(name) >= 0 {
						add(name, strings.Trim(strings.TrimSpace(found[re.SubexpIndex(name)]), `"`))
					}
				}
				if isPath && x.JSON[name] == path && path != "" {
					add(name, value)
				}
			}
		}
	}
	for _, name := range []string{"serial", "host"} {
		add(name, p.Identity.Read.Fixed[name])
	}
	slices.SortStableFunc(all, func(a, b Taken) int { return len(b.Value) - len(a.Value) })
	return all
}

// hidden is a text with the name of a value in the place of each.
func hidden(text string, v Taken) string {
	var out strings.Builder
	for {
		at := wordAt(text, v.Value)
		if at < 0 {
			out.WriteString(text)
			return out.String()
		}
		out.WriteString(text[:at] + strings.ToUpper(v.Name))
		text = text[at+len(v.Value):]
	}
}

// commentAt is where the comment of a line begins: behind the first # outside of
// quotes.
func commentAt(line string) int {
	quote := rune(0)
	escaped := false
	for i, r := range line {
		switch {
		case escaped:
			escaped = false
		case quote == '"' && r == '\\':
			escaped = true
		case quote == 0 && (r == '\'' || r == '"'):
			quote = r
		case r == quote:
			quote = 0
		case r == '#' && quote == 0:
			return i
		}
	}
	return len(line)
}
