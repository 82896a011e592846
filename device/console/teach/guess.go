package teach

import (
	"regexp"
	"slices"
	"strings"

	"handback/capability"
)

// Finding is a value in an answer, or one that the person told.
type Finding struct {
	Name    string // of its group
	Value   string
	Again   string // what the pattern finds in the second answer; empty: nothing, or there is none
	Line    int    // of the answer, from 0
	Span           // in that line
	Path    string // in a JSON document
	Fixed   bool   // the device doesn't tell it
	Pattern string // that finds it; empty for a path, and for what is fixed
}

// Labels by which a value is recognized. The first that fits counts.
var labels = []struct {
	name  string
	label func() *regexp.Regexp
}{
	{"last_sha256", compiled(`(?i)last.*(?:sha|digest|hash)|last_sha256`)},
	{"last_seq", compiled(`(?i)last.*(?:seq|number|no)\b|last_seq`)},
	{"host_type", compiled(`(?i)(?:host|lock|id).?type|type.*host`)},
	{"host", compiled(`(?i)host|\block\b|lock ?id|fingerprint|ホスト|主机|主機|хост|hôte`)},
	{"serial", compiled(`(?i)serial|\bs/?n\b|^sn$|seriennummer|série|número de serie|серийный|序列号|序號|製造番号|シリアル`)},
	{"vendor", compiled(`(?i)vendor|manufactur|maker|hersteller|fabrica|производитель|製造元|メーカー|制造商|厂商|廠商`)},
	{"firmware", compiled(`(?i)firmware|\bfw\b|software|release|version|прошивка|ファーム|固件|韌體`)},
	{"model", compiled(`(?i)model|product|device|gerät|modèle|modelo|модель|機種|型番|型号|型號`)},
	{"clock", compiled(`(?i)clock|\btime\b|\bdate\b|uhr|heure|hora|время|時刻|时间|時間`)},
}

// labelled is a line with a name before its value.
var labelled = compiled(`^\s*["']?([^:=：\s][^:=：]{0,40}?)["']?\s*(?:\.{2,}\s*[:=：]?|[:=：]+|\s{2,}|\t)\s*(\S.*?)[\s,;]*$`)

// typedHost is a host ID with its type before it, in FlexNet's words.
var typedHost = compiled(`^([A-Z][A-Z_]{2,31})[ /:=]+(\S+)$`)

// hostTyped is one with its type behind it.
var hostTyped = compiled(`^(\S+) \(([A-Z][A-Z_]{2,31})\)$`)

func labelName(label string) string {
	for _, l := range labels {
		if l.label().MatchString(label) {
			return l.name
		}
	}
	return ""
}

// guessIdentity finds who a device is by the words before the values.
func guessIdentity(lines []string) map[string]Finding {
	found := map[string]Finding{}
	add := func(name string, line int, s Span) {
		if _, has := found[name]; !has && !s.empty() {
			found[name] = Finding{Name: name, Value: s.Of(lines[line]), Line: line, Span: s}
		}
	}
	for i, line := range lines {
		for _, pair := range pairsIn(line) {
			guessValue(line, i, pair, add)
		}
	}
	return found
}

// pair is a value and what it is called.
type pair struct {
	label string
	value Span
}

// pairsIn are the values that have a name before them: one a line, or several as
// name=value.
func pairsIn(line string) []pair {
	if isNoise(line) {
		return nil
	}
	if keys := keyed().FindAllStringIndex(line, -1); len(keys) > 1 {
		var all []pair
		for i, key := range keys {
			end := len(line)
			if i+1 < len(keys) {
				end = keys[i+1][0]
			}
			all = append(all, pair{line[key[0] : key[1]-1], trimSpan(line, Span{key[1], end})})
		}
		return all
	}
	at := labelled().FindStringSubmatchIndex(line)
	if at == nil {
		return nil
	}
	value := Span{at[4], at[5]}
	if isQuoted(value.Of(line)) {
		value = Span{value.From + 1, value.To - 1}
	}
	return []pair{{line[at[2]:at[3]], value}}
}

// keyed is a name before its value where a line has several.
var keyed = compiled(`[\pL][\pL\pN/._-]*=`)

