package profile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"handback/capability"
)

// ErrAnswer says that what a device said holds no more than the profile looks
// for in it, or less, or is damaged.
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
	for name, value := range x.Fixed {
		fields[name] = value
	}
	for _, line := range lines {
		for _, re := range x.Match {
			take(fields, re, line)
		}
	}
	if len(x.JSON) == 0 {
		return fields, nil
	}
	document, err := findJSON(lines)
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
	document, err := findJSON(lines)
	if err != nil {
		return nil, err
	}
	list, ok := at(document, x.Rows).([]any)
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
		switch value := at(document, path).(type) {
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

// findJSON decodes the document that begins at the first line which begins
// one. What comes after it doesn't matter.
func findJSON(lines []string) (any, error) {
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

// at follows a path; nil where it leads nowhere.
func at(value any, path string) any {
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
