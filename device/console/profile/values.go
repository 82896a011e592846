package profile

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"handback/capability"
)

func (s *section) values() Values {
	defer s.end()
	v := Values{Time: s.text("time"), Never: s.text("never"), None: s.text("none"), Quoted: s.flag("quoted")}
	if v.Time == "" {
		v.Time = unixTime
	}
	if v.Time != unixTime && !strings.Contains(v.Time, "2006") {
		s.add(s.node("time").at, `time takes "unix", or how January 2, 2006, 15:04:05 is written, as "2006-01-02"`)
	}
	return v
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
