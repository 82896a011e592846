package report

import (
	"slices"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/certificate"
)

// Item is one return in a report.
type Item struct {
	ID        capability.ReturnID `json:"return"`
	Device    certificate.Device  `json:"device"`
	Site      string              `json:"site,omitempty"`      // where it was opened; untrusted
	Colleague string              `json:"colleague,omitempty"` // the known colleague whose word it is; empty: it was seen here
	Opened    time.Time           `json:"opened"`
	Closed    time.Time           `json:"closed,omitzero"`     // zero: it is a debt
	Closing   capability.Closing  `json:"closed_on,omitempty"` // empty: it is a debt
	Debt      capability.Debt     `json:"debt,omitempty"`      // empty: it came back
	Since     time.Time           `json:"since,omitzero"`      // when the debt began
	AgeDays   int                 `json:"age_days,omitempty"`  // of the debt, whole days
	Lines     []Line              `json:"licenses"`            // that come back, or came
	Unknown   bool                `json:"unknown,omitempty"`   // nobody here can tell which
	Uncovered int                 `json:"uncovered,omitempty"` // licenses of the order that the proof doesn't name: not counted
	Claims    int                 `json:"claims,omitempty"`    // what persons said of it and did not take back
	Flags     int                 `json:"flags,omitempty"`     // odd things noted of the device
}

// Line is one license of a return.
type Line struct {
	ActivationID capability.ActivationID `json:"activation_id"`
	Feature      string                  `json:"feature,omitempty"` // untrusted
	Units        int                     `json:"units"`             // taken from the device
}

// Units are those of all lines.
func (i Item) Units() int {
	sum := 0
	for _, l := range i.Lines {
		sum += l.Units
	}
	return sum
}

func (i Item) count() Count {
	c := Count{Returns: 1, Licenses: len(i.Lines), Units: i.Units()}
	if i.Unknown {
		c.Unknown = 1
	}
	return c
}

// Add adds a return to the report if it is within its scope. An activation, a cancelled
// return and a case that was set aside bring nothing back, and stay out.
func (b *Builder) Add(r capability.Return) {
	if !b.scope.Until.IsZero() {
		r = asOf(r, b.scope.Until)
	}
	if r.Stage == capability.StageNone || r.Purpose == capability.ToActivate || !b.scope.of(r) {
		return
	}
	if b.scope.Site != "" && r.Site != b.scope.Site {
		if r.Site == "" {
			b.LeaveOut(WithoutSite)
		}
		return
	}
	if r.Stage == capability.StageTakenIn {
		b.LeaveOut(OnlyTold)
		return
	}
	i := itemOf(r, b.scope.At())
	switch {
	case i.Debt != "":
	case i.Closed.IsZero(), i.Closed.Before(b.scope.Since):
		return
	}
	b.items = append(b.items, i)
}

// of reports whether the return is of the device that the scope names.
func (s Scope) of(r capability.Return) bool { return s.Device == "" || Names(s.Device, r) }

// Names reports whether a text is the serial number or the host ID of the device of a
// return, as it was opened with or read last.
func Names(text string, r capability.Return) bool {
	for _, d := range []capability.Identity{r.Device, r.Seen} {
		if IsDevice(text, d) {
			return true
		}
	}
	return r.Evidence != nil && strings.EqualFold(r.Evidence.Serial, text)
}

// IsDevice reports whether a text is the serial number or the host ID of a device. The
// case of letters doesn't count, nor whether the type of the host ID is named.
func IsDevice(text string, d capability.Identity) bool {
	return text != "" && slices.ContainsFunc([]string{d.Serial, d.Host.Value, d.Host.String()}, func(name string) bool {
		return strings.EqualFold(name, text)
	})
}

// asOf is the return as it stood at a moment: after the last fact that was noted before.
func asOf(r capability.Return, at time.Time) capability.Return {
	n := len(r.Entries)
	for n > 0 && !r.Entries[n-1].At.Before(at) {
		n--
	}
	if n == len(r.Entries) {
		return r
	}
	then, err := capability.Replay(r.Entries[:n])
	if err != nil { // the facts followed on each other before
		return capability.Return{}
	}
	return then
}

func itemOf(r capability.Return, at time.Time) Item {
	i := Item{
		ID: r.ID, Device: certificate.DeviceOf(r.Device), Site: r.Site, Colleague: r.Colleague(), Opened: r.OpenedAt.UTC(),
		Closed: r.ClosedAt().UTC(), Closing: r.Closing, Claims: claimsOf(r), Flags: len(r.Flags),
	}
	i.Debt, i.Since = r.Debt()
	if i.Debt != "" {
		i.Closing, i.Since, i.AgeDays = "", i.Since.UTC(), Days(i.Since, at)
	}
	i.Lines = linesOf(r)
	i.Unknown = len(i.Lines) == 0
	if r.Closing == capability.ClosedOnProof && r.Stage == capability.StageClosed {
		all := len(i.Lines)
		i.Lines = slices.DeleteFunc(i.Lines, func(l Line) bool { return !slices.Contains(r.Credited, l.ActivationID) })
		i.Uncovered = all - len(i.Lines)
	}
	return i
}

// Days is how many whole days have passed; none when the clock went back.
func Days(since, now time.Time) int {
	const day = 24 * time.Hour
	return max(0, int(now.Sub(since)/day))
}

// linesOf are the licenses that a return takes from its device. What a dead device held
// when it was read last is lost with it, whatever was ordered.
func linesOf(r capability.Return) []Line {
	held, order := r.Before, r.Order.Lines
	switch {
	case r.Dead(), r.Closing == capability.ClosedOnDecision:
		held, order = r.Held(), capability.ReturnAll(r.Held()).Lines
	case len(order) == 0 && r.After != nil:
		order = capability.ReductionOf(r.Before, r.After).Lines
	}
	lines := make([]Line, 0, len(order))
	for _, l := range order {
		line := Line{ActivationID: l.ActivationID, Units: max(0, capability.CountOf(held, l.ActivationID)-l.Count)}
		for _, h := range held {
			if h.ActivationID == l.ActivationID {
				line.Feature = capability.Printable(h.Feature)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// claimsOf counts what persons said about a return and did not take back.
func claimsOf(r capability.Return) int {
	claims := 0
	for _, e := range r.Entries {
		if e.Hearsay() {
			continue
		}
		switch e.Fact.(type) {
		case capability.Uploaded, capability.Declared, capability.Decided:
			claims++
		case capability.Withdrawn:
			claims--
		}
	}
	return claims
}
