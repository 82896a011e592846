// Package transport is the HTTP below the portals that are reached over a
// network. It trusts nobody but the configured host, sends a request once, and
// sorts what goes wrong into the errors of package portal: above all, whether
// the request may have left.
//
// Each call has a connection of its own. So a request never meets a connection
// that the other side is just closing, and net/http has no reason to send it
// again by itself.
package transport

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"sync/atomic"
	"time"

	"handback/capability/portal"
)

// The limits of a call that [Options] leaves open.
const (
	DefaultConnect = 10 * time.Second
	DefaultTotal   = 120 * time.Second
)

const (
	defaultUserAgent = "handback"
	maxHeader        = 64 << 10 // bytes of the head of an answer
	maxRedirects     = 3
	maxPEM           = 1 << 20 // bytes of a file with certificates
)

// Options say where a portal is and how it is reached. The proxy comes from the
// environment (HTTPS_PROXY, NO_PROXY).
type Options struct {
	URL string // https; http only to this computer. Without user, query and fragment

	CAFile            string // PEM, certificates to trust beside those of the system; may be empty
	ClientCertificate string // PEM file; empty: none is shown
	ClientKey         string // PEM file of its key

	Connect   time.Duration // the most for each of: resolve and dial, TLS; 0: [DefaultConnect]
	Total     time.Duration // the most for a whole call; 0: [DefaultTotal]
	UserAgent string        // empty: handback

	// Authorize puts the login into a request, right before it is sent. It may be
	// nil. Its errors must not hold the secret.
	Authorize func(context.Context, *http.Request) error
}

// Client makes the calls to one portal.
type Client struct {
	url       *url.URL
	http      http.Client
	total     time.Duration
	agent     string
	authorize func(context.Context, *http.Request) error
}

// New makes a client, and reads the files that the options name. No error holds
// the URL, for there could be a password in it.
func New(o Options) (*Client, error) { return newClient(o, http.ProxyFromEnvironment) }

func newClient(o Options, proxy func(*http.Request) (*url.URL, error)) (*Client, error) {
	address, err := parseAddress(o.URL)
	if err != nil {
		return nil, err
	}
	trust, err := o.trust()
	if err != nil {
		return nil, err
	}
	connect := orElse(o.Connect, DefaultConnect)
	return &Client{
		url:       address,
		total:     orElse(o.Total, DefaultTotal),
		agent:     orElse(o.UserAgent, defaultUserAgent),
		authorize: o.Authorize,
		http: http.Client{
			CheckRedirect: followsRedirect,
			Transport: &http.Transport{
				Proxy:                  quietly(proxy),
				DialContext:            (&net.Dialer{Timeout: connect}).DialContext,
				TLSClientConfig:        trust,
				TLSHandshakeTimeout:    connect,
				OnProxyConnectResponse: proxyAnswered,
				DisableKeepAlives:      true,
				DisableCompression:     true, // the bound of an answer is that of its bytes
				MaxResponseHeaderBytes: maxHeader,
			},
		},
	}, nil
}

// orElse is what is given, or what stands for nothing.
func orElse[T comparable](given, otherwise T) T {
	var zero T
	if given == zero {
		return otherwise
	}
	return given
}

// parseAddress reads the address of a portal.
func parseAddress(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Opaque != "":
		return nil, errors.New("the portal's address is not a whole URL, as https://host/path")
	case u.User != nil:
		return nil, errors.New("the portal's address holds a user or password; they have a place of their own")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the portal's address goes on after the path, with ? or #")
	case u.Scheme == "https", u.Scheme == "http" && IsLoopback(u.Hostname()):
		return u, nil
	case u.Scheme == "http":
		return nil, errors.New("the portal's address is plain http; that goes to this computer only, use https")
	}
	return nil, errors.New("the portal's address is not of https")
}

// IsLoopback reports whether a host, a name or an address, surely is this computer.
func IsLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

// trust is whom the client believes and what it shows of itself.
func (o Options) trust() (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if o.CAFile != "" {
		pool, err := x509.SystemCertPool()
		if err != nil {
			return nil, fmt.Errorf("read the system's certificates: %w", err)
		}
		text, err := readBounded(o.CAFile)
		if err != nil {
			return nil, fmt.Errorf("read the certificates to trust: %w", err)
		}
		if !pool.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("no certificate (PEM) in %s", o.CAFile)
		}
		config.RootCAs = pool
	}
	switch {
	case o.ClientCertificate == "" && o.ClientKey == "":
		return config, nil
	case o.ClientCertificate == "" || o.ClientKey == "":
		return nil, errors.New("a client certificate takes two files, the certificate and its key")
	}
	pair, err := tls.LoadX509KeyPair(o.ClientCertificate, o.ClientKey)
	if err != nil {
		return nil, fmt.Errorf("read the client certificate: %w", err)
	}
	config.Certificates = []tls.Certificate{pair}
	return config, nil
}

