package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/backoffice/postgrestest"
	"handback/capability/message"
	"handback/capability/message/seal"
)

// harness is a back office with its books, a stick and one device.
type harness struct {
	t         *testing.T
	db, stick string
	key       ed25519.PrivateKey
	host      capability.HostID
	made      byte
}

func newHarness(t *testing.T) *harness {
	dir := t.TempDir()
	s := &harness{
		t: t, db: filepath.Join(dir, "books.db"), stick: filepath.Join(dir, "stick", "HANDBACK", "R-7F3K2"),
		key:  ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize)),
		host: capability.HostID{Type: "STRING", Value: "pump-1"},
	}
	if err := os.MkdirAll(s.stick, 0o755); err != nil {
		t.Fatal(err)
	}
	return s
}

// run runs a command on the books and checks its exit status.
func (s *harness) run(want int, args ...string) string {
	s.t.Helper()
	return s.enter("", want, args...)
}

// enter does so with a standard input.
func (s *harness) enter(in string, want int, args ...string) string {
	s.t.Helper()
	var stdout, stderr bytes.Buffer
	if got := run(context.Background(), append([]string{"--db", s.db}, args...), strings.NewReader(in), &stdout, &stderr); got != want {
		s.t.Fatalf("%v: exit status %d, want %d\n%s%s", args, got, want, &stdout, &stderr)
	}
	if (want == exitDone) != (stderr.Len() == 0) {
		s.t.Errorf("%v: standard error is %q", args, &stderr)
	}
	return stdout.String()
}

func (s *harness) write(path string, data []byte) string {
	s.t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		s.t.Fatal(err)
	}
	return path
}

func (s *harness) enrollment() string {
	s.t.Helper()
	pub, err := seal.Public(s.key)
	if err != nil {
		s.t.Fatal(err)
	}
	var text bytes.Buffer
	err = message.Enrollment{
		Device:    capability.Identity{Vendor: "Acme\x1b[31m", Model: "X200", Serial: "SN0042", Host: s.host},
		PublicKey: pub,
		Licenses: []capability.License{
			{ActivationID: "ACT-A", Feature: "pump", Version: "1.0", Count: 5},
			{ActivationID: "ACT-B", Feature: "valve", Version: "2.1", Count: 1},
		},
	}.Write(&text)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.write(filepath.Join(s.t.TempDir(), "enroll.json"), text.Bytes())
}

func (s *harness) request(name string, last *capability.Mark, lines ...capability.Line) {
	s.t.Helper()
	s.made++
	data, err := seal.Request(message.Request{ID: message.ID{s.made}, Host: s.host, Last: last, Lines: lines}, s.key)
	if err != nil {
		s.t.Fatal(err)
	}
	s.write(filepath.Join(s.stick, name), data)
}

// response reads a response from the stick and checks it as a device would.
func (s *harness) response(name string) *message.Message {
	s.t.Helper()
	data, err := os.ReadFile(filepath.Join(s.stick, name))
	if err != nil {
		s.t.Fatal(err)
	}
	m, err := message.Decode(data)
	if err != nil {
		s.t.Fatal(err)
	}
	pub, err := message.ParsePublicKey([]byte(s.run(exitDone, "public-key")))
	if err != nil {
		s.t.Fatal(err)
	}
	if err := m.Verify(pub); err != nil {
		s.t.Error(err)
	}
	return m
}

func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in:\n%s", part, text)
		}
	}
}

func TestReturnByCommands(t *testing.T) {
	s := newHarness(t)
	contains(t, s.run(exitDone, "init"), "the books are ready")
	device := s.enrollment()
	contains(t, s.run(exitDone, "enroll", device), "STRING/pump-1: enrolled", "entitlement-created ACT-A, count 5")
	contains(t, s.run(exitDone, "enroll", device), "nothing changed")

	stick := filepath.Dir(filepath.Dir(s.stick))
	s.request("1-return-request.bin", nil, capability.Line{ActivationID: "ACT-A"}, capability.Line{ActivationID: "ACT-B"})
	contains(t, s.run(exitDone, "process", stick),
		"HANDBACK/R-7F3K2/1-return-request.bin: return request of STRING/pump-1 answered, response 1 written to HANDBACK/R-7F3K2/2-response.bin: "+
			"2 licenses removed, waiting for confirmation\n")
	contains(t, s.run(exitDone, "show"), "WAITING_FOR_CONFIRMATION", "waiting for confirmation: 2", "credits: 0")

	m := s.response("2-response.bin")
	s.request("3-confirmation-request.bin", &capability.Mark{Seq: m.Response.Seq, SHA256: m.Digest})
	out := s.run(exitDone, "process", stick)
	contains(t, out, "confirmation request of STRING/pump-1 answered", "2 licenses credited", "response 1 is there already as",
		"2-response.bin: ignored: the wrong kind of message")
	if lines := strings.Count(out, "\n"); lines != 3 {
		t.Errorf("%d lines for 3 files:\n%s", lines, out)
	}
	if r := s.response("4-confirmation-response.bin").Response; r.Confirm || len(r.Notes) != 2 {
		t.Errorf("receipt %+v", r)
	}
	out = s.run(exitDone, "show")
	contains(t, out, "REMOVED_FROM_LICENSE", "waiting for confirmation: 0", "credits: 2", "Acme[31m X200 SN0042")
	if strings.Contains(out, "\x1b") {
		t.Error("an escape came through")
	}
	s.run(exitDone, "process", stick)
}

