package teach

import (
	"slices"
	"strings"

	"handback/capability"
	"handback/device/console/profile"
)

// Subject is what the commands are about that a person shows.
type Subject struct {
	ID   string // activation ID of a license
	Held int    // its units
	Keep int    // of them, the units that shall remain; below 0: not known
	File string // what the file of a response is called on the device; empty: the person chooses
}

// subjectOf chooses a license to show commands with: that of the most units. The
// number that remains differs from the number that is taken.
func subjectOf(rows []map[string]string) Subject {
	var s Subject
	for _, row := range rows {
		held := atoi(row["count"])
		if s.ID == "" || held > s.Held {
			s.ID, s.Held = row["id"], held
		}
	}
	if s.Held > 2 {
		s.Keep = s.Held - 1
	}
	return s
}

func atoi(text string) int {
	n, err := profile.Values{}.Count(text)
	if err != nil || n > capability.MaxCount {
		return 0
	}
	return int(n)
}

// replace puts {word} in the place of a value where that stands for itself in a
// command, quoted or not. Where the shell's quoting is known, the quotes go: the
// profile quotes the values. It reports whether it found one.
func replace(command, value, word string, posix bool) (string, bool) {
	if value == "" {
		return command, false
	}
	forms := []string{value}
	if posix {
		plain := strings.NewReplacer(" ", `\ `, "'", `\'`, `"`, `\"`).Replace(value)
		forms = []string{"'" + strings.ReplaceAll(value, "'", `'\''`) + "'", `"` + value + `"`, plain, value}
	}
	for _, form := range forms {
		if at := wordAt(command, form); at >= 0 {
			return command[:at] + "{" + word + "}" + command[at+len(form):], true
		}
	}
	return command, false
}

// wordAt is where a text is in a command and no longer word goes on around it;
// -1: nowhere.
func wordAt(command, text string) int {
	for from := 0; from <= len(command); {
		at := strings.Index(command[from:], text)
		if at < 0 {
			return -1
		}
		at += from
		before, after := command[:at], command[at+len(text):]
		if !inWord().MatchString(before+"\x00") && !inWord().MatchString("\x00"+after) {
			return at
		}
		from = at + 1
	}
	return -1
}

// lastWordAt is where it stands for the last time.
func lastWordAt(command, text string) int {
	last := -1
	for from := 0; from <= len(command); {
		at := wordAt(command[from:], text)
		if at < 0 {
			break
		}
		last = from + at
		from = last + len(text)
	}
	return last
}

// inWord is a character of a word beside the border that NUL marks.
var inWord = compiled(`[\pL\pN_./-]\x00|\x00[\pL\pN_]|\x00[./-][\pL\pN]`)

// order is how a request is made: the commands of a profile's request.
type order struct {
	Clear, Add, Return []string
	Item               string
}

// orderOf finds in the commands that return one license where its ID and the
// number that remains stand, and which of them are given for each license.
func orderOf(commands []string, ids []string, s Subject, posix bool) (order, Reason) {
	lines := slices.Clone(commands)
	first, last := -1, -1
	var option string
	for i, line := range lines {
		for _, id := range byLength(ids) {
			if out, found := replace(line, id, "id", posix); found && first < 0 {
				lines[i], first, last = out, i, i
			}
		}
		if strings.Contains(line, "{id}") && first < 0 {
			first, last = i, i
		}
	}
	if first < 0 {
		return order{}, ReasonNoID
	}
	if at, reason := remaining(lines, first, s); reason != "" {
		return order{}, reason
	} else if at >= 0 {
		last = at
	}
	if strings.TrimSpace(lines[first]) == "{id}" && first > 0 {
		first-- // the choice in a menu that asks for the ID
	}
	if first == last && last == len(lines)-1 {
		lines[last], option = items(lines[last])
		return order{Return: lines, Item: option}, ""
	}
	return order{Clear: lines[:first], Add: lines[first : last+1], Return: lines[last+1:]}, ""
}

// byLength is the longest first: an ID may begin as another.
func byLength(ids []string) []string {
	ids = slices.Clone(ids)
	slices.SortStableFunc(ids, func(a, b string) int { return len(b) - len(a) })
	return ids
}

