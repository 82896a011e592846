// Package certificate writes down what is known about a return for people who
// were not there: the certificate of a closed one, the state of any other. Both
// are built from the facts alone and say about each thing what it rests on.
//
// The text is ASCII of at most 80 columns. The JSON is one object, ASCII and
// indented; the types of this package are its form, and fields are only ever
// added. A detached signature is of the bytes of either.
//
// Times are RFC 3339 in UTC and say by whose clock. The journal's last hash is
// the SHA-256 of the last line of the journal, line end included; the record
// that has it is the one that the certificate was built from.
package certificate

import (
	"time"

	"handback/capability"
	"handback/capability/asciijson"
)

// Version is the version of the JSON form.
const Version = 1

// Clock says whose clock a time was read from.
type Clock string

// The clocks. A device's clock is as untrusted as its texts.
const (
	LaptopClock Clock = "laptop clock"
	DeviceClock Clock = "device clock"
)

// Time is a moment with its source.
type Time struct {
	At    time.Time `json:"time"`
	Clock Clock     `json:"clock"`
}

func laptop(t time.Time) Time { return Time{t.UTC().Truncate(time.Second), LaptopClock} }

// Certificate is what is known about one return. All its texts may come from
// devices, sticks and people; [Certificate.Text] makes them fit to be shown.
type Certificate struct {
	Version  int    `json:"handback_certificate"`
	Title    string `json:"title"`
	Finished bool   `json:"finished"` // false: a state of a return, which certifies nothing
	Issued   Time   `json:"issued"`
	IssuedBy string `json:"issued_by"`

	Return    capability.ReturnID `json:"return"`
	Purpose   capability.Purpose  `json:"purpose"`
	Started   capability.Way      `json:"started"`
	Reason    string              `json:"reason,omitempty"`
	Opened    Time                `json:"opened"`
	Changed   Time                `json:"changed"` // when the last fact was noted
	Stage     capability.Stage    `json:"stage"`
	Operators []string            `json:"operators"` // who were at the laptops

	Sources  []Source                  `json:"taken_in"`                  // whose facts it rests on beside those seen here; empty: on none
	RestsOn  capability.Closing        `json:"rests_on,omitempty"`        // empty while it isn't finished
	Checked  *capability.Checked       `json:"receipt_checked,omitempty"` // with which key; nil: nobody here could check a receipt
	Meaning  string                    `json:"meaning"`                   // of what it rests on, in words
	Credited []capability.ActivationID `json:"credited,omitempty"`        // as the portal's receipt says that was checked
	Problem  *capability.Problem       `json:"problem,omitempty"`

	Device   Device               `json:"device"`
	Before   *Reading             `json:"before,omitempty"` // nil: it was not read
	After    *Reading             `json:"after,omitempty"`  // nil: it was not read again
	Order    []Line               `json:"order"`
	Changes  []Change             `json:"changes"` // between the two readings
	Files    []File               `json:"files"`
	Claims   []Claim              `json:"claims"`
	Evidence *capability.Evidence `json:"evidence,omitempty"` // of a dead device
	Flags    []Flag               `json:"flags"`
	History  []Event              `json:"history"`
	Journal  Journal              `json:"journal"`
}

// Source is a case of another laptop whose facts were taken in.
type Source struct {
	Taken  Time              `json:"taken"`
	By     string            `json:"by"`               // took it in
	Signer string            `json:"signer,omitempty"` // the known colleague who signed it; empty: hearsay, that decided nothing
	Whose  []string          `json:"whose"`            // the operators that it names
	Facts  int               `json:"facts"`
	Stick  string            `json:"stick"`
	Serial string            `json:"stick_serial,omitempty"`
	Case   capability.Digest `json:"case_sha256"`
}

// Device is what the device said about itself when the return was opened, or what
// its label says. Of one that only hearsay tells of it is the host ID alone.
type Device struct {
	Vendor   string            `json:"vendor"`
	Model    string            `json:"model"`
	Serial   string            `json:"serial"`
	Firmware string            `json:"firmware"`
	Host     capability.HostID `json:"host"`
}

// DeviceOf is what a device said about itself that stays as it is.
func DeviceOf(d capability.Identity) Device {
	return Device{Vendor: d.Vendor, Model: d.Model, Serial: d.Serial, Firmware: d.Firmware, Host: d.Host}
}