// guessValue finds out what a value is.
func guessValue(line string, i int, p pair, add func(string, int, Span)) {
	value, text := p.value, p.value.Of(line)
	name := labelName(p.label)
	typed, after := typedHost().FindStringSubmatchIndex(text), hostTyped().FindStringSubmatchIndex(text)
	in := func(from, to int) Span { return Span{value.From + from, value.From + to} }
	switch {
	case anyDigest().MatchString(text):
		guessLast(line, i, value, add)
	case name == "host" && typed != nil:
		add("host_type", i, in(typed[2], typed[3]))
		add("host", i, in(typed[4], typed[5]))
	case name == "host" && after != nil:
		add("host", i, in(after[2], after[3]))
		add("host_type", i, in(after[4], after[5]))
	case name != "":
		add(name, i, value)
	}
}

// guessLast finds which response was processed last.
func guessLast(line string, i int, value Span, add func(string, int, Span)) {
	text := value.Of(line)
	at := anyDigest().FindStringIndex(text)
	add("last_sha256", i, Span{value.From + at[0], value.From + at[1]})
	if number := loneNumber().FindStringSubmatchIndex(text[:at[0]]); number != nil {
		add("last_seq", i, Span{value.From + number[2], value.From + number[3]})
	}
}

// withUsual adds what a device need not tell.
func withUsual(found map[string]Finding) {
	host, has := found["host"]
	if _, typed := found["host_type"]; has && !typed {
		kind := "STRING"
		if mac().MatchString(host.Value) {
			kind = "ETHERNET"
		}
		found["host_type"] = Finding{Name: "host_type", Value: kind, Fixed: true}
	}
}

var mac = compiled(`^(?:[0-9A-Fa-f]{2}[:-]?){5}[0-9A-Fa-f]{2}$`)

// neverWords stand where a license does not expire.
var neverWords = compiled(`(?i)^(?:permanent|perpetual|never|unlimited|none|no|unbegrenzt|nie|illimité|nunca|бессрочно|永久|無期限|无限期|-+|∞)$`)

var versionWord = compiled(`^[vV]?\d+(?:\.\d+)+\w*$`)

// guessRow finds the columns of a line that may be a license.
func guessRow(line string) map[string]Span {
	row := map[string]Span{}
	words := Words(line)
	var rest []Span
	for i := 0; i < len(words); i++ {
		w := words[i]
		text := w.Of(line)
		_, hasID := row["id"]
		_, hasCount := row["count"]
		_, hasExpires := row["expires"]
		_, hasVersion := row["version"]
		switch long := longTime(line, words[i:]); {
		case !hasExpires && long > 0:
			row["expires"] = Span{w.From, words[i+long-1].To}
			i += long - 1
		case !hasExpires && neverWords().MatchString(text) && (hasID || len(words) > 2):
			row["expires"] = w
		case !hasVersion && versionWord().MatchString(text):
			row["version"] = w
		case !hasID && isID(text):
			row["id"] = w
		case !hasCount && hasID && digitsOnly().MatchString(text) && len(text) < 10:
			row["count"] = w
		default:
			rest = append(rest, w)
		}
	}
	if feature := longestRun(line, words, rest); !feature.empty() {
		row["feature"] = feature
	}
	return row
}

// longTime is how many of the words, up to four, are a time; 0: they are none.
func longTime(line string, words []Span) int {
	for n := min(4, len(words)); n > 0; n-- {
		if isTime(line[words[0].From:words[n-1].To]) {
			return n
		}
	}
	return 0
}

func isID(text string) bool {
	return len(text) >= 3 && (strings.ContainsAny(text, "0123456789") || codeWord().MatchString(text)) && !digitsOnly().MatchString(text) &&
		capability.ActivationID(text).Check() == nil && !strings.HasSuffix(text, ".")
}

// codeWord is a name in capitals with a hyphen, as activation IDs are.
var codeWord = compiled(`^[A-Z][A-Z0-9]*[-_][A-Z0-9_-]+$`)

