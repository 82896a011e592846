package deviceservice

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/portal"
	"handback/capability/portal/transport"
)

// endpoint is a portal that answers everything alike.
func endpoint(t *testing.T, o Options, handler http.HandlerFunc) *Portal {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	o.HTTP.URL = server.URL + "/flexnet/deviceservices"
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestExchange: the bytes go and come as they are.
func TestExchange(t *testing.T) {
	request, response := []byte("a request\x00\xff\r\n"), []byte("\x00a response\xff")
	for _, o := range []Options{{}, {Method: "PUT", ContentType: "application/x-capability"}} {
		p := endpoint(t, o, func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil || !bytes.Equal(body, request) || r.URL.Path != "/flexnet/deviceservices" {
				t.Errorf("%s %q, %v", r.URL, body, err)
			}
			w.Header().Set("Seen", r.Method+" "+r.Header.Get("Content-Type"))
			if want := map[string]string{"": "POST application/octet-stream", "PUT": "PUT application/x-capability"}[o.Method]; w.Header().Get("Seen") != want {
				t.Errorf("%s, not %s", w.Header().Get("Seen"), want)
			}
			_, _ = w.Write(response)
		})
		var told []string
		got, err := p.Exchange(t.Context(), portal.Request{Data: request}, func(p capability.Progress) { told = append(told, fmt.Sprint(p)) })
		if err != nil || !bytes.Equal(got, response) || len(told) == 0 {
			t.Errorf("%q, %v, %v", got, told, err)
		}
	}
}

// TestAnswers: what each kind of answer means for the request.
func TestAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		answer string // as it goes over the wire
		is     error
	}{
		"none issued":       {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", nil},
		"no content":        {"HTTP/1.1 204 No Content\r\n\r\n", nil},
		"a page":            {"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n<html>Sign in</html>", portal.ErrNotAPortal},
		"end not told":      {"HTTP/1.0 200 OK\r\nContent-Type: application/octet-stream\r\n\r\na respon", portal.ErrCutOff},
		"shorter than told": {"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\na respon", portal.ErrCutOff},
		"cut in a chunk":    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\na respon\r\n", portal.ErrCutOff},
		"too long":          {"HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n" + strings.Repeat("x", 65537), portal.ErrTooLong},
		"configuration":     {"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", portal.ErrLogin},
		"fault":             {"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n", portal.ErrFault},
		"overloaded":        {"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", portal.ErrOverloaded},
		"moved":             {"HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", portal.ErrElsewhere},
	} {
		t.Run(name, func(t *testing.T) {
			p := endpoint(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
				if _, err := io.ReadAll(r.Body); err != nil {
					t.Error(err)
				}
				conn, _, err := w.(http.Hijacker).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = io.WriteString(conn, test.answer)
				conn.Close()
			})
			got, err := p.Exchange(t.Context(), portal.Request{Data: []byte("a request")}, nil)
			if len(got) != 0 || !errors.Is(err, test.is) || errors.Is(err, portal.ErrNotSent) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

// TestRefusals: a status that blames the request is the portal's no, a page with
// it is not.
func TestRefusals(t *testing.T) {
	for kind, want := range map[string]string{
		"text/plain; charset=utf-8": "the portal refused (422): the device is not enrolled",
		"application/json":          "the portal refused (422): Unprocessable Entity",
		"text/html":                 "",
	} {
		p := endpoint(t, Options{}, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(http.StatusUnprocessableEntity)
			_, _ = io.WriteString(w, "the device is \x1bnot enrolled\n")
		})
		_, err := p.Exchange(t.Context(), portal.Request{Data: []byte("a request")}, nil)
		var refused *portal.Refused
		if errors.As(err, &refused) != (want != "") || want != "" && err.Error() != want {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// TestCutOnItsWayIsNoRefusal: the very same request may be taken the next time.
func TestCutOnItsWayIsNoRefusal(t *testing.T) {
	for status, want := range map[int]capability.ExchangeState{
		http.StatusBadRequest: capability.ExchangeNotSent, http.StatusRequestTimeout: capability.ExchangeNotSent,
		http.StatusNotFound: capability.ExchangeRefused, http.StatusUnprocessableEntity: capability.ExchangeRefused,
	} {
		p := endpoint(t, Options{}, func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "it ended early", status) })
		_, err := p.Exchange(t.Context(), portal.Request{Data: []byte("a request")}, nil)
		if got := portal.StateAfter(err); got != want || !strings.Contains(err.Error(), "it ended early") {
			t.Errorf("%d: %s, %v", status, got, err)
		}
	}
}

func TestNothingIsSent(t *testing.T) {
	p := endpoint(t, Options{}, func(http.ResponseWriter, *http.Request) { t.Error("a request came") })
	host := capability.HostID{Type: "STRING", Value: "X200-SN0042"}
	for _, size := range []int{0, portal.MaxRequest + 1} {
		if _, err := p.Exchange(t.Context(), portal.Request{Data: make([]byte, size)}, nil); !errors.Is(err, portal.ErrNotSent) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	_, look := p.Look(t.Context(), host)
	for name, err := range map[string]error{
		"look": look, "obsolete": p.Obsolete(t.Context(), host),
		"remove": p.Remove(t.Context(), host, []portal.Removal{{ActivationID: "act-pump-01"}}),
	} {
		if !errors.Is(err, portal.ErrUnsupported) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if target := p.Target(); target.Kind != portal.DeviceService || !strings.HasSuffix(target.Address, "/flexnet/deviceservices") {
		t.Errorf("%+v", target)
	}
	for name, o := range map[string]Options{
		"a method that reads": {HTTP: transport.Options{URL: "https://portal.example/"}, Method: "GET"},
		"a path of no root":   {HTTP: transport.Options{URL: "https://portal.example/"}, PingPath: "ping"},
		"plain http":          {HTTP: transport.Options{URL: "http://portal.example/"}},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCheck(t *testing.T) {
	for name, test := range map[string]struct {
		o     Options
		path  string // that answers
		fault int    // the status of all else
		parts string
		is    error
	}{
		"fine":      {Options{}, "/flexnet/deviceservices/ping", 404, "address certificate login clock", nil},
		"elsewhere": {Options{PingPath: "/health"}, "/health", 404, "address certificate login clock", nil},
		"no ping":   {Options{}, "", 404, "address", portal.ErrFault},
		"a login":   {Options{}, "", 401, "address certificate login", portal.ErrLogin},
		"down":      {Options{}, "", 503, "address", portal.ErrOverloaded},
	} {
		t.Run(name, func(t *testing.T) {
			p := endpoint(t, test.o, func(w http.ResponseWriter, r *http.Request) {
				if r.Method != "GET" || r.URL.Path != test.path {
					w.WriteHeader(test.fault)
				}
			})
			var parts []string
			var last portal.Checkup
			p.Check(t.Context(), func(k portal.Checkup) {
				parts, last = append(parts, string(k.Part)), k
			})
			if got := strings.Join(parts, " "); got != test.parts || !errors.Is(last.Err, test.is) {
				t.Errorf("%s, %v", got, last.Err)
			}
		})
	}
}