// Identity is the same, as it is read.
func (d Device) Identity() capability.Identity {
	return capability.Identity{Vendor: d.Vendor, Model: d.Model, Serial: d.Serial, Firmware: d.Firmware, Host: d.Host}
}

// Reading is what the device itself said that it holds.
type Reading struct {
	Read     Time                 `json:"read"`
	Device   *Time                `json:"device_clock,omitempty"` // nil: it has no clock
	By       string               `json:"by"`
	Serial   string               `json:"serial"`
	Last     *capability.Mark     `json:"last_response,omitempty"` // that it had processed; nil: none, or it can't tell
	Licenses []capability.License `json:"licenses"`
}

// Line is one activation ID of the order, in units.
type Line struct {
	ActivationID capability.ActivationID `json:"activation_id"`
	Feature      string                  `json:"feature,omitempty"`
	Held         int                     `json:"held"`    // before
	Remains      int                     `json:"remains"` // by the order
	GoesBack     int                     `json:"goes_back"`
	Comes        int                     `json:"comes,omitempty"` // of an activation
}

// Change is a license whose count the two readings show to differ, in units.
type Change struct {
	ActivationID capability.ActivationID `json:"activation_id"`
	Feature      string                  `json:"feature"`
	Before       int                     `json:"before"`
	After        int                     `json:"after"`
	Ordered      bool                    `json:"ordered"` // the order names it
}

// File is a file that came or went.
type File struct {
	capability.Artifact
	Came     Time     `json:"came"`
	By       string   `json:"by"`
	Standing Standing `json:"standing"`
}

// Standing says what a file counts for now.
type Standing string

// The standings.
const (
	InUse      Standing = "in use"
	Superseded Standing = "superseded" // another took its place
	Rejected   Standing = "rejected"   // the device can't use it
)

// Claim is what a person said and the tool can't see.
type Claim struct {
	Fact      int         `json:"fact"` // its line in the journal, from 1
	At        Time        `json:"at"`
	Who       string      `json:"who"` // says so
	Text      string      `json:"text"`
	Withdrawn *Withdrawal `json:"withdrawn,omitempty"`
}

// Withdrawal takes a claim back.
type Withdrawal struct {
	Fact   int    `json:"fact"`
	At     Time   `json:"at"`
	Who    string `json:"who"`
	Reason string `json:"reason,omitempty"`
}

// Flag is something odd about the device.
type Flag struct {
	Fact int                 `json:"fact"`
	At   Time                `json:"at"`
	Flag capability.FlagKind `json:"flag"`
	Text string              `json:"text"`
}

// Event is one fact of the journal.
type Event struct {
	At    Time                `json:"at"`
	By    string              `json:"by"`
	Fact  capability.FactKind `json:"fact"`
	Claim bool                `json:"claim"`          // a person's word, that only the person answers for
	Known Provenance          `json:"known"`          // how far
	From  string              `json:"from,omitempty"` // the known colleague who signed the case that it came in
	Text  string              `json:"text"`
	Stage capability.Stage    `json:"stage"` // that it led to
}

// Provenance says how far a fact is known.
type Provenance string

// How far.
const (
	SeenHere      Provenance = "seen here"
	SeenElsewhere Provenance = "seen by a known signer"
	Hearsay       Provenance = "hearsay" // it decided nothing
)

// Journal names the record.
type Journal struct {
	Facts    int               `json:"facts"`
	LastHash capability.Digest `json:"last_sha256"`
}

// JSON gives the documented form. The same certificate always gives the same
// bytes, all of them printable ASCII or line ends, so that a signature of them
// holds and no terminal is led astray.
func (c Certificate) JSON() ([]byte, error) {
	return asciijson.MarshalIndent(c.withLists())
}

// withLists has an empty list where nothing is listed, and never null.
func (c Certificate) withLists() Certificate {
	c.Operators, c.Sources = orEmpty(c.Operators), orEmpty(c.Sources)
	c.Order, c.Changes, c.Files = orEmpty(c.Order), orEmpty(c.Changes), orEmpty(c.Files)
	c.Claims, c.Flags, c.History = orEmpty(c.Claims), orEmpty(c.Flags), orEmpty(c.History)
	for _, r := range []**Reading{&c.Before, &c.After} {
		if *r != nil {
			whole := **r
			whole.Licenses = orEmpty(whole.Licenses)
			*r = &whole
		}
	}
	return c
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
