package teach

import (
	"slices"
	"strconv"
	"time"
)

// layouts are how devices write a time, in the way of Go's time package.
var layouts = []string{
	"2006-01-02", "2006-01-02 15:04:05", time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04",
	"2006/01/02", "2006/01/02 15:04:05", "20060102", "2006.01.02",
	"2.1.2006", "02.01.2006 15:04:05", "2/1/2006", "1/2/2006",
	"2-Jan-2006", "2 Jan 2006", "Jan 2 2006", "Jan 2, 2006", "January 2, 2006", "2 January 2006",
	time.ANSIC, time.UnixDate, time.RFC1123, time.RFC1123Z,
	"2006年01月02日",
}

// unixTime is the layout of seconds since 1970.
const unixTime = "unix"

// firstSecond and lastSecond bound what is taken for seconds since 1970: any count
// would be some.
const (
	firstSecond = 1e8 // 1973
	lastSecond  = 253402300799
)

// layoutsOf are the layouts that read every one of the values as a time.
func layoutsOf(values []string) []string {
	var all []string
	for _, layout := range append([]string{unixTime}, layouts...) {
		if len(values) > 0 && !slices.ContainsFunc(values, func(v string) bool { return !readsAs(layout, v) }) {
			all = append(all, layout)
		}
	}
	return all
}

func readsAs(layout, value string) bool {
	if layout == unixTime {
		n, err := strconv.ParseInt(value, 10, 64)
		return err == nil && n >= firstSecond && n <= lastSecond
	}
	t, err := time.Parse(layout, value)
	return err == nil && t.Year() >= 1970
}

// isTime reports whether a value can be a time.
func isTime(value string) bool { return len(layoutsOf([]string{value})) > 0 }

// splitTimes parts the values of a column into times and other words, each word
// once.
func splitTimes(values []string) (times, words []string) {
	for _, v := range values {
		switch {
		case isTime(v):
			times = append(times, v)
		case v != "" && !slices.Contains(words, v):
			words = append(words, v)
		}
	}
	return times, words
}