// longestRun is the longest part of words that stand side by side and were not
// taken.
func longestRun(line string, words, rest []Span) Span {
	var best Span
	for i := 0; i < len(rest); i++ {
		run := rest[i]
		if !strings.ContainsFunc(run.Of(line), isWordRune) {
			continue
		}
		at := slices.Index(words, run)
		for i+1 < len(rest) && at+1 < len(words) && words[at+1] == rest[i+1] && sameColumn(line[run.To:rest[i+1].From]) {
			i++
			at++
			run.To = rest[i].To
		}
		if run.To-run.From > best.To-best.From {
			best = run
		}
	}
	return best
}

func sameColumn(between string) bool { return between == " " || between == ", " }

// guessTable finds a line that is the row of a license.
func guessTable(lines []string) (at int, row map[string]Span) {
	most := 0
	for i, line := range lines {
		if isNoise(line) {
			continue
		}
		found := guessRow(line)
		_, hasID := found["id"]
		_, hasCount := found["count"]
		if hasID && hasCount && len(found) > most {
			at, row, most = i, found, len(found)
		}
	}
	return at, row
}

// guessLeaves finds values of a JSON document by the names in their paths.
func guessLeaves(leaves []Leaf, fields []string, name func(path, value string) string) map[string]Finding {
	found := map[string]Finding{}
	for i, leaf := range leaves {
		field := name(leaf.Path, leaf.Value)
		if _, has := found[field]; !has && slices.Contains(fields, field) {
			found[field] = Finding{Name: field, Value: leaf.Value, Path: leaf.Path, Line: i}
		}
	}
	return found
}

func identityLeaf(path, value string) string {
	last := path[strings.LastIndexByte(path, '.')+1:]
	switch {
	case hexDigest().MatchString(value):
		return "last_sha256"
	case hostPath().MatchString(path) && last == "type":
		return "host_type"
	case hostPath().MatchString(path):
		return "host"
	case strings.Contains(strings.ToLower(path), "last") && digitsOnly().MatchString(value):
		return "last_seq"
	}
	return labelName(strings.ReplaceAll(last, "_", " "))
}

var hostPath = compiled(`(?i)host`)

func licenseLeaf(path, value string) string {
	lower := strings.ToLower(path)
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(lower, w) })
	}
	switch {
	case has("exp", "until", "valid", "end") && (isTime(value) || neverWords().MatchString(value)):
		return "expires"
	case has("count", "qty", "quantity", "units", "seats") && digitsOnly().MatchString(value):
		return "count"
	case has("activation", "license_id", "licenseid") || lower == "id":
		return "id"
	case has("vers"):
		return "version"
	case has("feature", "name", "product", "title"):
		return "feature"
	}
	return ""
}

func madeLeaf(path, value string) string {
	lower := strings.ToLower(path)
	switch {
	case hexDigest().MatchString(value):
		return "sha256"
	case digitsOnly().MatchString(value) && (strings.Contains(lower, "size") || strings.Contains(lower, "bytes") || strings.Contains(lower, "len")):
		return "size"
	case strings.Contains(lower, "name") || strings.Contains(lower, "file") || strings.Contains(lower, "path"):
		return "name"
	}
	return ""
}

// guessMade finds the name, the size and the digest of a file in an answer.
func guessMade(lines []string, name string) map[string]Finding {
	found := map[string]Finding{}
	add := func(field string, line int, s Span) {
		if _, has := found[field]; !has && !s.empty() {
			found[field] = Finding{Name: field, Value: s.Of(lines[line]), Line: line, Span: s}
		}
	}
	for i, line := range lines {
		if at := wordAt(line, name); at >= 0 && name != "" {
			add("name", i, Span{at, at + len(name)})
		}
		if at := anyDigest().FindStringIndex(line); at != nil {
			add("sha256", i, Span{at[0], at[1]})
		}
	}
	for i, line := range lines {
		told := madeLine().MatchString(line) || strings.Contains(line, name) && name != "" || anyDigest().MatchString(line)
		for _, w := range Words(line) {
			text := w.Of(line)
			switch {
			case told && digitsOnly().MatchString(text) && len(text) < 8:
				add("size", i, w)
			case name == "" && pathLike().MatchString(text):
				add("name", i, w)
			}
		}
	}
	return found
}

var madeLine = compiled(`(?i)byte|size|length|größe|taille|tamaño|размер|大小|サイズ|字节`)
