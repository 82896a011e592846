// Package config reads the tool's configuration file, which is TOML 1.0. Every
// key may be left out:
//
//	confirmation  = "required"          # the portal's setting; or "skipped", "unknown" (the default)
//	operator      = "kim"               # noted with every fact; default: the user's name
//	site          = "hall 3"            # noted with every return that is opened, for reports; default: none
//	signing-key   = "~/.ssh/handback"   # key that signs, or its .pub with the key in an ssh-agent; default: all stays unsigned
//	trusted-signers = "signers"         # whose signatures count, see ssh-keygen(1), ALLOWED SIGNERS; default: nobody's
//	portal-keys   = ["portal.pem"]      # public keys (PEM) that responses and receipts are checked with; default: those that a device trusts
//	slip-template = "slip.txt"          # wording of the hand-over slip, for other portals
//	state         = "/srv/handback"     # folder of the ledger; default: the user's state folder
//	group         = 0x4C43              # number of the device's licensing group
//	baud          = 115200              # speed of the serial line, bits a second
//	line-buffers  = 2                   # lines that the device's SMP console holds at once; default: found out
//	plain         = true                # lines and numbered choices in place of the screens; default: false
//	profile       = "linux-fne"         # the device's console: a built-in profile or a file, "./x200.toml"; default: it speaks SMP
//
//	[stick]                             # what the site asks of USB sticks
//	serials     = ["60A44C413FAE"]      # only these; default: any
//	release     = "required"            # before it is taken out; or "optional" (the default)
//	scan-record = true                  # before anything that it brought is loaded; default: false
//
//	[portal]                            # how a program reaches the portal; default: persons do. Of several, each is a [portals.NAME]
//	kind           = "fno"              # the web service of FlexNet Operations; or "deviceservice" (the endpoint of online devices), "folder"
//	url            = "https://site.example/flexnet/services/v3/ManageDeviceService"
//	login          = "basic"            # or "header" (SOAP), "bearer", "none"; default: basic for fno, none for deviceservice
//	user           = "kim"
//	secret         = "keyring"          # of this computer; or, in its place:
//	secret-file    = "token"            # a file that only its owner can read
//	secret-command = ["pass", "show", "portal"]
//	ca-file        = "company-ca.pem"   # trusted beside the system's certificates; client-certificate and client-key likewise
//	timeout        = "2m"               # for one answer; connect-timeout likewise, default 10s
//	namespace      = "urn:..."          # of the web service; default: that of its version 3
//	outbox         = "/srv/out"         # of a folder, with inbox, and wait = "5m" for a response
//	vendors        = ["Acme"]           # whose devices go to this portal, and models likewise; default: all
//	obsolete       = true               # a program may write devices off, for ever; default: false
//
// A path that isn't absolute starts in the folder of the file, one that begins
// with ~/ in the user's home. A key that isn't known is an error.
package config

