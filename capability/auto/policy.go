// Package auto does returns without a key: it watches ports, sticks, folders and
// the portal, and does for each device what a policy allows. It is the bench
// without a person.
//
// Pure rules ([Policy.Decide]) decide before each act what is allowed: from the
// policy as it is then, the facts of the return, and the devices and sticks that
// are there. Anything unexpected stops that device and asks for a person; it never
// stops another device.
//
// One process writes a ledger. Auto holds it only while it acts, releases it at
// least every half minute, and leaves it alone while the screens or a command
// have it. Persons can take a device over for longer, see [Folder].
package auto

import (
	"slices"
	"time"

	"handback/capability"
)

// Way is how files go to the portal and come back.
type Way string

// The ways.
const (
	ByPortal Way = "portal" // by program
	ByStick  Way = "stick"  // on the stick that is plugged in, if it is the only one
	ByFolder Way = "folder" // that somebody else empties and fills, as if it were a stick
)

// ActOpen is the act that opens a return. An open return never has it.
const ActOpen capability.ActKind = "open"

// Policy says what may happen without a person. The zero Policy allows nothing.
type Policy struct {
	Devices []string // serial numbers, or host IDs as TYPE/value
	Models  []string // whose devices count as named, too

	// Activations are the only ones that go back; empty: all that a device holds. All
	// units of an activation ID go back: none remain.
	Activations []capability.ActivationID

	Through Way
	Portal  string   // the name of the portal; empty: the one that the device belongs to
	Folder  string   // of ByFolder
	Ports   []string // that are asked; empty: all that are free

	ADay    int                  // most returns that are opened within 24 hours in the ledger, by anybody
	Persons []capability.ActKind // acts that only a person does, or ActOpen

	// TwoPersons lets only such devices return licenses that a [List] names, proposed
	// by one person and approved by another. Lists is the folder of those.
	TwoPersons bool
	Lists      string

	// Cases is a shared folder into which colleagues put their cases; empty: none is
	// looked into. What known ones signed is kept for reports and histories.
	Cases string

	Certificates string        // folder for the certificates of closed returns; empty: none are written
	OnEvent      []string      // program that is told each event, with its arguments; empty: none
	AskEvery     time.Duration // how often a port is asked who is there
	Reason       string        // of the returns that are opened
}

// Names reports whether the policy is about a device.
func (p Policy) Names(d capability.Identity) bool {
	return slices.Contains(p.Models, d.Model) && d.Model != "" ||
		slices.ContainsFunc(p.Devices, func(name string) bool { return name == d.Host.String() || name == d.Serial })
}

// Order is what a device returns of what it holds. It has no lines when nothing
// is returned.
func (p Policy) Order(held []capability.License) capability.Order {
	all := capability.ReturnAll(held)
	all.Lines = slices.DeleteFunc(all.Lines, func(l capability.Line) bool { return !p.covers(l) })
	return all
}

// covers reports whether the policy lets a line of an order be carried out.
func (p Policy) covers(l capability.Line) bool {
	return l.Count == 0 && (len(p.Activations) == 0 || slices.Contains(p.Activations, l.ActivationID))
}

func (p Policy) needsPerson(act capability.ActKind) bool { return slices.Contains(p.Persons, act) }
