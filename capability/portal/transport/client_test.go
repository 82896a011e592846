package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"handback/capability/portal"
	"handback/capability/testkit"
)

func silent() *log.Logger { return log.New(io.Discard, "", 0) }

func TestAddresses(t *testing.T) {
	for text, fine := range map[string]bool{
		"https://portal.example/flexnet/services": true,
		"http://127.0.0.1:8888/x":                 true,
		"http://[::1]:8888/x":                     true,
		"http://localhost/x":                      true,
		"http://portal.example/x":                 false,
		"http://127.0.0.1.portal.example/x":       false,
		"ftp://portal.example/x":                  false,
		"portal.example":                          false,
		"https:///x":                              false,
		"https://kim:s3cret@portal.example/x":     false,
		"https://kim:s3cret@portal.example:x/":    false,
		"https://portal.example/?token=s3cret":    false,
		"https://portal.example/#s3cret":          false,
		"s3cret\x7f://":                           false,
		"":                                        false,
	} {
		_, err := New(Options{URL: text})
		if (err == nil) != fine {
			t.Errorf("%q: %v", text, err)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: the error tells the secret: %v", text, err)
		}
	}
}

func TestFilesOfOptions(t *testing.T) {
	id := valid(t)
	for name, o := range map[string]Options{
		"no CA file":          {CAFile: id.file + "x"},
		"no certificate in":   {CAFile: id.key},
		"a certificate alone": {ClientCertificate: id.file},
		"a key alone":         {ClientKey: id.key},
		"changed round":       {ClientCertificate: id.key, ClientKey: id.file},
	} {
		o.URL = "https://portal.example/"
		if _, err := New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestStatuses: what each answer means.
func TestStatuses(t *testing.T) {
	const page = "<!DOCTYPE html><title>Sign in</title>"
	refused := &portal.Refused{}
	retry := &portal.RetryError{}
	tests := []struct {
		status   int
		kind     string
		body     string
		is       []error // that the error is
		not      []error
		refusal  bool
		tryAgain bool
	}{
		{200, "text/xml", "<a/>", nil, nil, false, false},
		{204, "", "", nil, nil, false, false},
		{200, "text/html; charset=utf-8", "x", []error{portal.ErrNotAPortal}, nil, false, false},
		{200, "application/xhtml+xml", "x", []error{portal.ErrNotAPortal}, nil, false, false},
		{200, "application/octet-stream", " \n" + page, []error{portal.ErrNotAPortal}, nil, false, false},
		{401, "text/html", page, []error{portal.ErrLogin}, []error{portal.ErrNotAPortal}, true, false},
		{407, "", "", []error{portal.ErrLogin}, nil, true, false},
		{403, "text/xml", "<a/>", []error{portal.ErrRights}, nil, true, false},
		{403, "text/html", page, []error{portal.ErrNotAPortal}, []error{portal.ErrRights}, false, false},
		{404, "text/html", page, []error{portal.ErrNotAPortal}, nil, false, false},
		{404, "text/plain", "no", []error{portal.ErrFault}, nil, false, false},
		{500, "text/xml", "<a/>", []error{portal.ErrFault}, nil, false, false},
		{500, "text/html", page, []error{portal.ErrNotAPortal}, nil, false, false},
		{429, "", "", []error{portal.ErrOverloaded}, nil, false, true},
		{502, "text/html", page, []error{portal.ErrOverloaded, portal.ErrNotAPortal}, nil, false, true},
		{503, "text/plain", "later", []error{portal.ErrOverloaded}, []error{portal.ErrNotAPortal}, false, true},
		{504, "", "", []error{portal.ErrOverloaded}, nil, false, true},
	}
	server := serve(t, nil, func(w http.ResponseWriter, r *http.Request) {
		i, _ := strconv.Atoi(r.URL.Path[1:])
		w.Header()["Content-Type"] = []string{tests[i].kind}
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(tests[i].status)
		_, _ = io.WriteString(w, tests[i].body)
	})
	for i, test := range tests {
		answer, err := post(client(t, Options{URL: fmt.Sprintf("%s/%d", server.URL, i)}))
		name := fmt.Sprint(test.status, " ", test.kind)
		if answer.Status != test.status || string(answer.Body) != test.body {
			t.Errorf("%s: the answer is %d %q", name, answer.Status, answer.Body)
		}
		if (err == nil) != (test.is == nil) {
			t.Errorf("%s: %v", name, err)
		}
		for _, e := range test.is {
			if !errors.Is(err, e) {
				t.Errorf("%s: %v is not %v", name, err, e)
			}
		}
		for _, e := range append(test.not, portal.ErrNotSent) {
			if errors.Is(err, e) {
				t.Errorf("%s: %v is %v", name, err, e)
			}
		}
		if errors.As(err, &refused) != test.refusal || errors.As(err, &retry) != test.tryAgain {
			t.Errorf("%s: %v", name, err)
		}
		if test.tryAgain && retry.After != 7*time.Second {
			t.Errorf("%s: after %v", name, retry.After)
		}
	}
}

func TestRedirects(t *testing.T) {
	var elsewhere int
	other := serve(t, nil, func(http.ResponseWriter, *http.Request) { elsewhere++ })
	server := serve(t, nil, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/there":
			http.Redirect(w, r, other.URL+"/?token=s3cret", http.StatusFound)
		case "/here":
			http.Redirect(w, r, "/end", http.StatusTemporaryRedirect)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		}
	})
	for _, test := range []struct {
		method, path string
		fine         bool
	}{
		{"GET", "/here", true},
		{"GET", "/loop", false},
		{"GET", "/there", false},
		{"POST", "/here", false},
		{"POST", "/there", false},
	} {
		c := client(t, Options{URL: server.URL})
		call := Call{Method: test.method, Path: test.path}
		if test.method == "POST" {
			call.Body = []byte("x")
		}
		_, err := c.Do(context.Background(), call)
		var refused *portal.Refused
		if test.fine && err != nil || !test.fine && (!errors.Is(err, portal.ErrElsewhere) || !errors.As(err, &refused)) {
			t.Errorf("%s %s: %v", test.method, test.path, err)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s %s: %v", test.method, test.path, err)
		}
	}
	if elsewhere != 0 {
		t.Errorf("%d requests went elsewhere", elsewhere)
	}
}

