package teach

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"handback/device/heard"
)

// Exchange is a command and what the device said to it. Its texts are untrusted;
// secrets are masked.
type Exchange struct {
	Prompt string   `json:"prompt,omitempty"` // what stood before the command
	Sent   string   `json:"sent,omitempty"`   // empty: Enter alone, or nothing came back of what was typed
	Lines  []string `json:"lines,omitempty"`
}

// digits are what counts in a prompt.
var digits = compiled(`\d+`)

// uncounted is a prompt without its numbers.
func uncounted(prompt string) string {
	return digits().ReplaceAllLiteralString(strings.TrimRight(prompt, " "), "0")
}

// FindPrompts finds what is before the commands of a session: beginnings of
// lines that come again and look like a prompt. The likeliest comes first.
func FindPrompts(lines []string) []string {
	type candidate struct {
		prompt string
		times  int
		shell  bool
	}
	found := map[string]*candidate{}
	var order []string
	for _, line := range lines {
		for _, prompt := range beginnings(line) {
			form := uncounted(prompt)
			if found[form] == nil {
				found[form] = &candidate{prompt: prompt, shell: heard.Classify([]byte(prompt), nil) == heard.Shell}
				order = append(order, form)
			}
			found[form].times++
		}
	}
	order = slices.DeleteFunc(order, func(form string) bool { return found[form].times < 2 })
	slices.SortStableFunc(order, func(a, b string) int {
		x, y := found[a], found[b]
		switch {
		case x.shell != y.shell && x.shell:
			return -1
		case x.shell != y.shell:
			return 1
		}
		return cmp.Or(y.times-x.times, len(y.prompt)-len(x.prompt))
	})
	var prompts []string
	for _, form := range order {
		prompts = append(prompts, found[form].prompt)
	}
	return prompts
}

const maxPrompt = 80 // bytes

// beginnings are those of a line that may be a prompt.
func beginnings(line string) []string {
	if isNoise(line) {
		return nil
	}
	var all []string
	for i, r := range line[:min(len(line), maxPrompt)] {
		end := i + len(string(r))
		ends := strings.ContainsRune("#$>%❯➜»", r)
		asks := strings.ContainsRune(":?：？", r) && (end == len(line) || line[end] == ' ')
		if !ends && !asks || strings.TrimSpace(line[:end]) == "" {
			continue
		}
		if end < len(line) && line[end] == ' ' {
			end++
		}
		all = append(all, line[:end])
	}
	return all
}

// PromptPattern matches all of the prompts that were seen, and the same with other
// numbers where those changed.
func PromptPattern(seen []string) string {
	var forms []string
	alike := map[string][]string{}
	for _, prompt := range seen {
		form := uncounted(prompt)
		if alike[form] == nil {
			forms = append(forms, form)
		}
		alike[form] = append(alike[form], strings.TrimRight(prompt, " "))
	}
	if len(forms) == 0 {
		return ""
	}
	if !slices.ContainsFunc(forms, func(form string) bool { return !userAtHost().MatchString(form) }) {
		return `^[\w.-]+@[\w.-]+:.*[#$] ?$`
	}
	if open := spread(forms); open != "" {
		return "^" + open + " ?$"
	}
	var patterns []string
	for _, form := range forms {
		patterns = append(patterns, counting(alike[form]))
	}
	if len(patterns) == 1 {
		return "^" + patterns[0] + " ?$"
	}
	return "^(?:" + strings.Join(patterns, "|") + ") ?$"
}

// userAtHost is the usual prompt of a shell. The host and the folder change.
var userAtHost = compiled(`^[\w.-]+@[\w.-]+:.*[#$]$`)

// loginPattern matches a prompt of a login on every device of a kind: the name of
// the host, or of the user, that is in many is left open.
func loginPattern(prompt string) string {
	words := strings.Fields(prompt)
	switch {
	case len(words) == 0:
		return ""
	case len(words) == 1:
		return "^" + regexp.QuoteMeta(words[0]) + " ?$"
	case heard.Classify([]byte(words[0]+":"), nil) == heard.Password: // Password for NAME:
		return "^" + regexp.QuoteMeta(words[0]) + ` .*[:>] ?$`
	default:
		return `(?:^|\s)` + regexp.QuoteMeta(words[len(words)-1]) + " ?$"
	}
}

