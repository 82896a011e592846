package fno

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/portal"
	"handback/capability/portal/secret"
	"handback/capability/portal/transport"
	"handback/capability/testkit"
)

const password = "pässword 1"

var host = capability.HostID{Type: "STRING", Value: "X200-SN0042"}

// sample is a hand-written answer of the service.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "answers", name+".xml"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// samples are all of them, by name.
func samples(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "answers", "*.xml"))
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	all := map[string][]byte{}
	for _, n := range names {
		name := strings.TrimSuffix(filepath.Base(n), ".xml")
		all[name] = sample(t, name)
	}
	return all
}

// asked is a request as the service saw it.
type asked struct {
	header http.Header
	body   string
}

// service answers each request with the next of some answers, and the last one
// again and again.
type service struct {
	*httptest.Server
	status  int
	answers [][]byte
	asked   []asked
}

func serve(t *testing.T, status int, answers ...[]byte) *service {
	t.Helper()
	s := &service{status: status, answers: answers}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		answer := s.answers[min(len(s.asked), len(s.answers)-1)]
		s.asked = append(s.asked, asked{r.Header, string(body)})
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		w.WriteHeader(s.status)
		_, _ = w.Write(answer)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *service) portal(t *testing.T, o Options) *Portal {
	t.Helper()
	o.HTTP.URL = s.URL + "/flexnet/services/v3/ManageDeviceService"
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// exchange gives a request to a service that has one answer.
func exchange(t *testing.T, status int, answer []byte) ([]byte, error) {
	t.Helper()
	return serve(t, status, answer).portal(t, Options{}).Exchange(t.Context(), portal.Request{Data: []byte("a request")}, nil)
}

func login(t *testing.T, kind LoginKind, user string) Login {
	t.Helper()
	name := filepath.Join(testkit.Dir(t), "password")
	if err := os.WriteFile(name, []byte(password), 0o600); err != nil {
		t.Fatal(err)
	}
	return Login{Kind: kind, User: user, Secret: secret.Source{File: name}}
}

func removals(n, quantity int) []string {
	var ids []string
	for i := range n {
		ids = append(ids, fmt.Sprintf("act-%d-%02d", quantity, i))
	}
	return ids
}

// noTransport is a place where nobody is.
func noTransport() transport.Options { return transport.Options{URL: "http://127.0.0.1:1/"} }
