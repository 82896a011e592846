package config

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"handback/capability"
	"handback/capability/signature"
)

// Limits of values. SMP leaves the groups from 64 on to the makers of devices.
const (
	minGroup = 64
	minBaud  = 300
	maxBaud  = 12_000_000
	maxPath  = 4096 // bytes
	maxLines = 64
)

// ErrValue says that a key has a value that it can't have.
var ErrValue = errors.New("this value is not possible")

// Config is what the file says; [Default] where it says nothing.
type Config struct {
	Confirmation capability.Policy      // whether the portal asks for a confirmation
	Operator     string                 // empty: not configured
	SigningKey   string                 // path; empty: none
	Trusted      string                 // path of the list of trusted signers; empty: nobody
	Signers      signature.Signers      // what that list says, where [Load] read it
	PortalKeys   []string               // paths of public keys (PEM) that responses and receipts are checked with
	SlipTemplate string                 // path; empty: the tool's own wording
	State        string                 // path; empty: the user's state folder
	Group        uint16                 // 0: the usual one
	Baud         int                    // bits a second; 0: the usual speed
	LineBuffers  int                    // lines of a frame that the device's SMP console holds; 0: found out
	Profile      string                 // of the device's console: a path or a built-in name; empty: it speaks SMP
	Stick        capability.StickPolicy // what the site asks of sticks
}

// Default is the configuration without a file.
func Default() Config { return Config{Confirmation: capability.ConfirmationUnknown} }

// check reports the first value that is out of its limits.
func (c Config) check() error {
	switch c.Confirmation {
	case capability.ConfirmationRequired, capability.ConfirmationSkipped, capability.ConfirmationUnknown:
	default:
		return impossible("confirmation")
	}
	switch {
	case len(c.Operator) > capability.MaxText || capability.Printable(c.Operator) != c.Operator:
		return impossible("operator")
	case len(c.Profile) > maxPath:
		return impossible("profile")
	case c.Group != 0 && c.Group < minGroup:
		return impossible("group")
	case c.Baud != 0 && (c.Baud < minBaud || c.Baud > maxBaud):
		return impossible("baud")
	case c.LineBuffers < 0 || c.LineBuffers > maxLines:
		return impossible("line-buffers")
	}
	if len(c.PortalKeys) > capability.MaxKeys {
		return impossible("portal-keys")
	}
	if err := checkSerials(c.Stick.Serials); err != nil {
		return err
	}
	for _, p := range c.paths() {
		if len(*p.value) > maxPath {
			return impossible(p.key)
		}
	}
	return nil
}

// impossible says what a key takes, which is not what it got.
func impossible(key string) error {
	takes := fmt.Sprintf("a path of at most %d bytes", maxPath)
	switch key {
	case "confirmation":
		takes = `"required", "skipped" or "unknown"`
	case "profile":
		takes = fmt.Sprintf("the name of a built-in profile, or a path of at most %d bytes that holds a dot or a slash", maxPath)
	case "operator":
		takes = fmt.Sprintf("a name of at most %d bytes that can be shown", capability.MaxText)
	case "group":
		takes = fmt.Sprintf("a number from %d to %d", minGroup, math.MaxUint16)
	case "baud":
		takes = fmt.Sprintf("a number from %d to %d", minBaud, maxBaud)
	case "portal-keys":
		takes = fmt.Sprintf("a list of at most %d paths of at most %d bytes", capability.MaxKeys, maxPath)
	case "line-buffers":
		takes = fmt.Sprintf("a number from 1 to %d, or 0 to find it out", maxLines)
	case "stick.serials":
		takes = fmt.Sprintf("a list of 1 to %d serial numbers, each of at most %d bytes that can be shown",
			maxSerials, capability.MaxText)
	case "stick.release":
		takes = `"required" or "optional"`
	case "stick.scan-record":
		takes = "true or false"
	case "stick":
		takes = "a table"
	}
	return fmt.Errorf("%w: %s takes %s, once", ErrValue, capability.Printable(key), takes)
}

// pathKey is a key whose value is a path.
type pathKey struct {
	key   string
	value *string
}

func (c *Config) paths() []pathKey {
	all := []pathKey{
		{"signing-key", &c.SigningKey}, {"trusted-signers", &c.Trusted}, {"slip-template", &c.SlipTemplate}, {"state", &c.State},
	}
	for i := range c.PortalKeys {
		all = append(all, pathKey{"portal-keys", &c.PortalKeys[i]})
	}
	if strings.ContainsAny(c.Profile, `/\.`) { // anything else is a built-in name
		all = append(all, pathKey{"profile", &c.Profile})
	}
	return all
}
