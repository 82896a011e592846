package endpoint

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/backoffice/users"
)

// The namespaces of the service: without a version and of versions 1 to 3.
const (
	unversioned = "urn:com.macrovision:flexnet/opsembedded"
	version1    = "urn:v1.fne.webservices.operations.flexnet.com"
	version2    = "urn:v2.fne.webservices.operations.flexnet.com"
	version3    = "urn:v3.fne.webservices.operations.flexnet.com"
)

// platformSpace is that of the login in the header of a message.
const platformSpace = "urn:com.macrovision:flexnet/platform"

// service is the SOAP web service.
type service struct {
	portal
	users   *users.Store
	address func(*http.Request) string

	mu   sync.Mutex
	busy map[string]bool // users with a request in flight
}

// operation is one of the service.
type operation struct {
	name   string
	role   users.Role // that it needs beside [users.WebService]
	spaces []string   // in which it is
	do     func(s *service, ctx context.Context, q question) (any, error)
}

func operations() []operation {
	every := []string{unversioned, version1, version2, version3}
	return []operation{
		{"generateCapabilityResponse", users.Upload, every, (*service).generate},
		{"deleteAddonLineItems", users.Remove, every, (*service).deleteLines},
		{"decrementAddonLineItems", users.Remove, every, (*service).decrementLines},
		{"obsoleteHost", users.Obsolete, every, (*service).obsoleteHosts},
		{"returnHost", users.Obsolete, every, (*service).returnHosts},
		{"getDevice", users.WebService, []string{unversioned, version3}, (*service).getDevice},
	}
}

// question is what an operation is asked.
type question struct {
	sequence        // what is in the body's element
	name     string // of the operation
	user     users.User
}

// answer names the element of the answer.
func (q question) answer() xml.Name { return xml.Name{Space: q.space, Local: q.name + "Response"} }

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "text/xml" {
		http.Error(w, "SOAP 1.1 comes as text/xml", http.StatusUnsupportedMediaType)
		return
	}
	text, fits := readWhole(w, r, maxEnvelope)
	if !fits {
		writeFault(w, notExpected("a message has at most %d bytes", maxEnvelope))
		return
	}
	message, err := readEnvelope(bytes.NewReader(text))
	if err != nil {
		writeFault(w, err)
		return
	}
	user, err := s.login(r, message.header)
	switch {
	case errors.Is(err, users.ErrTooMany):
		w.Header().Set("Retry-After", "60")
		http.Error(w, err.Error(), http.StatusTooManyRequests)
		return
	case errors.Is(err, users.ErrLogin):
		unauthorized(w, err.Error())
		return
	case err != nil:
		s.fail(w, r, err)
		return
	}
	if !s.enter(user.Name) {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "the user has another request in flight", http.StatusServiceUnavailable)
		return
	}
	defer s.leave(user.Name)
	s.answer(w, r, user, message.body)
}

// answer carries out the operation that an element names.
func (s *service) answer(w http.ResponseWriter, r *http.Request, user users.User, body element) {
	for _, o := range operations() {
		if body.name.Local != o.name+"Request" || !slices.Contains(o.spaces, body.name.Space) {
			continue
		}
		if !user.May(users.WebService) || !user.May(o.role) {
			writeFaultStatus(w, http.StatusForbidden, &faultError{"Client", "the user has no right to do that"})
			return
		}
		s.log.InfoContext(r.Context(), "web service", "operation", o.name, "user", user.Name)
		ctx := backoffice.By(r.Context(), user.Name)
		answer, err := o.do(s, ctx, question{sequence{space: body.name.Space, of: body}, o.name, user})
		if err == nil {
			err = writeAnswer(w, http.StatusOK, answer)
		}
		if err != nil {
			s.log.ErrorContext(r.Context(), "web service failed", "operation", o.name, "error", capability.Printable(err.Error()))
			writeFault(w, err)
		}
		return
	}
	writeFault(w, notExpected("there is no operation %s in namespace %q", body.name.Local, body.name.Space))
}

// login finds the user by one of three ways: Basic, Bearer, or a name and a
// password in the header of the message. A name may have ##domain behind it;
// there is one domain here.
func (s *service) login(r *http.Request, header []element) (users.User, error) {
	address := s.address(r)
	if token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); found {
		return s.users.Bearer(token, address)
	}
	name, password, found := r.BasicAuth()
	if !found {
		name, password = headerLogin(header)
	}
	name, _, _ = strings.Cut(name, "##")
	if name == "" {
		return users.User{}, users.ErrLogin
	}
	return s.users.Login(name, password, address)
}

func headerLogin(header []element) (name, password string) {
	for _, e := range header {
		switch e.name {
		case xml.Name{Space: platformSpace, Local: "UserId"}:
			name = e.text
		case xml.Name{Space: platformSpace, Local: "UserPassword"}:
			text, err := base64.StdEncoding.DecodeString(e.text)
			if err != nil {
				return "", ""
			}
			password = string(text)
		}
	}
	return name, password
}

func unauthorized(w http.ResponseWriter, text string) {
	w.Header().Set("WWW-Authenticate", `Basic realm="portal", charset="UTF-8"`)
	http.Error(w, text, http.StatusUnauthorized)
}

// enter reports whether the user had no request in flight; now he has.
func (s *service) enter(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[name] {
		return false
	}
	s.busy[name] = true
	return true
}

func (s *service) leave(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.busy, name)
}
