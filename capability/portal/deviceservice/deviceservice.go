// Package deviceservice reaches a portal through the endpoint that devices with a
// network call themselves: FlexNet Operations' /deviceservices, or a license
// server's /request. A request is posted as the device made it, and the response
// comes back likewise. The signed request says who asks, so there is no login.
//
// A program can ask there only what a device asks. The vendor documents neither
// headers nor status codes, so both are given by [Options] where they may differ.
package deviceservice

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/portal"
	"handback/capability/portal/transport"
)

// DefaultContentType is the content type of a request that is only bytes.
const DefaultContentType = "application/octet-stream"

// ping is below the endpoint and shows whether the portal runs; so in the vendor's
// guide, "Monitoring the FlexNet Embedded Back Office".
const ping = "ping"

// Options say where the endpoint is and how it is spoken to.
type Options struct {
	Name        string            // of the portal in the configuration; may be empty
	HTTP        transport.Options // the URL is that of the endpoint
	Method      string            // POST or PUT; empty: POST
	ContentType string            // empty: [DefaultContentType]
	PingPath    string            // what Check reads; empty: ping below the endpoint's path
}

// Portal is a device endpoint. It implements [portal.Portal].
type Portal struct {
	portal.Unasked
	name        string
	client      *transport.Client
	method      string
	contentType string
	pingPath    string
}

var _ portal.Portal = (*Portal)(nil)

// New makes a portal of the options. It connects to nothing.
func New(o Options) (*Portal, error) {
	client, err := transport.New(o.HTTP)
	if err != nil {
		return nil, err
	}
	p := &Portal{name: o.Name, client: client, method: o.Method, contentType: o.ContentType, pingPath: o.PingPath}
	if p.method == "" {
		p.method = http.MethodPost
	}
	if p.contentType == "" {
		p.contentType = DefaultContentType
	}
	if p.pingPath == "" {
		p.pingPath = path.Join("/", client.Path(), ping)
	}
	switch {
	case p.method != http.MethodPost && p.method != http.MethodPut:
		return nil, fmt.Errorf("a request is sent with POST or PUT, not with %q", p.method)
	case p.pingPath[0] != '/':
		return nil, fmt.Errorf("the path %q does not begin with a slash", p.pingPath)
	}
	return p, nil
}

// Target implements [portal.Portal].
func (p *Portal) Target() portal.Target {
	return portal.Target{Name: p.name, Kind: portal.DeviceService, Address: p.client.URL()}
}

// Exchange implements [portal.Portal]. That a response came proves nothing yet:
// what it grants or takes is inside of it.
func (p *Portal) Exchange(ctx context.Context, q portal.Request, report capability.Report) ([]byte, error) {
	request, size := q.Data, int64(len(q.Data))
	if size == 0 || size > portal.MaxRequest {
		return nil, fmt.Errorf("%w: a request has 1 to %d bytes, this one %d", portal.ErrNotSent, portal.MaxRequest, size)
	}
	report.Tell("send request", 0, size)
	answer, err := p.client.Do(ctx, transport.Call{
		Method: p.method, Header: http.Header{"Content-Type": {p.contentType}}, Body: request,
	})
	if no, refused := refusal(answer, err); refused {
		return nil, no
	}
	if err != nil {
		return nil, err
	}
	report.Tell("send request", size, size)
	switch {
	case !answer.Ended:
		return nil, fmt.Errorf("%w: after %d bytes, or the portal does not tell where it ends", portal.ErrCutOff, len(answer.Body))
	case len(answer.Body) > portal.MaxResponse:
		return nil, fmt.Errorf("%w: the response has more than %d bytes", portal.ErrTooLong, portal.MaxResponse)
	case len(answer.Body) == 0:
		return nil, nil
	}
	return answer.Body, nil
}

// refusal is the portal's no to this request (RFC 9110, section 15.5), which it so
// has not done. A server says 400 or 408 also of a request that was cut on its way to
// it: of what was sent that says nothing.
func refusal(answer transport.Answer, err error) (no *portal.Refused, refused bool) {
	if !errors.Is(err, portal.ErrFault) {
		return nil, false
	}
	no = &portal.Refused{Code: strconv.Itoa(answer.Status), Text: words(answer)}
	switch answer.Status {
	case http.StatusBadRequest, http.StatusRequestTimeout:
		no.Err = portal.ErrNotWhole
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone,
		http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
	default:
		return nil, false
	}
	return no, true
}

// words are the text of a refusal.
func words(answer transport.Answer) string {
	if kind, _, _ := mime.ParseMediaType(answer.ContentType); kind == "text/plain" && len(answer.Body) > 0 {
		return strings.TrimSpace(capability.Printable(string(answer.Body)))
	}
	return http.StatusText(answer.Status)
}

// Check implements [portal.Portal]: it reads the ping of the endpoint. For a
// portal without one, PingPath has to name something else that can be read.
func (p *Portal) Check(ctx context.Context, each func(portal.Checkup)) {
	answer, err := p.client.Do(ctx, transport.Call{Method: http.MethodGet, Path: p.pingPath})
	if !p.client.Reached(answer, err, each) {
		return
	}
	if err != nil {
		each(portal.Checkup{Part: portal.PartLogin, Err: err})
		return
	}
	each(portal.Checkup{Part: portal.PartLogin, Text: "none: the device's request says who asks"})
	each(transport.Clock(answer, time.Now()))
}
