package text

import (
	"errors"

	"handback/capability"
	"handback/capability/desk"
)

// What the site asks of sticks.
const (
	ScanTitle      = "Was the stick scanned?"
	Scan           = "This site wants a scan for malware on record before a response from a stick is loaded. It is noted, and shown, as what a person says."
	ScanYes        = "Yes, note it"
	ScanWork       = "Noting the scan"
	WhoScanned     = "Who had it scanned"
	Station        = "At which station"
	WhenScanned    = "When"
	StationMissing = "At which station was it scanned?"
	WhenWrong      = "The time is typed like 2026-03-02 10:41."
)

// explainSite explains what the site's rules are in the way of.
func explainSite(err error) (Explanation, bool) {
	switch {
	case errors.Is(err, desk.ErrNeedsScan):
		return Explanation{
			"No scan of the stick is on record.", "This site wants one before a response from a stick is loaded. Nothing was loaded.",
			"Have the stick scanned, and say so: 'handback scanned', or the load step of the screens.",
		}, true
	case errors.Is(err, capability.ErrScan):
		return Explanation{
			"The scan record is not complete, or its time is still to come.", "Nothing was noted.", "Say who had the stick scanned, at which station and when.",
		}, true
	case errors.Is(err, desk.ErrNotReleased):
		return Explanation{
			"The stick must not be taken out yet.", "The file is on it and was read back. This site wants sticks released before they are taken out.",
			notOutText(err),
		}, true
	}
	return Explanation{}, false
}

// explainBehind: the file is on the stick, and something that goes with it is
// not.
func explainBehind(err error) (Explanation, bool) {
	what, means := "", ""
	switch {
	case errors.Is(err, desk.ErrCaseUnsigned):
		return Explanation{
			"The file is on the stick and was read back, but the case beside it is not signed.",
			"The file can go to the portal. Another laptop takes the case for hearsay.",
			"Mend the signing-key of the configuration, or add the key to ssh-agent, and save once more.",
		}, true
	case errors.Is(err, desk.ErrSlipBehind):
		what, means = "the slip beside it is not.", "The file can go to the portal. Tell whoever takes it there which file to upload."
	case errors.Is(err, desk.ErrCaseBehind):
		what, means = "the case beside it could not be brought up to date.", "The file can go to the portal. Another laptop would not know yet that it was saved."
	case errors.Is(err, desk.ErrSumsBehind):
		what, means = "the list of digests beside it, SHA256SUMS, could not be brought up to date.", "The file can go to the portal."
	default:
		return Explanation{}, false
	}
	why, _ := explainStick(err)
	return Explanation{
		Printable(" ", "The file is on the stick and was read back, but "+what, why.What), means,
		"Save it once more when that is mended: 'handback save', or 'save again' on the screens.",
	}, true
}

// takenOutText says of an act what was done to take the stick out; empty:
// nothing.
func takenOutText(d desk.Done) string {
	if d.Released == nil {
		return ""
	}
	return Released(d.Return.SavedTo, *d.Released)
}
