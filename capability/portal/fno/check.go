package fno

import (
	"context"
	"errors"
	"time"

	"handback/capability"
	"handback/capability/portal"
	"handback/capability/portal/transport"
)

// nobody is a device that no portal has. To ask for it changes nothing.
var nobody = capability.HostID{Type: "STRING", Value: "handback-check-of-the-connection"}

// Check implements [portal.Portal]: it asks for a device that isn't there. A
// portal that says so knows the user and lets him ask; whether he may change
// something shows only when he does.
func (p *Portal) Check(ctx context.Context, each func(portal.Checkup)) {
	r, answer, err := p.call(ctx, p.getDevice(nobody))
	if err == nil {
		_, err = r.settle()
	}
	reached := err
	if own := (*faultError)(nil); errors.As(err, &own) || errors.Is(err, portal.ErrPartly) {
		reached = nil
	}
	if !p.client.Reached(answer, reached, each) {
		return
	}
	login := portal.Checkup{Part: portal.PartLogin, Text: p.login.words()}
	switch refused := (*portal.Refused)(nil); {
	case errors.Is(err, portal.ErrLogin):
		login.Err = err
		each(login)
		return
	case errors.Is(err, portal.ErrRights), errors.Is(err, portal.ErrUnsupported), err != nil && !errors.As(err, &refused):
		each(login)
		each(portal.Checkup{Part: portal.PartRights, Err: err})
		return
	}
	each(login)
	each(portal.Checkup{Part: portal.PartRights, Text: "the user may ask for devices"})
	each(transport.Clock(answer, time.Now()))
}

// words say how the login is made, without the secret.
func (l Login) words() string {
	switch l.Kind {
	case NoLogin:
		return "none is sent"
	case Bearer:
		return "a token, from " + l.Secret.String()
	default:
		return "user " + l.User + ", with the password from " + l.Secret.String()
	}
}
