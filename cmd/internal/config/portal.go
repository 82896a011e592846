package config

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/portal"
	"handback/capability/portal/transport"
)

// Limits of a portal's keys.
const (
	maxPortals = 20
	minTimeout = time.Second
	maxTimeout = time.Hour
)

// Login is how a program logs in at a portal.
type Login string

// The ways to log in.
const (
	LoginBasic  Login = "basic"  // HTTP Basic (RFC 7617)
	LoginHeader Login = "header" // UserId and UserPassword in the SOAP header
	LoginBearer Login = "bearer" // a token (RFC 6750)
	LoginNone   Login = "none"
)

// Portal is how a portal is reached by program. Its keys are those of [portal], or
// of [portals.NAME] where there are several.
type Portal struct {
	Name string      `toml:"-"` // empty: that of [portal]
	Kind portal.Kind `toml:"kind"`

	Vendors []string `toml:"vendors"` // whose devices go to this portal; empty: any
	Models  []string `toml:"models"`  // likewise

	URL        string `toml:"url"`
	Namespace  string `toml:"namespace"`   // of the web service; empty: that of its version 3
	Publisher  string `toml:"publisher"`   // the maker of the devices, as the web service names it; empty: it is not told
	SOAPAction string `toml:"soap-action"` // "operation": the operation's name; empty: none
	MediaType  string `toml:"media-type"`  // of a request to a device endpoint; empty: application/octet-stream

	Login         Login    `toml:"login"`
	User          string   `toml:"user"`
	Secret        string   `toml:"secret"`         // "keyring", or empty
	SecretFile    string   `toml:"secret-file"`    // path
	SecretCommand []string `toml:"secret-command"` // a program and its arguments

	CAFile            string `toml:"ca-file"`            // path of certificates (PEM) that are trusted beside the system's
	ClientCertificate string `toml:"client-certificate"` // path (PEM)
	ClientKey         string `toml:"client-key"`         // path (PEM)

	ConnectTimeout Duration `toml:"connect-timeout"` // 0: 10 s
	Timeout        Duration `toml:"timeout"`         // for one answer; 0: 2 min

	Outbox string   `toml:"outbox"` // path
	Inbox  string   `toml:"inbox"`  // path
	Wait   Duration `toml:"wait"`   // for a response in the inbox; 0: not at all

	Obsolete bool `toml:"obsolete"` // whether a program may write a device off there, for ever
}

// Duration is a time as "90s" or "2m" (see [time.ParseDuration]).
type Duration time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = Duration(parsed)
	return err
}

// Serves reports whether the devices of that vendor and model go to this portal.
func (p Portal) Serves(vendor, model string) bool {
	among := func(list []string, one string) bool {
		return len(list) == 0 || slices.ContainsFunc(list, func(l string) bool { return strings.EqualFold(l, one) })
	}
	return among(p.Vendors, vendor) && among(p.Models, model)
}

// chosen reports whether the portal is for some devices only.
func (p Portal) chosen() bool { return len(p.Vendors) > 0 || len(p.Models) > 0 }

// PortalFor gives the portal of a device: one that names its vendor or model before
// one that serves any. It is false when there is none, and the error says that
// several serve it alike.
func (c Config) PortalFor(vendor, model string) (Portal, bool, error) {
	var best []Portal
	for _, p := range c.Portals {
		switch {
		case !p.Serves(vendor, model):
		case len(best) > 0 && best[0].chosen() && !p.chosen():
		case len(best) > 0 && best[0].chosen() == p.chosen():
			best = append(best, p)
		default:
			best = []Portal{p}
		}
	}
	switch len(best) {
	case 0:
		return Portal{}, false, nil
	case 1:
		return best[0], true, nil
	default:
		return Portal{}, false, fmt.Errorf("%w: [portals.%s] and [portals.%s] serve the same devices: tell them apart by vendors or models", ErrValue, best[0].Name, best[1].Name)
	}
}

