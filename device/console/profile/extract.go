package profile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"strconv"
	"strings"
	"time"

	"handback/capability"
)

// ErrAnswer says that a device's answer is damaged, or is not what the profile
// looks for.
var ErrAnswer = errors.New("the answer is not what the profile describes")

// Extract finds named values in the lines of an answer, by regular
// expressions or in a JSON document.
type Extract struct {
	Match []*regexp.Regexp
	JSON  map[string]string // path of each value: keys and indexes with dots between
	Rows  string            // path of the list whose elements are the rows; empty: the document
	Fixed map[string]string
}

// Fields are the values of an answer; of those found twice the last.
func (x Extract) Fields(lines []string) (map[string]string, error) {
	fields := make(map[string]string)
	maps.Copy(fields, x.Fixed)
	for _, line := range lines {
		for _, re := range x.Match {
			take(fields, re, line)
		}
	}
	if len(x.JSON) == 0 {
		return fields, nil
	}
	document, err := FindJSON(lines)
	if err != nil {
		return nil, err
	}
	return fields, x.pick(fields, document)
}

// Whole reports whether all values that are looked for are among those found.
func (x Extract) Whole(fields map[string]string) bool {
	for name := range x.JSON {
		if _, found := fields[name]; !found {
			return false
		}
	}
	for _, re := range x.Match {
		for _, name := range re.SubexpNames() {
			if _, found := fields[name]; !found && name != "" {
				return false
			}
		}
	}
	return true
}

// Lists gives the values of each row of an answer.
func (x Extract) Lists(lines []string) ([]map[string]string, error) {
	if len(x.JSON) > 0 {
		return x.jsonRows(lines)
	}
	var rows []map[string]string
	for _, line := range lines {
		for _, re := range x.Match {
			row := make(map[string]string)
			if take(row, re, line) {
				rows = append(rows, row)
				break
			}
		}
	}
	if len(rows) > capability.MaxLicenses {
		return nil, fmt.Errorf("%w: %d rows, more than %d", ErrAnswer, len(rows), capability.MaxLicenses)
	}
	return rows, nil
}

// take adds the groups of a match; it reports whether there is one.
func take(fields map[string]string, re *regexp.Regexp, line string) bool {
	found := re.FindStringSubmatch(line)
	for i, name := range re.SubexpNames() {
		if found != nil && name != "" {
			fields[name] = strings.TrimSpace(found[i])
		}
	}
	return found != nil
}

func (x Extract) jsonRows(lines []string) ([]map[string]string, error) {
	document, err := FindJSON(lines)
	if err != nil {
		return nil, err
	}
	list, ok := At(document, x.Rows).([]any)
	if !ok || len(list) > capability.MaxLicenses {
		return nil, fmt.Errorf("%w: %q is not a list of at most %d elements", ErrAnswer, x.Rows, capability.MaxLicenses)
	}
	rows := make([]map[string]string, 0, len(list))
	for _, element := range list {
		row := make(map[string]string)
		if err := x.pick(row, element); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// pick takes the values that are there.
func (x Extract) pick(fields map[string]string, document any) error {
	for name, path := range x.JSON {
		switch value := At(document, path).(type) {
		case nil:
		case string:
			fields[name] = value
		case json.Number:
			fields[name] = value.String()
		default:
			return fmt.Errorf("%w: %q is neither a text nor a number", ErrAnswer, path)
		}
	}
	return nil
}

// FindJSON decodes the document that begins at the first line which begins
// one. What comes after it doesn't matter.
func FindJSON(lines []string) (any, error) {
	for i, line := range lines {
		if text := strings.TrimLeft(line, " \t"); text == "" || text[0] != '{' && text[0] != '[' {
			continue
		}
		d := json.NewDecoder(strings.NewReader(strings.Join(lines[i:], "\n")))
		d.UseNumber()
		var document any
		if err := d.Decode(&document); err == io.ErrUnexpectedEOF {
			return nil, fmt.Errorf("%w: the JSON document has no end", ErrAnswer)
		} else if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrAnswer, err)
		}
		return document, nil
	}
	return nil, fmt.Errorf("%w: there is no JSON document", ErrAnswer)
}

// At follows a path; nil where it leads nowhere.
func At(value any, path string) any {
	if path == "" {
		return value
	}
	for step := range strings.SplitSeq(path, ".") {
		switch in := value.(type) {
		case map[string]any:
			value = in[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(in) {
				return nil
			}
			value = in[i]
		default:
			return nil
		}
	}
	return value
}

// unixTime says that times are seconds since 1970.
const unixTime = "unix"

// Text reads a text; what isn't there is empty.
func (v Values) Text(written string) (string, error) {
	if written == v.None {
		return "", nil
	}
	if !v.Quoted || !strings.HasPrefix(written, `"`) {
		return written, nil
	}
	text, err := strconv.Unquote(written)
	if err != nil {
		return "", fmt.Errorf("%w: %q is not a quoted text", ErrAnswer, written)
	}
	return text, nil
}

// Moment reads a time; what isn't there, and never, is the zero time. A layout
// without a zone means UTC.
func (v Values) Moment(written string) (time.Time, error) {
	if written == "" || written == v.None || written == v.Never {
		return time.Time{}, nil
	}
	if v.Time == unixTime {
		seconds, err := strconv.ParseInt(written, 10, 64)
		if err != nil || seconds < 0 || seconds > lastSecond {
			return time.Time{}, fmt.Errorf("%w: %q is not a time in seconds", ErrAnswer, written)
		}
		return time.Unix(seconds, 0).UTC(), nil
	}
	t, err := time.Parse(v.Time, written)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: %q is not a time written as %q", ErrAnswer, written, v.Time)
	}
	return t.UTC(), nil
}

// lastSecond is the end of the year 9999, the last that JSON can carry.
const lastSecond = 253402300799

// Count reads a number that is not negative.
func (v Values) Count(written string) (uint64, error) {
	n, err := strconv.ParseUint(written, 10, 63)
	if err != nil {
		return 0, fmt.Errorf("%w: %q is not a number", ErrAnswer, written)
	}
	return n, nil
}

// codeOf finds a refusal by its name or its number; 0 when there is none.
func codeOf(text string) capability.RefusalCode {
	for code := capability.Unknown; code <= capability.LastRefusal; code++ {
		if text == code.String() || text == strconv.Itoa(int(code)) {
			return code
		}
	}
	return 0
}

func codeWords() string {
	var words []string
	for code := capability.Unknown; code <= capability.LastRefusal; code++ {
		words = append(words, strconv.Quote(code.String()))
	}
	return strings.Join(words, ", ")
}

// Refused reads a line, and the status of the command (0: none), as a refusal;
// nil when it is none.
func (r Refusal) Refused(line string, status int) *capability.Refusal {
	if r.Status != 0 && r.Status != status {
		return nil
	}
	no := &capability.Refusal{Code: r.Code}
	if r.Match == nil {
		return no
	}
	fields := make(map[string]string)
	if !take(fields, r.Match, line) {
		return nil
	}
	if code := codeOf(fields["code"]); code != 0 {
		no.Code = code
	}
	no.Text = fields["text"]
	return no
}