func TestAnswerIsBounded(t *testing.T) {
	testkit.Long(t, "answers of many megabytes")
	server := serve(t, nil, func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Path[1:])
		_, _ = w.Write(make([]byte, n))
	})
	for n, fine := range map[int]bool{portal.MaxAnswer: true, portal.MaxAnswer + 1: false} {
		answer, err := post(client(t, Options{URL: fmt.Sprintf("%s/%d", server.URL, n)}))
		if len(answer.Body) != portal.MaxAnswer || fine != (err == nil) || !fine && !errors.Is(err, portal.ErrTooLong) {
			t.Errorf("%d bytes: %d read, %v", n, len(answer.Body), err)
		}
	}
}

// TestCertificates: each fault in words, and nothing is sent.
func TestCertificates(t *testing.T) {
	now := time.Now()
	for name, test := range map[string]struct {
		id    identity
		trust bool
		words string
	}{
		"unknown":       {valid(t), false, "authority that this computer does not know"},
		"expired":       {issue(t, now.Add(-48*time.Hour), now.Add(-24*time.Hour)), true, "it has expired"},
		"not yet valid": {issue(t, now.Add(24*time.Hour), now.Add(48*time.Hour)), true, "it is not yet valid"},
		"other name":    {issue(t, now.Add(-time.Hour), now.Add(time.Hour), "other.example"), true, "it is for another name: other.example and not 127.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			server := serve(t, &test.id, func(http.ResponseWriter, *http.Request) { t.Error("a request came") })
			o := Options{URL: server.URL}
			if test.trust {
				o.CAFile = test.id.file
			}
			_, err := post(client(t, o))
			var retry *portal.RetryError
			if !errors.Is(err, portal.ErrNotSent) || !errors.Is(err, portal.ErrCertificate) || errors.As(err, &retry) {
				t.Fatal(err)
			}
			if !strings.Contains(err.Error(), test.words) {
				t.Error(err)
			}
			if clock := strings.Contains(err.Error(), "this computer's clock says "+now.UTC().Format("2006-")); clock != strings.Contains(name, " valid") && name != "expired" {
				t.Error(err)
			}
		})
	}
}