// collect puts the portals of both tables into one list, by their names.
func (d document) collect() ([]Portal, error) {
	var all []Portal
	if d.Portal != nil {
		all = append(all, *d.Portal)
	}
	if len(d.Portals) > maxPortals {
		return nil, impossible("portals")
	}
	for _, name := range slices.Sorted(maps.Keys(d.Portals)) {
		p := d.Portals[name]
		if p.Name = name; len(name) > capability.MaxText || capability.Printable(name) != name || name == "" {
			return nil, impossible("portals")
		}
		all = append(all, p)
	}
	for _, p := range all {
		if err := p.check(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// key is the name of a key in the portal's table.
func (p Portal) key(name string) string {
	if p.Name == "" {
		return "portal." + name
	}
	return "portals." + p.Name + "." + name
}

// wrong says about a key what it takes.
func (p Portal) wrong(name, takes string) error {
	return fmt.Errorf("%w: %s takes %s", ErrValue, capability.Printable(p.key(name)), takes)
}

// check reports the first key that is wrong or missing.
func (p Portal) check() error {
	for _, d := range []struct {
		key  string
		time Duration
	}{{"connect-timeout", p.ConnectTimeout}, {"timeout", p.Timeout}, {"wait", p.Wait}} {
		if t := time.Duration(d.time); t != 0 && (t < minTimeout || t > maxTimeout) {
			return p.wrong(d.key, fmt.Sprintf("a time from %v to %v, as in \"90s\"", minTimeout, maxTimeout))
		}
	}
	switch p.Kind {
	case portal.Folder:
		return cmp.Or(p.needs("outbox", p.Outbox), p.needs("inbox", p.Inbox))
	case portal.FNO, portal.DeviceService:
		return cmp.Or(p.checkURL(), p.checkLogin(), p.checkClient())
	default:
		return p.wrong("kind", `"fno", "deviceservice" or "folder"`)
	}
}

func (p Portal) needs(key, value string) error {
	if value == "" || len(value) > maxPath {
		return p.wrong(key, fmt.Sprintf("a path of 1 to %d bytes, and is needed for this kind", maxPath))
	}
	return nil
}

// checkURL lets plain HTTP through to this computer only: what is sent is worth
// licenses, and the login goes along.
func (p Portal) checkURL() error {
	u, err := url.Parse(p.URL)
	switch {
	case p.URL == "" || len(p.URL) > maxPath:
		return p.wrong("url", "the whole address of the portal's service")
	case err != nil || u.Host == "":
		return p.wrong("url", "an address such as https://site.example/flexnet/services/v3/ManageDeviceService")
	case u.User != nil:
		return p.wrong("url", "an address without a user or password: those have keys of their own")
	case u.Scheme == "https", u.Scheme == "http" && transport.IsLoopback(u.Hostname()):
		return nil
	default:
		return p.wrong("url", "an address that begins with https://; http:// is for this computer only")
	}
}

// checkLogin wants one source for the secret where there is a login.
func (p Portal) checkLogin() error {
	sources := 0
	for _, given := range []bool{p.Secret != "", p.SecretFile != "", len(p.SecretCommand) > 0} {
		if given {
			sources++
		}
	}
	switch {
	case p.Secret != "" && p.Secret != "keyring":
		return p.wrong("secret", `"keyring"; a secret itself never stands in this file`)
	case !slices.Contains([]Login{LoginBasic, LoginHeader, LoginBearer, LoginNone, ""}, p.Login):
		return p.wrong("login", `"basic", "header", "bearer" or "none"`)
	case p.Kind == portal.DeviceService && p.Login == LoginHeader:
		return p.wrong("login", `"basic", "bearer" or "none" for this kind`)
	case p.LoginWay() == LoginNone && sources > 0:
		return p.wrong("login", `"basic", "header" or "bearer" where there is a secret`)
	case p.LoginWay() == LoginNone:
		return nil
	case sources != 1:
		return p.wrong("secret", `"keyring", or secret-file or secret-command are given: one of the three`)
	case p.User == "" && (p.LoginWay() != LoginBearer || p.Secret != ""):
		return p.wrong("user", "the name of the portal's user")
	case len(p.User) > capability.MaxText || capability.Printable(p.User) != p.User:
		return p.wrong("user", fmt.Sprintf("a name of at most %d bytes that can be shown", capability.MaxText))
	}
	return nil
}

// LoginWay is the way to log in: HTTP Basic at a web service and none at a device
// endpoint, unless the configuration says another.
func (p Portal) LoginWay() Login {
	switch {
	case p.Login != "":
		return p.Login
	case p.Kind == portal.FNO:
		return LoginBasic
	default:
		return LoginNone
	}
}

func (p Portal) checkClient() error {
	if (p.ClientCertificate == "") != (p.ClientKey == "") {
		return p.wrong("client-certificate", "a path, and client-key with it")
	}
	if len(p.Publisher) > capability.MaxText || capability.Printable(p.Publisher) != p.Publisher {
		return p.wrong("publisher", fmt.Sprintf("a name of at most %d bytes that can be shown", capability.MaxText))
	}
	if p.SOAPAction != "" && p.SOAPAction != "operation" {
		return p.wrong("soap-action", `"operation", or is left out`)
	}
	return nil
}

// paths are the keys of a portal that are paths.
func (p *Portal) paths() []pathKey {
	return []pathKey{
		{p.key("secret-file"), &p.SecretFile},
		{p.key("ca-file"), &p.CAFile},
		{p.key("client-certificate"), &p.ClientCertificate},
		{p.key("client-key"), &p.ClientKey},
		{p.key("outbox"), &p.Outbox},
		{p.key("inbox"), &p.Inbox},
	}
}
