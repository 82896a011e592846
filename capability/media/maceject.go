package media

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"handback/capability"
)

// dissenter is how diskutil(8) names who is in the way: dissented by PID 432
// (/Applications/Preview.app/Contents/MacOS/Preview).
var dissenter = regexp.MustCompile(`(?i)dissented by PID (\d+) \(([^)\n]+)\)`)

// ejectRefusal is why diskutil did not unmount or eject, by what it printed.
func ejectRefusal(said string) error {
	if who := dissenter.FindStringSubmatch(said); who != nil {
		return &BusyError{Holder: fmt.Sprintf("%s (%s)", path.Base(who[2]), who[1])}
	}
	lower := strings.ToLower(said)
	for _, known := range []struct {
		words string
		err   error
	}{
		{"unable to find disk", ErrGone},
		{"could not find disk", ErrGone},
		{"not privileged", ErrPermission},
		{"operation not permitted", ErrPermission},
		{"in use", ErrBusy},
		{"at least one volume could not be unmounted", ErrBusy},
		{"not ejectable", errStaysOn},
	} {
		if strings.Contains(lower, known.words) {
			return known.err
		}
	}
	first, _, _ := strings.Cut(strings.TrimSpace(said), "\n")
	return fmt.Errorf("%w: %s", ErrKept, capability.Printable(first))
}