// TestOldTLSIsNotSpoken: and plain HTTP behind https neither.
func TestOldTLSIsNotSpoken(t *testing.T) {
	id := valid(t)
	old := httptest.NewUnstartedServer(nil)
	old.Config.ErrorLog = silent()
	old.TLS = &tls.Config{Certificates: []tls.Certificate{id.Certificate}, MaxVersion: tls.VersionTLS11}
	old.StartTLS()
	t.Cleanup(old.Close)
	plain := serve(t, nil, func(http.ResponseWriter, *http.Request) { t.Error("a request came") })
	for _, address := range []string{old.URL, "https" + strings.TrimPrefix(plain.URL, "http")} {
		if _, err := post(client(t, Options{URL: address, CAFile: id.file})); !errors.Is(err, portal.ErrNotSent) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestClientCertificate(t *testing.T) {
	id, mine := valid(t), valid(t)
	text, err := os.ReadFile(mine.file)
	if err != nil {
		t.Fatal(err)
	}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		server.Config.ErrorLog = silent()
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(text)
		server.TLS = &tls.Config{
			Certificates: []tls.Certificate{id.Certificate}, MaxVersion: version,
			ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool,
		}
		server.StartTLS()
		t.Cleanup(server.Close)
		if _, err := post(client(t, Options{URL: server.URL, CAFile: id.file, ClientCertificate: mine.file, ClientKey: mine.key})); err != nil {
			t.Errorf("TLS %x: %v", version, err)
		}
		_, err := post(client(t, Options{URL: server.URL, CAFile: id.file}))
		switch {
		case version == tls.VersionTLS12 && errors.Is(err, portal.ErrNotSent):
		case version == tls.VersionTLS13 && errors.Is(err, portal.ErrLogin):
		case version == tls.VersionTLS13 && errors.Is(err, portal.ErrCutOff): // a reset can overtake the alert
		default:
			t.Errorf("TLS %x, no certificate: %v", version, err)
		}
	}
}

// TestNoConnection: nobody there, no such name, a login that is not at hand, an
// end before the start.
func TestNoConnection(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String()
	l.Close()
	var retry *portal.RetryError
	if _, err := post(client(t, Options{URL: address})); !errors.Is(err, portal.ErrNotSent) || !errors.As(err, &retry) {
		t.Errorf("nobody there: %v", err)
	}

	server := serve(t, nil, func(http.ResponseWriter, *http.Request) { t.Error("a request came") })
	locked := errors.New("the keyring is locked")
	c := client(t, Options{URL: server.URL, Authorize: func(context.Context, *http.Request) error { return locked }})
	if _, err := post(c); !errors.Is(err, portal.ErrNotSent) || !errors.Is(err, locked) || errors.Is(err, portal.ErrLogin) {
		t.Errorf("no login: %v", err)
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if _, err := client(t, Options{URL: server.URL}).Do(ended, Call{Method: "POST"}); !errors.Is(err, portal.ErrNotSent) || !errors.Is(err, context.Canceled) {
		t.Errorf("ended before: %v", err)
	}
}

// TestTimeLimits: a server that takes the request and says nothing leaves open
// what it did.
func TestTimeLimits(t *testing.T) {
	release := make(chan struct{})
	server := serve(t, nil, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	t.Cleanup(func() { close(release) })
	_, err := post(client(t, Options{URL: server.URL, Total: 20 * time.Millisecond}))
	if !errors.Is(err, portal.ErrCutOff) || errors.Is(err, portal.ErrNotSent) || !strings.Contains(err.Error(), "within 20ms") {
		t.Errorf("%v", err)
	}

	ctx, end := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer end()
	_, err = client(t, Options{URL: server.URL}).Do(ctx, Call{Method: "POST"})
	if !errors.Is(err, portal.ErrCutOff) || !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, portal.ErrNotSent) {
		t.Errorf("%v", err)
	}
}

// TestProxy: what a proxy says to the wish for a connection was not sent; its own
// login stays out of errors.
func TestProxy(t *testing.T) {
	id := valid(t)
	server := watch(t, &id)
	for status, is := range map[int]error{200: nil, 407: portal.ErrLogin, 403: portal.ErrNotSent, 502: portal.ErrNotSent} {
		proxy := serve(t, nil, func(w http.ResponseWriter, r *http.Request) {
			if status != 200 {
				w.WriteHeader(status)
				return
			}
			near, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n")
			far, err := net.Dial("tcp", r.Host)
			if err != nil {
				t.Error(err)
				return
			}
			go func() { _, _ = io.Copy(far, near); far.Close() }() // ends with the call's connection
			_, _ = io.Copy(near, far)
			near.Close()
		})
		c, err := newClient(Options{URL: server.URL, CAFile: id.file}, func(*http.Request) (*url.URL, error) {
			u, err := url.Parse(proxy.URL)
			u.User = url.UserPassword("kim", "s3cret")
			return u, err
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = post(c)
		var retry *portal.RetryError
		if !errors.Is(err, is) || (err != nil) != errors.Is(err, portal.ErrNotSent) || errors.As(err, &retry) != (status == 502) {
			t.Errorf("%d: %v", status, err)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%d: %v", status, err)
		}
	}
	server.Close()
	if n := server.taken["/"]; n != 1 {
		t.Errorf("%d requests came", n)
	}
	c, err := newClient(Options{URL: "https://portal.example/"}, func(*http.Request) (*url.URL, error) {
		return nil, errors.New(`invalid proxy address "kim:s3cret"`)
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := post(c); !errors.Is(err, portal.ErrNotSent) || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("%v", err)
	}
}
