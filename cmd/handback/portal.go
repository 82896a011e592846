package main

import (
	"sync"
	"time"

	"handback/capability"
	"handback/capability/portal"
	"handback/capability/portal/deviceservice"
	"handback/capability/portal/fno"
	"handback/capability/portal/folder"
	"handback/capability/portal/secret"
	"handback/capability/portal/transport"
	"handback/cmd/internal/config"
)

// portals makes the portals of the configuration, each once: all that uses one
// waits for its turn there.
type portals struct {
	config config.Config
	made   map[string]*portal.Exchanger // by their names
}

func newPortals(c config.Config) *portals {
	return &portals{config: c, made: make(map[string]*portal.Exchanger)}
}

// portalOf gives portals to the screens, whose jobs use it side by side; nil: the
// configuration names none, or the command line leaves them alone.
func (a *app) portalOf() func(capability.Identity) (*portal.Exchanger, error) {
	if a.offline || len(a.config.Portals) == 0 {
		return nil
	}
	var turn sync.Mutex
	return func(d capability.Identity) (*portal.Exchanger, error) {
		turn.Lock()
		defer turn.Unlock()
		if _, found, err := a.config.PortalFor(d.Vendor, d.Model); err == nil && !found {
			return nil, nil
		}
		return a.portals.of(d)
	}
}

// of gives the portal that a device belongs to. The error is a usage error when the
// configuration names none.
func (p *portals) of(d capability.Identity) (*portal.Exchanger, error) {
	c, found, err := p.config.PortalFor(d.Vendor, d.Model)
	switch {
	case err != nil:
		return nil, err
	case !found && len(p.config.Portals) > 0:
		return nil, usagef("no portal of the configuration serves devices of %q, model %q", d.Vendor, d.Model)
	case !found:
		return nil, usagef("the configuration names no portal: see [portal] in the README")
	}
	return p.make(c)
}

func (p *portals) make(c config.Portal) (*portal.Exchanger, error) {
	if x, made := p.made[c.Name]; made {
		return x, nil
	}
	made, err := newPortal(c)
	if err != nil {
		return nil, err
	}
	p.made[c.Name] = portal.NewExchanger(made)
	return p.made[c.Name], nil
}

// named gives the portal of that name.
func (p *portals) named(name string) (*portal.Exchanger, error) {
	for _, c := range p.config.Portals {
		if c.Name == name {
			return p.make(c)
		}
	}
	return nil, usagef("the configuration has no [portals.%s]", name)
}

// mayObsolete reports whether the configuration lets a program write devices off
// there.
func (p *portals) mayObsolete(x *portal.Exchanger) bool {
	for _, c := range p.config.Portals {
		if p.made[c.Name] == x {
			return c.Obsolete
		}
	}
	return false
}

func newPortal(c config.Portal) (portal.Portal, error) {
	o := transport.Options{
		URL: c.URL, CAFile: c.CAFile, ClientCertificate: c.ClientCertificate, ClientKey: c.ClientKey,
		Connect: time.Duration(c.ConnectTimeout), Total: time.Duration(c.Timeout), UserAgent: "handback/" + thisBuild().Version,
	}
	login := loginOf(c)
	switch c.Kind {
	case portal.FNO:
		return fno.New(fno.Options{Name: c.Name, HTTP: o, Login: login, Namespace: c.Namespace, Publisher: c.Publisher, NameAction: c.SOAPAction != ""})
	case portal.DeviceService:
		o.Authorize = login.Authorize
		return deviceservice.New(deviceservice.Options{Name: c.Name, HTTP: o, ContentType: c.MediaType})
	default:
		return folder.New(folder.Options{Name: c.Name, Outbox: c.Outbox, Inbox: c.Inbox, Wait: time.Duration(c.Wait)})
	}
}

// loginOf is the login that the configuration gives.
func loginOf(c config.Portal) fno.Login {
	if c.LoginWay() == config.LoginNone {
		return fno.Login{}
	}
	login := fno.Login{
		Kind: fno.LoginKind(c.LoginWay()), User: c.User,
		Secret: secret.Source{File: c.SecretFile, Command: c.SecretCommand},
	}
	if c.Secret != "" {
		login.Secret.Keyring = c.User
	}
	if login.Kind == fno.Bearer {
		login.User = ""
	}
	return login
}