func readBounded(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxPEM+1))
	if err == nil && len(text) > maxPEM {
		err = fmt.Errorf("%s has more than %d bytes", name, maxPEM)
	}
	return text, err
}

// followsRedirect lets only a reading call go on, and only at the same host:
// elsewhere neither the login nor the request has any business.
func followsRedirect(next *http.Request, via []*http.Request) error {
	first := via[0]
	same := next.URL.Scheme == first.URL.Scheme && next.URL.Host == first.URL.Host
	if first.Method == http.MethodGet && same && len(via) <= maxRedirects {
		return nil
	}
	return http.ErrUseLastResponse
}

// Call is one request to the portal.
type Call struct {
	Method string      // GET only reads; any other may change something
	Path   string      // in place of that of the address; empty: that
	Header http.Header // as Content-Type
	Body   []byte
}

// Answer is what came back.
type Answer struct {
	Status      int
	ContentType string
	Body        []byte            // at most [portal.MaxAnswer] bytes
	Ended       bool              // the answer says itself where it ends; else a cut can't be seen here
	Date        time.Time         // when it was given, by the portal's clock; zero: not told
	Certificate *x509.Certificate // that the portal showed; nil over plain http
}

// URL is the address of the portal; it holds no secret.
func (c *Client) URL() string { return c.url.String() }

// Path is the path of the portal's address.
func (c *Client) Path() string { return c.url.Path }

// Do makes a call, once. The error says what the portal's package says about it,
// see [portal.Portal]; the answer is as far as it was read, with an error as
// well, so that a fault can be looked into.
func (c *Client) Do(ctx context.Context, call Call) (Answer, error) {
	bounded, cancel := context.WithTimeout(ctx, c.total)
	defer cancel()

	// From the moment that a connection is handed out on, parts of the request may
	// be on their way, seen or not: later signs (the head was written, all of it
	// was) come too late to be sure of the opposite.
	var leaves atomic.Bool
	traced := httptrace.WithClientTrace(bounded, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { leaves.Store(true) },
	})
	request, err := c.request(traced, call)
	if err != nil {
		return Answer{}, err
	}
	response, err := c.http.Do(request)
	if err != nil {
		if !leaves.Load() {
			return Answer{}, notSent(ctx, err)
		}
		return Answer{}, c.lost(ctx, bounded, err)
	}
	defer response.Body.Close()
	answer, err := c.read(ctx, bounded, response)
	return answer, verdict(answer, response, err)
}

// request puts a call together, with the login. A request without GetBody can't
// be sent twice.
func (c *Client) request(ctx context.Context, call Call) (*http.Request, error) {
	u := *c.url
	if call.Path != "" {
		u.Path, u.RawPath = call.Path, ""
	}
	request, err := http.NewRequestWithContext(ctx, call.Method, u.String(), bytes.NewReader(call.Body))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", portal.ErrNotSent, err)
	}
	request.GetBody = nil
	for name, values := range call.Header {
		request.Header[name] = values
	}
	request.Header.Set("User-Agent", c.agent)
	if c.authorize != nil {
		if err := c.authorize(ctx, request); err != nil {
			return nil, fmt.Errorf("%w: %w: %w", portal.ErrNotSent, ErrNoLogin, err)
		}
	}
	return request, nil
}

// read takes in an answer, up to the bound.
func (c *Client) read(ctx, bounded context.Context, response *http.Response) (Answer, error) {
	answer := Answer{
		Status:      response.StatusCode,
		ContentType: response.Header.Get("Content-Type"),
		Ended:       response.ContentLength >= 0 || len(response.TransferEncoding) > 0,
	}
	if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		answer.Date = date
	}
	if t := response.TLS; t != nil && len(t.PeerCertificates) > 0 {
		answer.Certificate = t.PeerCertificates[0]
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, portal.MaxAnswer+1))
	answer.Body = body[:min(len(body), portal.MaxAnswer)]
	switch {
	case len(body) > portal.MaxAnswer:
		return answer, fmt.Errorf("%w: more than %d bytes", portal.ErrTooLong, portal.MaxAnswer)
	case err != nil:
		return answer, c.lost(ctx, bounded, err)
	}
	return answer, nil
}
