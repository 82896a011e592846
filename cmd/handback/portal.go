package main

import (
	"fmt"
	"time"

	"handback/capability"
	"handback/capability/portal"
	"handback/capability/portal/folder"
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

func newPortal(c config.Portal) (portal.Portal, error) {
	switch c.Kind {
	case portal.Folder:
		return folder.New(folder.Options{Name: c.Name, Outbox: c.Outbox, Inbox: c.Inbox, Wait: time.Duration(c.Wait)})
	default:
		return nil, fmt.Errorf("%w: %s", portal.ErrUnsupported, c.Kind)
	}
}