import (
	"cmp"
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
	Confirmation capability.ConfirmationPolicy `toml:"confirmation"`    // whether the portal asks for a confirmation
	Operator     string                        `toml:"operator"`        // empty: not configured
	Site         string                        `toml:"site"`            // where this laptop works, for reports; empty: not configured
	SigningKey   string                        `toml:"signing-key"`     // path; empty: none
	Trusted      string                        `toml:"trusted-signers"` // path of the list of trusted signers; empty: nobody
	Signers      signature.Signers             `toml:"-"`               // what that list says, where [Load] read it
	PortalKeys   []string                      `toml:"portal-keys"`     // paths of public keys (PEM) that responses and receipts are checked with
	SlipTemplate string                        `toml:"slip-template"`   // path; empty: the tool's own wording
	State        string                        `toml:"state"`           // path; empty: the user's state folder
	Group        uint16                        `toml:"group"`           // 0: the usual one
	Baud         int                           `toml:"baud"`            // bits a second; 0: the usual speed
	LineBuffers  int                           `toml:"line-buffers"`    // lines of a frame that the device's SMP console holds; 0: found out
	Profile      string                        `toml:"profile"`         // of the device's console: a path or a built-in name; empty: it speaks SMP
	Plain        bool                          `toml:"plain"`           // lines in place of the screens
	Stick        capability.SitePolicy         `toml:"-"`               // what the site asks of sticks
	Portals      []Portal                      `toml:"-"`               // that a program reaches
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
	case len(c.Site) > capability.MaxText || capability.Printable(c.Site) != c.Site:
		return impossible("site")
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

// takes says what the keys take that don't take a path alone.
var takes = map[string]string{
	"confirmation":      `"required", "skipped" or "unknown"`,
	"profile":           fmt.Sprintf("the name of a built-in profile, or a path of at most %d bytes that holds a dot or a slash", maxPath),
	"operator":          fmt.Sprintf("a name of at most %d bytes that can be shown", capability.MaxText),
	"site":              fmt.Sprintf("a name of at most %d bytes that can be shown", capability.MaxText),
	"group":             fmt.Sprintf("a number from %d to %d", minGroup, math.MaxUint16),
	"baud":              fmt.Sprintf("a number from %d to %d", minBaud, maxBaud),
	"portal-keys":       fmt.Sprintf("a list of at most %d paths of at most %d bytes", capability.MaxKeys, maxPath),
	"line-buffers":      fmt.Sprintf("a number from 1 to %d, or 0 to find it out", maxLines),
	"plain":             "true or false",
	"stick.serials":     fmt.Sprintf("a list of 1 to %d serial numbers, each of at most %d bytes that can be shown", maxSerials, capability.MaxText),
	"stick.release":     `"required" or "optional"`,
	"stick.scan-record": "true or false",
	"stick":             "a table",
	"portal":            "a table",

	"portal.kind":            `"fno", "deviceservice" or "folder"`,
	"portal.login":           `"basic", "header", "bearer" or "none"`,
	"portal.user":            "a text",
	"portal.url":             "an address",
	"portal.namespace":       "a text",
	"portal.secret":          `"keyring"`,
	"portal.secret-command":  "a list: a program and its arguments",
	"portal.vendors":         "a list of names",
	"portal.models":          "a list of names",
	"portal.connect-timeout": `a time, as in "10s"`,
	"portal.timeout":         `a time, as in "90s"`,
	"portal.wait":            `a time, as in "5m"`,
	"portal.obsolete":        "true or false",

	"portals": fmt.Sprintf("at most %d tables with names that can be shown", maxPortals),
}

// impossible says what a key takes, which is not what it got.
func impossible(key string) error {
	what := cmp.Or(takes[key], fmt.Sprintf("a path of at most %d bytes", maxPath))
	return fmt.Errorf("%w: %s takes %s, once", ErrValue, capability.Printable(key), what)
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
	for i := range c.Portals {
		all = append(all, c.Portals[i].paths()...)
	}
	if strings.ContainsAny(c.Profile, `/\.`) { // anything else is a built-in name
		all = append(all, pathKey{"profile", &c.Profile})
	}
	return all
}

// maxSerials bounds the list of allowed sticks.
const maxSerials = 1000

// checkSerials reports an entry that is out of its limits. An empty one would
// look like a rule and allow nothing.
func checkSerials(serials []string) error {
	if len(serials) > maxSerials {
		return impossible("stick.serials")
	}
	for _, s := range serials {
		if strings.TrimSpace(s) == "" || len(s) > capability.MaxText || capability.Printable(s) != s {
			return impossible("stick.serials")
		}
	}
	return nil
}

// stickTable is the form of [stick] in the file.
type stickTable struct {
	Serials    []string `toml:"serials"`
	Release    *string  `toml:"release"`
	ScanRecord bool     `toml:"scan-record"`
}

func (t stickTable) policy() (capability.SitePolicy, error) {
	p := capability.SitePolicy{Serials: t.Serials, ScanRecord: t.ScanRecord}
	if t.Serials != nil && len(t.Serials) == 0 {
		return p, impossible("stick.serials") // none allowed, or any? Who writes it must say
	}
	if t.Release == nil {
		return p, nil
	}
	switch *t.Release {
	case "required":
		p.Release = true
	case "optional":
	default:
		return p, impossible("stick.release")
	}
	return p, nil
}
