package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/portal"
)

// ErrNoLogin says that there was no login to send: the secret could not be read.
// It comes with [portal.ErrNotSent].
var ErrNoLogin = errors.New("the login is not at hand")

// settled is an error that was sorted where it arose. It marks it, for net/http
// puts words of its own around.
type settled struct{ error }

func (s settled) Unwrap() error { return s.error }

// quietly asks for the proxy. The environment's own text stays out of errors, for
// there can be a password in it.
func quietly(proxy func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		u, err := proxy(r)
		if err != nil {
			return nil, settled{fmt.Errorf("%w: the proxy in the environment is not a URL", portal.ErrNotSent)}
		}
		return u, nil
	}
}

// proxyAnswered judges what a proxy says to the wish for a connection. The
// request is not yet part of the talk.
func proxyAnswered(_ context.Context, proxy *url.URL, _ *http.Request, answer *http.Response) error {
	switch status := answer.StatusCode; {
	case status == http.StatusOK:
		return nil
	case status == http.StatusProxyAuthRequired:
		return settled{fmt.Errorf("%w: %w: the proxy %s wants one", portal.ErrNotSent, portal.ErrLogin, proxy.Host)}
	case overloaded(status):
		return settled{&portal.RetryError{
			After: retryAfter(answer.Header.Get("Retry-After"), time.Now()),
			Err:   fmt.Errorf("%w: the proxy %s answers with %s", portal.ErrNotSent, proxy.Host, statusText(status)),
		}}
	default:
		return settled{fmt.Errorf("%w: the proxy %s answers with %s", portal.ErrNotSent, proxy.Host, statusText(status))}
	}
}

// notSent sorts the failure of a call that never had a connection.
func notSent(ctx context.Context, err error) error {
	var own settled
	if errors.As(err, &own) {
		return own.error
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %w", portal.ErrNotSent, ctx.Err())
	}
	if words := certificateFault(err, time.Now()); words != "" {
		return fmt.Errorf("%w: %w: %s", portal.ErrNotSent, portal.ErrCertificate, capability.Printable(words))
	}
	if alert := clientCertificateRefused(err); alert != "" {
		return fmt.Errorf("%w: %w: %s", portal.ErrNotSent, portal.ErrLogin, alert)
	}
	return &portal.RetryError{Err: fmt.Errorf("%w: %s", portal.ErrNotSent, reason(err))}
}

// lost sorts the failure of a call that may have left.
func (c *Client) lost(ctx, bounded context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", portal.ErrCutOff, ctx.Err())
	case bounded.Err() != nil:
		return fmt.Errorf("%w: it was not complete within %v", portal.ErrCutOff, c.total)
	}
	// In TLS 1.3 a server judges the client's certificate after the client is done
	// with the handshake. It hears nothing of the request before.
	if alert := clientCertificateRefused(err); alert != "" {
		return &portal.Refused{Text: alert, Err: portal.ErrLogin}
	}
	return fmt.Errorf("%w: %s", portal.ErrCutOff, reason(err))
}

// reason is the innermost part of an error that says something, without the
// method and URL that net/http puts before it.
func reason(err error) string {
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err
	}
	return capability.Printable(err.Error())
}

// certificateFault says in words what is wrong with the portal's certificate;
// empty: nothing is known to be.
func certificateFault(err error, now time.Time) string {
	var (
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
		host      x509.HostnameError
		other     *tls.CertificateVerificationError
	)
	const day = "2006-01-02 15:04 MST"
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && invalid.Cert != nil:
		what := "it has expired"
		if now.Before(invalid.Cert.NotBefore) {
			what = "it is not yet valid"
		}
		return fmt.Sprintf("%s: it is good from %s to %s, and this computer's clock says %s", what,
			invalid.Cert.NotBefore.UTC().Format(day), invalid.Cert.NotAfter.UTC().Format(day), now.UTC().Format(day))
	case errors.As(err, &authority):
		return "it comes from an authority that this computer does not know; a company's own goes into the file of certificates to trust"
	case errors.As(err, &host):
		return fmt.Sprintf("it is for another name: %s and not %s", names(host.Certificate), host.Host)
	case errors.As(err, &other):
		return other.Err.Error()
	}
	return ""
}

func names(c *x509.Certificate) string {
	if c == nil || len(c.DNSNames) == 0 {
		return "no name"
	}
	return strings.Join(c.DNSNames, ", ")
}

// clientCertificateRefused gives the server's words when it ended the handshake
// because of the client's certificate. The type of an alert is hidden in
// crypto/tls, but those about certificates name them (RFC 8446, section 6.2).
func clientCertificateRefused(err error) string {
	var alert *net.OpError
	if !errors.As(err, &alert) || alert.Op != "remote error" || !strings.Contains(alert.Err.Error(), "certificate") {
		return ""
	}
	return "its word on the client certificate is: " + capability.Printable(alert.Err.Error())
}

// verdict sorts an answer by its status and form. read is how its body ended.
//
// Some statuses count more than a page that comes with them: servers put one
// beside 401, gateways beside 503. A page with 403 does not count as the portal's
// no, since filters answer so too, after the portal has done its work.
func verdict(answer Answer, response *http.Response, read error) error {
	status := answer.Status
	page := isPage(answer)
	switch {
	case status == http.StatusUnauthorized, status == http.StatusProxyAuthRequired:
		return &portal.Refused{Text: statusText(status), Err: portal.ErrLogin}
	case status >= 300 && status < 400:
		return &portal.Refused{Text: statusText(status) + elsewhere(response), Err: portal.ErrElsewhere}
	case overloaded(status):
		err := fmt.Errorf("%w: %s", portal.ErrOverloaded, statusText(status))
		if page {
			err = fmt.Errorf("%w, and %w", err, portal.ErrNotAPortal)
		}
		return &portal.RetryError{After: retryAfter(response.Header.Get("Retry-After"), time.Now()), Err: err}
	case page:
		return fmt.Errorf("%w: a page for people came, with %s", portal.ErrNotAPortal, statusText(status))
	case status == http.StatusForbidden:
		return &portal.Refused{Text: statusText(status), Err: portal.ErrRights}
	case read != nil:
		return read
	case status < 200 || status > 299:
		return fmt.Errorf("%w: %s", portal.ErrFault, statusText(status))
	}
	return nil
}

func overloaded(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

func statusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("status %d %s", status, http.StatusText(status)))
}

// elsewhere names the host of a redirect. The rest of it can hold a secret.
func elsewhere(response *http.Response) string {
	to, err := response.Location()
	if err != nil || to.Host == "" {
		return ""
	}
	return ", to " + to.Scheme + "://" + to.Host
}

// isPage reports whether an answer is a page for people: it says so, or looks so.
func isPage(answer Answer) bool {
	kind, _, _ := mime.ParseMediaType(answer.ContentType)
	return kind == "text/html" || kind == "application/xhtml+xml" ||
		strings.HasPrefix(http.DetectContentType(answer.Body), "text/html")
}