// remaining puts {remaining} in the place of the number that shall remain: in the
// line of the ID, or, where the ID is a line of its own, in the next; -1: there is
// none.
func remaining(lines []string, from int, s Subject) (int, Reason) {
	for i := from; i < len(lines); i++ {
		if strings.Contains(lines[i], "{remaining}") {
			return i, ""
		}
	}
	line := lines[from]
	after := strings.Index(line, "{id}") + len("{id}")
	places := []struct {
		line int
		in   Span
	}{{from, Span{after, len(line)}}, {from, Span{0, after - len("{id}")}}}
	if next := from + 1; next < len(lines) && strings.TrimSpace(line) == "{id}" {
		places = append(places, struct {
			line int
			in   Span
		}{next, Span{0, len(lines[next])}})
	}
	for _, p := range places {
		for _, at := range loneNumber().FindAllStringSubmatchIndex(p.in.Of(lines[p.line]), -1) {
			from, to := p.in.From+at[2], p.in.From+at[3]
			number := atoi(lines[p.line][from:to])
			switch {
			case s.Keep < 0 || number == s.Keep:
				lines[p.line] = lines[p.line][:from] + "{remaining}" + lines[p.line][to:]
				return p.line, ""
			case number == s.Held-s.Keep:
				return 0, ReasonTaken
			}
		}
	}
	return -1, ""
}

var loneNumber = compiled(`(?:^|[\s=:,"'])(\d{1,10})(?:$|[\s,;"'}])`)

// items parts a command that takes all licenses: what is said about each, and the
// command with {items} in its place.
func items(command string) (line, item string) {
	from := strings.Index(command, "{id}")
	to := from + len("{id}")
	if at := strings.Index(command, "{remaining}"); at >= 0 {
		from, to = min(from, at), max(to, at+len("{remaining}"))
	}
	if before := option().FindString(command[:from]); before != "" {
		from -= len(before)
	}
	for from > 0 && command[from-1] != ' ' { // what touches it belongs to it
		from--
	}
	for to < len(command) && command[to] != ' ' {
		to++
	}
	return command[:from] + "{items}" + command[to:], command[from:to]
}

// option is the name of an option before its value.
var option = compiled(`--?[\pL][\pL\pN-]*[ =]$`)

// strayBrace is a word in braces that a profile would take for its own.
var strayBrace = compiled(`\{([a-z]+[a-z0-9]*)\}`)

// stray reports whether commands hold words in braces beside those that may be.
func stray(commands []string, may ...string) bool {
	for _, command := range commands {
		for _, found := range strayBrace().FindAllStringSubmatch(command, -1) {
			if !slices.Contains(may, found[1]) {
				return true
			}
		}
	}
	return false
}

// fileOf is the word of a command that names a file: a path, or a name with a dot.
func fileOf(command string) string {
	for _, field := range strings.Fields(command) {
		field = strings.Trim(field, `"'`)
		if _, value, found := strings.Cut(field, "="); found {
			field = value
		}
		if pathLike().MatchString(field) && field != "/dev/null" {
			return field
		}
	}
	return ""
}

var pathLike = compiled(`^(?:[A-Za-z]:|~)?[\w.-]*/[\w./-]*\w$|^[\w-]+\.[A-Za-z][A-Za-z0-9]{1,4}$`)

// placed puts the words for a file in the place of its name, size and digest in
// commands; a person may also write them in capitals.
func placed(commands []string, name string, size int, posix bool) []string {
	var all []string
	for _, command := range commands {
		command, _ = replace(command, name, "name", posix)
		if hex := anyDigest().FindString(command); hex != "" {
			command = strings.ReplaceAll(command, hex, "{sha256}")
		}
		for _, c := range []struct{ said, word string }{
			{"NAME", "name"}, {"FILE", "name"}, {"SIZE", "size"}, {"BYTES", "size"}, {"SHA256", "sha256"}, {"DIGEST", "sha256"},
		} {
			if at := wordAt(command, c.said); at >= 0 && !strings.Contains(command, "{"+c.word+"}") {
				command = command[:at] + "{" + c.word + "}" + command[at+len(c.said):]
			}
		}
		if size > 0 {
			command, _ = replace(command, itoa(size), "size", posix)
		}
		all = append(all, command)
	}
	return all
}

var anyDigest = compiled(`\b[0-9a-fA-F]{64}\b`)
