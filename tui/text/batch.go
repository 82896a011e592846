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
	return fmt.Sprintf("%s: %s, %s", Printable("", m.Port), Device(m.Identity), say("%d licenses", len(m.Licenses)))
}

// NotOnList says that a device answered that no row of a list means.
func NotOnList(m bench.Met) string {
	return say("%s: %s is not on the list, and is left alone", Printable("", m.Port), Device(m.Identity))
}

// OrderLines says what an order changes on a device that holds those licenses.
func OrderLines(o capability.Order, held []capability.License) string {
	var all []string
	for _, l := range o.Lines {
		all = append(all, say("%s: holds %d, %d remain", Printable("", string(l.ActivationID)), capability.CountOf(held, l.ActivationID), l.Count))
	}
	return strings.Join(all, "; ")
}

// ListDone says where the devices of a list stand.
func ListDone(of, started, before, can, nowhere, failed int) string {
	var parts []string
	for _, p := range []struct {
		count int
		words Phrase
	}{
		{started, "%d opened now"},
		{can, "%d can be opened"},
		{before, "%d open already"},
		{nowhere, "%d not there"},
		{failed, "%d failed"},
	} {
		if p.count > 0 {
			parts = append(parts, p.words.With(p.count))
		}
	}
	return say("%s on the list: %s", say("%d devices", of), strings.Join(parts, ", "))
}

// What is said around acts of several returns.
const (
	HowMany       Phrase = "Type the number of devices to go on: "
	NoneLeft      Phrase = "That is not the number: these steps were not done."
	TypeYes       Phrase = "Type yes to go on: "
	NotGoneOn     Phrase = "That is not yes: nothing was done."
	NoneOpen      Phrase = "no return waits for that"
	NoStickToTake Phrase = "handback: no usable stick is plugged in; --stick can name a folder instead"
)

// Left says that an act was left because it can't be undone.
func Left(r capability.Return) string {
	return say("%s %s: not done, because it can't be undone: %s. Use --yes, or answer at a terminal.", r.ID, Printable("", r.Device.Serial), nextText(capability.Next(r).Kind))
}

// Changes says in lines what loading the response changes on the device; none:
// the return has no response to load. It marks what nobody ordered.
func Changes(r capability.Return) []string {
	if r.Stage != capability.StageResponseFound {
		return nil
	}
	if r.Expected == nil {
		return []string{say("the response can't be read here: the device will show what it changes")}
	}
	var lines []string
	for _, c := range capability.Difference(r.Held(), r.Expected, r.Order) {
		unasked := ""
		if !c.Asked {
			unasked = say(" (nobody asked for this)")
		}
		lines = append(lines, say("%s: holds %d, %d remain%s", Printable("", string(c.ActivationID)), c.Before, c.After, unasked))
	}
	return lines
}

// Runs says what is being done for a return, in one line.
func Runs(e bench.Event) string {
	at := ""
	if e.Port != "" {
		at = say(" at %s", Printable("", e.Port))
	}
	return fmt.Sprintf("%s%s: %s ...", e.Return, at, Work(e.Act, capability.ToReturn))
}
