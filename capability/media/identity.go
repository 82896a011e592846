package media

import "strings"

// Identity is what tells one stick from another. Its texts are the stick's own
// words, so they are untrusted: many cheap sticks have no serial number or
// share one, and a copied stick has the volume number of its original.
type Identity struct {
	VendorID  string // of the USB device, four hexadecimal digits; empty: unknown
	ProductID string // likewise
	Serial    string // of the device; empty: it has none, or the system can't tell
	Maker     string
	Model     string
	Volume    string // the number of its file system (UUID, FAT volume ID); empty: unknown
}

// Same reports whether both are of one stick as far as can be told: all that
// is known of them agrees, and it includes a number. A stick that was formatted
// anew is another one.
func (i Identity) Same(other Identity) bool {
	return i == other && (i.Serial != "" || i.Volume != "")
}

// Made is the maker with the model, as one would say it.
func (i Identity) Made() string {
	if strings.HasPrefix(strings.ToLower(i.Model), strings.ToLower(i.Maker)) {
		return i.Model // many repeat the maker
	}
	return strings.TrimSpace(i.Maker + " " + i.Model)
}

// Presence says what a list of sticks tells of a stick that was chosen before.
type Presence int

// What can have become of a chosen stick.
const (
	Gone     Presence = iota // it is nowhere in the list
	There                    // it is where it was, and was not taken out in between
	Back                     // it was taken out and put back, or mounted elsewhere: open it again
	Replaced                 // another stick lies where it was mounted
	Unsure                   // several in the list could be it: a person must choose
)

// In looks for the stick in a later list and gives what it found: the stick
// itself for [There] and [Back], the other one for [Replaced], else nil.
func (s *Stick) In(list []Stick) (Presence, *Stick) {
	var there, twin *Stick
	twins := 0
	for i := range list {
		l := &list[i]
		if s.Path != "" && l.Path == s.Path {
			there = l
		}
		if s.Identity.Same(l.Identity) {
			twin = l
			twins++
		}
	}
	switch {
	case there != nil && s.stays(there):
		return There, there
	case twins == 1:
		return Back, twin
	case twins > 1:
		return Unsure, nil
	case there != nil:
		return Replaced, there
	default:
		return Gone, nil
	}
}

// stays reports whether the one that lies at the same path now is the one that
// was opened.
func (s *Stick) stays(now *Stick) bool {
	return s.Identity == now.Identity && s.begun.device == now.begun.device && s.begun.medium == now.begun.medium
}
