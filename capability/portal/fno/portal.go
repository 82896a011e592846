// Package fno reaches FlexNet Operations through its web service
// ManageDeviceService (SOAP 1.1, document/literal). The form is that of the
// vendor's public SOAP guide, docs.revenera.com/fno_CURRENT/soapapi.
//
// The service does with a capability request what the portal's page for offline
// devices does with an uploaded one, a confirmation included.
package fno

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"handback/capability/portal"
	"handback/capability/portal/secret"
	"handback/capability/portal/transport"
)

// LoginKind is how a login is sent to the service.
type LoginKind string

// The kinds of login.
const (
	NoLogin LoginKind = ""       // for a portal that asks for a client certificate, or for nothing
	Basic   LoginKind = "basic"  // HTTP Basic, sent without being asked for
	Headers LoginKind = "header" // the SOAP headers UserId and UserPassword
	Bearer  LoginKind = "bearer" // a token, with FlexNet Operations 2025 R1 and later
)

// Login is who asks. The secret is fetched for each call.
type Login struct {
	Kind   LoginKind
	User   string // with Basic and Headers; name##domain for a user of a domain
	Secret secret.Source
}

// Check reports whether the login is whole.
func (l Login) Check() error {
	named := l.Kind == Basic || l.Kind == Headers
	switch {
	case !slices.Contains([]LoginKind{NoLogin, Basic, Headers, Bearer}, l.Kind):
		return fmt.Errorf("no such kind of login: %q", l.Kind)
	case named != (l.User != ""):
		return fmt.Errorf("a login of kind %q and the user %q don't go together", l.Kind, l.User)
	case l.Kind == Basic && strings.Contains(l.User, ":"):
		return errors.New("the user of a Basic login can't hold a colon")
	case l.Kind == NoLogin && !l.Secret.IsZero():
		return errors.New("there is a secret, but no kind of login")
	case l.Kind == NoLogin:
		return nil
	}
	return l.Secret.Check()
}

// Options say which service it is and how it is spoken to.
type Options struct {
	Name      string            // of the portal in the configuration; may be empty
	HTTP      transport.Options // Authorize is not used
	Login     Login
	Namespace string            // that of the service's version; empty: [DefaultNamespace]
	Publisher string            // publisherName, the maker of the devices to the portal
	HostTypes map[string]string // deviceIdType by the device's own word; before the usual ones

	// NameAction sends the operation's name as SOAPAction. The service's description
	// leaves that empty.
	NameAction bool
}

// Portal is FlexNet Operations. It implements [portal.Portal].
type Portal struct {
	name       string
	client     *transport.Client
	login      Login
	namespace  string
	publisher  string
	hostTypes  map[string]string
	nameAction bool
}

var _ portal.Portal = (*Portal)(nil)

// New makes a portal of the options. It connects to nothing.
func New(o Options) (*Portal, error) {
	if err := o.Login.Check(); err != nil {
		return nil, err
	}
	p := &Portal{
		name: o.Name, login: o.Login, namespace: o.Namespace, publisher: o.Publisher,
		hostTypes: o.HostTypes, nameAction: o.NameAction,
	}
	if p.namespace == "" {
		p.namespace = DefaultNamespace
	}
	o.HTTP.Authorize = o.Login.Authorize
	client, err := transport.New(o.HTTP)
	p.client = client
	return p, err
}

// Target implements [portal.Portal].
func (p *Portal) Target() portal.Target {
	return portal.Target{Name: p.name, Kind: portal.FNO, Address: p.client.URL()}
}

// hostType is the portal's word for a kind of host ID.
func (p *Portal) hostType(kind string) string {
	if word, found := p.hostTypes[kind]; found {
		return word
	}
	upper := strings.ToUpper(kind)
	if word, found := hostTypes[upper]; found {
		return word
	}
	return upper
}

// Authorize puts a login that goes in an HTTP header into a request; any other goes
// another way. It fits [transport.Options].
func (l Login) Authorize(ctx context.Context, r *http.Request) error {
	if l.Kind != Basic && l.Kind != Bearer {
		return nil
	}
	s, err := l.Secret.Fetch(ctx)
	if err != nil {
		return err
	}
	if l.Kind == Basic {
		r.SetBasicAuth(l.User, s.Reveal())
	} else {
		r.Header.Set("Authorization", "Bearer "+s.Reveal())
	}
	return nil
}

// soapLogin is the login of the SOAP headers; nil: it goes another way.
func (p *Portal) soapLogin(ctx context.Context) (*header, error) {
	if p.login.Kind != Headers {
		return nil, nil
	}
	s, err := p.login.Secret.Fetch(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %w: %w", portal.ErrNotSent, transport.ErrNoLogin, err)
	}
	return &header{
		User:     loginPart{loginNamespace, p.login.User},
		Password: loginPart{loginNamespace, base64.StdEncoding.EncodeToString([]byte(s.Reveal()))},
	}, nil
}

// call makes a call of the service, once.
func (p *Portal) call(ctx context.Context, o operation) (result, transport.Answer, error) {
	login, err := p.soapLogin(ctx)
	if err != nil {
		return result{}, transport.Answer{}, err
	}
	body, err := o.encode(login)
	if err != nil {
		return result{}, transport.Answer{}, fmt.Errorf("%w: %w", portal.ErrNotSent, err)
	}
	action := `""`
	if p.nameAction {
		action = `"` + o.name + `"`
	}
	answer, err := p.client.Do(ctx, transport.Call{
		Method: http.MethodPost,
		Header: http.Header{"Content-Type": {"text/xml; charset=utf-8"}, "SOAPAction": {action}},
		Body:   body,
	})
	switch {
	case errors.Is(err, portal.ErrFault):
		// A status of a failing server: what it says about the fault is in the body.
		var own *faultError
		var refused *portal.Refused
		if _, said := decode(o.name, answer.Body); errors.As(said, &own) || errors.As(said, &refused) {
			err = said
		}
		return result{}, answer, err
	case err != nil:
		return result{}, answer, err
	}
	r, err := decode(o.name, answer.Body)
	return r, answer, err
}
