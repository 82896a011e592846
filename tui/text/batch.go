package text

import (
	"fmt"
	"strings"

	"handback/capability"
	"handback/capability/bench"
)

// Met says who answered at a port, in one line.
func Met(m bench.Met) string {
	if m.Err != nil {
		return fmt.Sprintf("%s: %s", Printable("", m.Port), Explain(m.Err).What)
	}
	return fmt.Sprintf("%s: %s, %s", Printable("", m.Port), Device(m.Identity), countText(len(m.Licenses), "license"))
}

// NotOnList says that a device answered that no row of a list means.
func NotOnList(m bench.Met) string {
	return fmt.Sprintf("%s: %s is not on the list, and is left alone", Printable("", m.Port), Device(m.Identity))
}

// OrderLines says what an order changes on a device that holds those licenses.
func OrderLines(o capability.Order, held []capability.License) string {
	var all []string
	for _, l := range o.Lines {
		all = append(all, fmt.Sprintf("%s: holds %d, %d remain", Printable("", string(l.ActivationID)), capability.CountOf(held, l.ActivationID), l.Count))
	}
	return strings.Join(all, "; ")
}

// ListDone says where the devices of a list stand.
func ListDone(of, started, before, can, nowhere, failed int) string {
	var parts []string
	for _, p := range []struct {
		count int
		words string
	}{
		{started, "returns opened"},
		{can, "returns can be opened"},
		{before, "were open already"},
		{nowhere, "answer at none of the ports"},
		{failed, "failed"},
	} {
		if p.count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.count, p.words))
		}
	}
	return fmt.Sprintf("%s on the list: %s", countText(of, "device"), strings.Join(parts, ", "))
}
