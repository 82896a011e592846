package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
)

// served is a portal that runs until end is called.
type served struct {
	address string
	log     *bufio.Scanner
	end     context.CancelFunc
	status  chan int
}

func (s *harness) serve(args ...string) served {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	s.t.Cleanup(cancel)
	out, toOut := io.Pipe()
	logged, toLog := io.Pipe()
	status := make(chan int, 1)
	go func() {
		status <- run(ctx, append([]string{"--db", s.db, "serve", "--listen", "127.0.0.1:0"}, args...), strings.NewReader(""), toOut, toLog)
		_ = toOut.Close() // a pipe always closes
		_ = toLog.Close()
	}()
	log := bufio.NewScanner(logged)
	first := bufio.NewReader(out)
	line, err := first.ReadString('\n')
	if err != nil {
		log.Scan()
		s.t.Fatalf("it did not start: %s", log.Text())
	}
	go func() { _, _ = io.Copy(io.Discard, first) }() // ends with the program
	_, address, _ := strings.Cut(strings.TrimSpace(line), "://")
	return served{strings.TrimSuffix(address, "/"), log, cancel, status}
}

func (s *harness) users() string {
	s.t.Helper()
	file := filepath.Join(s.t.TempDir(), "users.toml")
	contains(s.t, s.enter("correct horse\n", exitDone, "user", "add", "--users", file, "anna", "--roles", "upload,remove"), "anna: added")
	return file
}

func TestServe(t *testing.T) {
	if testing.Short() {
		t.Skip("a password takes a second")
	}
	s := newEnrolled(t)
	portal := s.serve("--users", s.users())
	go func() {
		for portal.log.Scan() { // until the program ends
		}
	}()
	for path, want := range map[string]string{
		"/deviceservices/ping": "ready", "/login": "Log in", "/devices": "Log in", "/static/style.css": "color-scheme",
	} {
		contains(t, fetch(t, "http://"+portal.address+path), want)
	}
	portal.end()
	if status := <-portal.status; status != exitDone {
		t.Errorf("exit status %d", status)
	}
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// A request in flight is answered before the program ends.
func TestServeEndsWithWhatItBegan(t *testing.T) {
	s := newEnrolled(t)
	s.request("1-return-request.bin", nil, capability.Line{ActivationID: "ACT-A"})
	data, err := os.ReadFile(filepath.Join(s.stick, "1-return-request.bin"))
	if err != nil {
		t.Fatal(err)
	}
	portal := s.serve()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", portal.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /deviceservices HTTP/1.1\r\nHost: portal\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", len(data))
	in := bufio.NewReader(conn)
	if line, err := in.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") { // the handler reads
		t.Fatalf("%q, %v", line, err)
	}
	if _, err := in.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	portal.end()
	for portal.log.Scan() && !strings.Contains(portal.log.Text(), "ending") {
	}
	if _, err := conn.Write(data); err != nil {
		t.Fatal(err)
	}
	go func() {
		for portal.log.Scan() { // until the program ends
		}
	}()
	response, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || response.StatusCode != http.StatusOK || len(body) == 0 {
		t.Errorf("status %d, %v", response.StatusCode, err)
	}
	if status := <-portal.status; status != exitDone {
		t.Errorf("exit status %d", status)
	}
}

func TestServeFlags(t *testing.T) {
	s := newEnrolled(t)
	for name, c := range map[string]struct {
		args   []string
		status int
	}{
		"no TLS for all":    {[]string{"--listen", "0.0.0.0:0"}, exitUsage},
		"no TLS for a name": {[]string{"--listen", "portal.example:0"}, exitUsage},
		"no address":        {[]string{"--listen", "here"}, exitUsage},
		"half of TLS":       {[]string{"--tls-cert", "x"}, exitUsage},
		"no such fault":     {[]string{"--fault", "fire"}, exitUsage},
		"no users":          {[]string{"--listen", "127.0.0.1:0", "--users", filepath.Join(t.TempDir(), "none")}, exitFailed},
		"no certificate":    {[]string{"--listen", "127.0.0.1:0", "--tls-cert", "none", "--tls-key", "none"}, exitFailed},
	} {
		t.Run(name, func(t *testing.T) {
			var out, problem strings.Builder
			if got := run(t.Context(), append([]string{"--db", s.db, "serve"}, c.args...), strings.NewReader(""), &out, &problem); got != c.status {
				t.Errorf("exit status %d, want %d: %s", got, c.status, &problem)
			}
		})
	}
}

func TestServePlaysBadDays(t *testing.T) {
	s := newEnrolled(t)
	portal := s.serve("--fault", "html:1")
	if portal.log.Scan(); !strings.Contains(portal.log.Text(), "a bad day is played") {
		t.Errorf("the log says %s", portal.log.Text())
	}
	go func() {
		for portal.log.Scan() { // until the program ends
		}
	}()
	contains(t, fetch(t, "http://"+portal.address+"/deviceservices/ping"), "Sign in")
	contains(t, fetch(t, "http://"+portal.address+"/deviceservices/ping"), "ready")
}

func TestUsersByCommands(t *testing.T) {
	if testing.Short() {
		t.Skip("a password takes a second")
	}
	s := newHarness(t)
	file := s.users()
	contains(t, s.enter("another password\n", exitDone, "user", "add", "--users", file, "anna", "--roles", "webservice"), "anna: changed")
	if token := strings.TrimSpace(s.run(exitDone, "user", "token", "--users", file, "anna")); len(token) < 40 {
		t.Errorf("a token of %d characters", len(token))
	}
	contains(t, s.run(exitDone, "user", "remove", "--users", file, "anna"), "taken out")
	s.run(exitFailed, "user", "remove", "--users", file, "anna")
	s.run(exitFailed, "user", "token", "--users", file, "anna")
	s.enter("short\n", exitFailed, "user", "add", "--users", file, "anna")
	s.enter("", exitFailed, "user", "add", "--users", file, "anna")
	s.enter("correct horse\n", exitFailed, "user", "add", "--users", file, "anna", "--roles", "king")
	s.run(exitUsage, "user", "add", "anna")
	s.run(exitUsage, "user")
}
