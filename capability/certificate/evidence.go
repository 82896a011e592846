package certificate

import (
	"slices"

	"handback/capability"
)

// readingsIn gives the device as it was read first and as it was read last. A
// return that begins with a label, or in the portal with a host ID alone, has
// no first reading.
func readingsIn(entries []capability.Entry) (before, after *Reading) {
	for _, e := range entries {
		r := e.Reading()
		if r == nil || e.Hearsay() {
			continue
		}
		_, first := e.Fact.(capability.Opened)
		if takenIn(entries) && before == nil { // a return that was taken in begins with its first reading here
			first = true
		}
		if first {
			before = readingOf(e, *r)
		} else {
			after = readingOf(e, *r)
		}
	}
	return before, after
}

func readingOf(e capability.Entry, r capability.Reading) *Reading {
	out := &Reading{Read: laptop(e.At), By: e.SeenBy(), Serial: r.Device.Serial, Last: r.Device.Last, Licenses: r.Licenses}
	if !r.Device.Clock.IsZero() {
		out.Device = &Time{r.Device.Clock.UTC(), DeviceClock}
	}
	return out
}

// filesOf lists every file that came or went, in the order in which they did.
func filesOf(r capability.Return) []File {
	var all []File
	for _, e := range r.Entries {
		a, came := e.Artifact()
		if e.Hearsay() {
			continue
		}
		known := slices.ContainsFunc(all, func(f File) bool { return f.SHA256 == a.SHA256 })
		if came && !known {
			all = append(all, File{Artifact: a, Came: laptop(e.At), By: e.SeenBy(), Standing: standing(r, a.SHA256)})
		}
	}
	return all
}

func standing(r capability.Return, d capability.Digest) Standing {
	switch {
	case slices.ContainsFunc(r.Artifacts(), func(a capability.Artifact) bool { return a.SHA256 == d }):
		return InUse
	case r.Rejected(d):
		return Rejected
	default:
		return Superseded
	}
}

// claimsIn lists what people said, also what they took back later.
func claimsIn(entries []capability.Entry) []Claim {
	var all []Claim
	uploads := map[capability.ArtifactKind]int{} // of which file the newest claim is where in all
	for n, e := range entries {
		text, claimed := words(e.Fact)
		if e.Hearsay() {
			continue
		}
		if claimed {
			all = append(all, Claim{Fact: n + 1, At: laptop(e.At), Who: claimant(e), Text: text})
		}
		switch fact := e.Fact.(type) {
		case capability.Uploaded:
			uploads[fact.File] = len(all) - 1
		case capability.Withdrawn:
			if at, there := uploads[fact.File]; there {
				all[at].Withdrawn = &Withdrawal{Fact: n + 1, At: laptop(e.At), Who: e.By, Reason: fact.Reason}
			}
		}
	}
	return all
}

// claimant is who says so: a person that the fact names, or the operator.
func claimant(e capability.Entry) string {
	switch fact := e.Fact.(type) {
	case capability.Declared:
		return fact.Evidence.Who
	case capability.Decided:
		return fact.Who
	default:
		return e.By
	}
}

// takenIn reports whether a return began with hearsay.
func takenIn(entries []capability.Entry) bool { return len(entries) > 0 && entries[0].Hearsay() }

// sourcesOf lists the cases that were taken in.
func sourcesOf(entries []capability.Entry) []Source {
	var all []Source
	for _, e := range entries {
		f, ok := e.Fact.(capability.TakenIn)
		if !ok || e.From != nil {
			continue
		}
		all = append(all, Source{
			Taken: laptop(e.At), By: e.By, Signer: f.Signer, Whose: orEmpty(f.Whose), Facts: f.Facts, Stick: f.Stick, Serial: f.StickSerial, Case: f.Case,
		})
	}
	return all
}

// known says how far a fact is known, and by whom if not here.
func known(e capability.Entry) (Known, string) {
	switch {
	case e.From == nil:
		return SeenHere, ""
	case e.Hearsay():
		return Hearsay, ""
	default:
		return SeenElsewhere, e.From.Signer
	}
}