// counting matches prompts that differ in their numbers only.
func counting(alike []string) string {
	var numbers [][]string
	for _, prompt := range alike {
		numbers = append(numbers, digits().FindAllString(prompt, -1))
	}
	var out strings.Builder
	text := alike[0]
	for i, at := range digits().FindAllStringIndex(alike[0], -1) {
		before := len(alike[0]) - len(text)
		out.WriteString(regexp.QuoteMeta(text[:at[0]-before]))
		text = text[at[1]-before:]
		if slices.ContainsFunc(numbers, func(n []string) bool { return n[i] != numbers[0][i] }) {
			out.WriteString(`\d+`)
		} else {
			out.WriteString(numbers[0][i])
		}
	}
	return out.String() + regexp.QuoteMeta(text)
}

// spread matches prompts that begin and end alike, and tell in between where one
// is; empty: they don't.
func spread(forms []string) string {
	const several = 3
	if len(forms) < several {
		return ""
	}
	first := []rune(forms[0])
	head, tail := len(first), len(first)
	for _, form := range forms[1:] {
		runes := []rune(form)
		n := 0
		for n < min(head, len(runes)) && runes[n] == first[n] {
			n++
		}
		head = n
		n = 0
		for n < min(tail, len(runes)) && runes[len(runes)-1-n] == first[len(first)-1-n] {
			n++
		}
		tail = n
	}
	begin, end := string(first[:head]), string(first[len(first)-tail:])
	if head < 2 || tail < 1 || digits().MatchString(begin+end) {
		return ""
	}
	return regexp.QuoteMeta(begin) + ".*" + regexp.QuoteMeta(end)
}

// idleLines are those that are at the end of most answers, as a menu does.
func idleLines(all []Exchange) []string {
	var best []string
	for _, e := range all {
		for n := len(e.Lines); n > len(best); n-- {
			tail := e.Lines[len(e.Lines)-n:]
			with, answers := 0, 0
			for _, other := range all {
				if other.Prompt != "" && len(other.Lines) > 0 {
					answers++
				}
				if len(other.Lines) >= n && slices.Equal(other.Lines[len(other.Lines)-n:], tail) {
					with++
				}
			}
			if with > 2 && with*3 > answers*2 && strings.ContainsFunc(strings.Join(tail, ""), unicode.IsLetter) {
				best = tail
				break
			}
		}
	}
	return best
}

// WithoutIdle are the lines of an answer without those that are before each
// prompt.
func WithoutIdle(lines, idle []string) []string {
	if n := len(lines) - len(idle); len(idle) > 0 && n >= 0 && slices.Equal(lines[n:], idle) {
		return lines[:n]
	}
	return lines
}

// Split parts the lines of a session at its prompts. What is before the first
// is an exchange without a prompt.
func Split(lines, prompts []string) []Exchange {
	var starts []*regexp.Regexp
	for _, prompt := range prompts {
		text := digits().ReplaceAllLiteralString(regexp.QuoteMeta(strings.TrimRight(prompt, " ")), `\d+`)
		if re, err := regexp.Compile("^" + text + " ?"); err == nil {
			starts = append(starts, re)
		}
	}
	all := []Exchange{{}}
	for _, line := range lines {
		prompt := ""
		for _, re := range starts {
			prompt = cmp.Or(prompt, re.FindString(line))
		}
		if prompt != "" {
			all = append(all, Exchange{Prompt: prompt, Sent: strings.TrimSpace(line[len(prompt):])})
			continue
		}
		last := &all[len(all)-1]
		last.Lines = append(last.Lines, line)
	}
	if len(all[0].Lines) == 0 {
		all = all[1:]
	}
	return all
}
