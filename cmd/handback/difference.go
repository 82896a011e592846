package main

import "handback/capability"

// printDifference shows what the response will change, before it is loaded. A
// device's own return may bring more than was ordered: that is named.
func (a *app) printDifference(r capability.Return) {
	if a.json || r.Stage != capability.StageResponseFound {
		return
	}
	if r.Expected == nil {
		a.line("the response can't be read here: the device will show what it changes")
		return
	}
	for _, c := range capability.Difference(r.Held(), r.Expected, r.Order) {
		unasked := ""
		if !c.Asked {
			unasked = " (nobody asked for this)"
		}
		a.line("  %s: holds %d, %d remain%s", c.ActivationID, c.Before, c.After, unasked)
	}
}