func TestRefusedRequestsAreExitStatusOne(t *testing.T) {
	s := newHarness(t)
	s.run(exitDone, "init")
	s.request("1-return-request.bin", nil)
	contains(t, s.run(exitFailed, "process", s.stick), "refused", "the device is not enrolled: STRING/pump-1")
	contains(t, s.run(exitDone, "show"), "refused")
	s.write(filepath.Join(s.stick, "1-return-request.bin"), nil)
	contains(t, s.run(exitFailed, "process", s.stick), "damaged", "truncated")
	s.run(exitFailed, "process", filepath.Join(s.stick, "none"))
}

func TestShowJSON(t *testing.T) {
	s := newHarness(t)
	s.run(exitDone, "init")
	s.run(exitDone, "enroll", s.enrollment())
	s.run(exitDone, "set", "response-lifetime", "3600")
	s.run(exitDone, "set", "skip-confirmation", "on")
	s.run(exitDone, "set", "skip-confirmation", "off")
	s.request("1-return-request.bin", nil, capability.Line{ActivationID: "ACT-A", Count: 2})
	s.run(exitDone, "process", s.stick)

	var shown struct {
		Lifetime     int  `json:"response_lifetime"`
		Skip         bool `json:"skip_confirmation"`
		Entitlements []map[string]any
		Devices      []struct {
			Host     map[string]string
			Licenses []map[string]any
		}
		Waiting, Credits, Events []map[string]any
	}
	if err := json.Unmarshal([]byte(s.run(exitDone, "show", "--json", "--events", "3")), &shown); err != nil {
		t.Fatal(err)
	}
	if shown.Lifetime != 3600 || shown.Skip || len(shown.Events) != 3 || shown.Credits == nil {
		t.Errorf("%+v", shown)
	}
	if e := shown.Entitlements[0]; e["activation_id"] != "ACT-A" || e["waiting"] != 3.0 || e["held"] != 2.0 || e["total"] != 5.0 {
		t.Errorf("entitlement %v", e)
	}
	if l := shown.Devices[0].Licenses[0]; l["state"] != "COPIES_DECREASING" || l["count"] != 2.0 || shown.Devices[0].Host["id"] != "pump-1" {
		t.Errorf("license %v", l)
	}
	if w := shown.Waiting[0]; w["count"] != 3.0 || w["seq"] != 1.0 {
		t.Errorf("waiting %v", w)
	}
}

func TestUsage(t *testing.T) {
	s := newHarness(t)
	s.run(exitDone, "init")
	for _, args := range [][]string{
		{},
		{"nonsense"},
		{"init", "more"},
		{"process"},
		{"enroll"},
		{"show", "--nonsense"},
		{"set"},
		{"set", "nonsense"},
		{"set", "skip-confirmation", "maybe"},
		{"set", "response-lifetime", "-1"},
		{"set", "response-lifetime", "soon"},
		{"remove"},
		{"remove", "--device", "pump-1", "--activation", "ACT-A", "--out", "."},
		{"remove", "--device", "STRING/pump-1", "--activation", "a b", "--out", "."},
		{"remove", "--device", "STRING/pump-1", "--activation", "ACT-A"},
		{"response", "--device", "STRING/pump-1"},
		{"obsolete", "--declaration", "5-declaration.json"},
		{"obsolete", "--device", "STRING/pump-1", "--declaration", "5-declaration.json", "more"},
	} {
		s.run(exitUsage, args...)
	}
	var out bytes.Buffer
	if status := run(t.Context(), []string{"show"}, strings.NewReader(""), &out, &out); status != exitUsage {
		t.Errorf("without --db: exit status %d", status)
	}
	s.run(exitDone, "--help")
}

func TestWithoutBooks(t *testing.T) {
	s := newHarness(t)
	for _, args := range [][]string{{"public-key"}, {"show"}, {"process", s.stick}, {"enroll", "none.json"}} {
		s.run(exitFailed, args...)
	}
	s.run(exitDone, "init")
	s.run(exitFailed, "enroll", s.write(filepath.Join(s.stick, "bad.json"), []byte("{}")))
}

// The program says where the books are, and never a password.
func TestBooksOnPostgres(t *testing.T) {
	var server postgrestest.Server
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	s := newHarness(t)
	s.db = server.Address(t) + "&password=hunter2"
	out := s.run(exitDone, "init")
	contains(t, out, "the books are ready in the database postgres of PostgreSQL at /")
	if strings.Contains(out, "hunter2") {
		t.Errorf("a password is in:\n%s", out)
	}
	s.run(exitDone, "enroll", s.enrollment())
	s.request("1-return-request.bin", nil, capability.Line{ActivationID: "ACT-A"})
	contains(t, s.run(exitDone, "process", s.stick), "answered")
	contains(t, s.run(exitDone, "show"), "WAITING_FOR_CONFIRMATION")
}
