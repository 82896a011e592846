package text

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"handback/capability"
)

// LoadInto names the load that is asked about.
func LoadInto(d capability.Identity) string { return say("Load the response into %s", plainDevice(d)) }

// BeforeAndAfter heads what the device holds now, and what it holds after the load.
func BeforeAndAfter(r capability.Return, now time.Time) string {
	if read := readAt(r); !read.IsZero() {
		return say("Read from the device %s, and after the load:", Age(read, now))
	}
	return say("Read from the device, and after the load:")
}

// readAt is when the licenses of the device were read last; zero: never here.
func readAt(r capability.Return) time.Time {
	for _, e := range slices.Backward(r.Entries) {
		switch e.Fact.(type) {
		case capability.Opened, capability.LicensesRead:
			return e.At
		}
	}
	return time.Time{}
}

// NotAsked is under a license that a response changes and no order names.
const NotAsked Phrase = "NOBODY ASKED FOR THIS"

// ChangeName and ChangeNumbers tell of one license before and after a response. The
// arrow between its counts is a mark.
func ChangeName(r capability.Return, c capability.Change) (id, feature string) {
	feature = c.Feature
	for _, l := range r.Held() {
		if l.ActivationID == c.ActivationID {
			feature = Feature(l)
		}
	}
	return Printable("", string(c.ActivationID)), Printable("", feature)
}

func ChangeNumbers(c capability.Change, arrow string) string {
	then := say("remain")
	if c.After > c.Before {
		then = say("then")
	}
	return say("holds %d %s %d %s", c.Before, arrow, c.After, then)
}

// RestOf counts the licenses that the response leaves as they are; empty: there are
// none.
func RestOf(r capability.Return) string {
	changed, _ := r.Changes()
	rest := len(r.Held())
	for _, c := range changed {
		if c.Before > 0 { // the device held it
			rest--
		}
	}
	if rest <= 0 {
		return ""
	}
	return RestStays(rest)
}

// Stops names the features that stop working on the device by the load, and those
// that keep fewer units.
func Stops(r capability.Return) []string {
	changed, _ := r.Changes()
	var gone, fewer []string
	for _, c := range changed {
		id, name := ChangeName(r, c)
		switch name = cmp.Or(name, id); {
		case c.After == 0 && c.Before > 0:
			gone = append(gone, name)
		case c.After < c.Before:
			fewer = append(fewer, name)
		}
	}
	var texts []string
	switch len(gone) {
	case 0:
	case 1:
		texts = append(texts, say("%s stops working on the device as soon as the response is loaded.", gone[0]))
	default:
		texts = append(texts, say("These stop working on the device as soon as the response is loaded: %s.", someText(gone)))
	}
	if len(fewer) > 0 {
		texts = append(texts, say("Fewer units remain of: %s.", someText(fewer)))
	}
	if len(texts) == 0 || r.Purpose == capability.ToActivate {
		return append(texts, Load(r))
	}
	return append(texts, say("Only the portal can issue again what the device loses."))
}

// someText lists a few names, and counts the rest.
func someText(names []string) string {
	const most = 4
	if more := len(names) - most; more > 0 {
		return say("%s, and %d more", strings.Join(names[:most], ", "), more)
	}
	return strings.Join(names, ", ")
}

// Rests says what the response that is to be loaded rests on.
func Rests(r capability.Return, now time.Time) string {
	checked := say("Nobody here could check the portal's signature on the response. The device checks it.")
	if r.ResponseChecked != nil {
		checked = say("The response was checked with %s.", keyText(r.ResponseChecked))
	}
	if r.Opaque() || r.Response == nil || r.Response.MessageID == "" {
		return checked
	}
	for _, e := range slices.Backward(r.Entries) {
		if _, made := e.Fact.(capability.RequestMade); made {
			return say("The response answers the request of %s. ", momentText(e.At, now)) + checked
		}
	}
	return checked
}
