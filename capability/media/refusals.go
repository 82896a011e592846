package media

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"handback/capability"
)

// veto is why Windows does not let a device go: PNP_VETO_TYPE of cfg.h, and the
// name of what is in the way, which may be the device's own.
type veto struct {
	kind uint32
	name string // untrusted
}

// The kinds that tell a person something.
const (
	vetoPendingClose       = 2
	vetoWindowsApp         = 3
	vetoWindowsService     = 4
	vetoOutstandingOpen    = 5
	vetoDevice             = 6
	vetoDriver             = 7
	vetoInsufficientRights = 12
)

// err is the veto as an error of this package.
func (v veto) err() error {
	switch {
	case v.kind == vetoWindowsApp && v.name != "":
		return &BusyError{Holder: v.name}
	case v.kind == vetoWindowsService && v.name != "":
		return &BusyError{Holder: "the service " + v.name}
	case v.passing():
		return ErrBusy
	case v.kind == vetoInsufficientRights:
		return ErrPermission
	default:
		return fmt.Errorf("%w: veto %d of %q", ErrKept, v.kind, v.name)
	}
}

// passing reports whether it may help to ask again a moment later: somebody has
// a file or folder open.
func (v veto) passing() bool {
	switch v.kind {
	case vetoPendingClose, vetoWindowsApp, vetoWindowsService, vetoOutstandingOpen, vetoDevice, vetoDriver:
		return true
	default:
		return false
	}
}

// dissenter is how diskutil(8) names who is in the way: dissented by PID 432
// (/Applications/Preview.app/Contents/MacOS/Preview).
var dissenter = regexp.MustCompile(`(?i)dissented by PID (\d+) \(([^)\n]+)\)`)

// ejectRefusal is why diskutil did not unmount or eject, by what it said.
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
