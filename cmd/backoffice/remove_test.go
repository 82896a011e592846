package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/message"
)

// newEnrolled is a harness with books and an enrolled device.
func newEnrolled(t *testing.T) *harness {
	s := newHarness(t)
	s.run(exitDone, "init")
	s.run(exitDone, "enroll", s.enrollment())
	return s
}

func TestRemoveByCommands(t *testing.T) {
	s, stick := newEnrolled(t), t.TempDir()
	remove := func(want int, more ...string) string {
		return s.run(want, append([]string{"remove", "--device", "STRING/pump-1", "--out", stick}, more...)...)
	}
	contains(t, remove(exitDone, "--activation", "ACT-A", "--quantity", "2"), "STRING/pump-1: response 1 written to "+
		"HANDBACK/portal_X200_SN0042/2-response.bin: 1 license removed, waiting for confirmation\n")
	contains(t, remove(exitDone, "--activation", "ACT-A"), "response 2 written to HANDBACK/portal_X200_SN0042/2-response-2.bin")
	contains(t, remove(exitFailed, "--activation", "ACT-A"), "")
	contains(t, s.run(exitDone, "show"), "REMOVAL_PENDING_CONFIRMATION", "waiting for confirmation: 2")

	s.stick = filepath.Join(stick, "HANDBACK", "portal_X200_SN0042")
	m := s.response("2-response-2.bin")
	if r := m.Response; r.Answers != nil || !r.Confirm || len(r.Rights) != 1 || r.Rights[0].ActivationID != "ACT-B" {
		t.Errorf("response %+v", r)
	}
	again := func(more ...string) string {
		return s.run(exitDone, append([]string{"response", "--device", "STRING/pump-1", "--out", stick}, more...)...)
	}
	contains(t, again(), "response 2 is there already as", "2-response-2.bin")
	contains(t, again("--seq", "1"), "response 1 is there already as", "2-response.bin")
	s.run(exitFailed, "response", "--device", "STRING/pump-1", "--out", stick, "--seq", "3")

	s.request("3-confirmation-request.bin", &capability.Mark{Seq: m.Response.Seq, SHA256: m.Digest})
	contains(t, s.run(exitDone, "process", stick), "confirmation request of STRING/pump-1 answered", "1 license credited")
	contains(t, s.run(exitDone, "show"), "REMOVED_FROM_LICENSE", "waiting for confirmation: 0", "on proof")
}

// A stick that is not there is found before anything is removed; one that
// fails later leaves the response to be fetched again.
func TestRemoveToABadStick(t *testing.T) {
	s, dir := newEnrolled(t), t.TempDir()
	file := s.write(filepath.Join(dir, "file"), nil)
	for _, out := range []string{filepath.Join(dir, "none"), file} {
		s.run(exitFailed, "remove", "--device", "STRING/pump-1", "--activation", "ACT-A", "--out", out)
	}
	contains(t, s.run(exitDone, "show"), "waiting for confirmation: 0")
	s.write(filepath.Join(dir, "HANDBACK"), []byte("in the way"))
	var out, problem bytes.Buffer
	status := run(t.Context(), []string{"--db", s.db, "remove", "--device", "STRING/pump-1", "--activation", "ACT-A", "--out", dir}, strings.NewReader(""), &out, &problem)
	if status != exitFailed {
		t.Errorf("exit status %d", status)
	}
	contains(t, problem.String(), "the licenses are removed", "backoffice response")
	contains(t, s.run(exitDone, "response", "--device", "STRING/pump-1", "--out", t.TempDir()), "response 1 written to")
}

func (s *harness) declaration(host capability.HostID) string {
	s.t.Helper()
	var text bytes.Buffer
	err := message.Declaration{
		Return: "R-7F3K2", Device: capability.Identity{Model: "X200", Host: host},
		Evidence: capability.Evidence{Cause: capability.Destroyed, Serial: "SN0042", Host: host, Source: "label", Who: "the owner"},
		Declared: noon(), Stage: capability.StageRequestSaved,
	}.Write(&text)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.write(filepath.Join(s.t.TempDir(), "5-declaration.json"), text.Bytes())
}

func TestObsoleteByCommands(t *testing.T) {
	s := newEnrolled(t)
	file := s.declaration(s.host)
	other := s.declaration(capability.HostID{Type: "STRING", Value: "pump-2"})
	s.run(exitFailed, "obsolete", "--device", "STRING/pump-1", "--declaration", other)
	s.run(exitFailed, "obsolete", "--device", "STRING/pump-2", "--declaration", other)
	s.run(exitFailed, "obsolete", "--device", "STRING/pump-1", "--declaration", s.enrollment())
	contains(t, s.run(exitDone, "show"), "ACTIVE")

	contains(t, s.run(exitDone, "obsolete", "--device", "STRING/pump-1", "--declaration", file),
		"STRING/pump-1: obsolete\n", "released ACT-A, count 5", "released ACT-B, count 1")
	contains(t, s.run(exitDone, "obsolete", "--device", "STRING/pump-1", "--declaration", file), "obsolete already, nothing changed")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := s.run(exitDone, "show")
	contains(t, out, "OBSOLETE, response 0 issued", capability.DigestOf(data).String(), "destroyed", "the owner")
	if strings.Contains(out, "FLAGGED") {
		t.Errorf("flagged before it lived:\n%s", out)
	}

	s.request("1-return-request.bin", nil, capability.Line{ActivationID: "ACT-A"})
	for range 2 { // the same file again shows nothing new
		contains(t, s.run(exitFailed, "process", s.stick), "refused", "obsolete")
	}
	contains(t, s.run(exitDone, "show"), "FLAGGED alive, 1 request: it was made obsolete and lives")
	contains(t, s.run(exitDone, "show", "--json"), `"flag": "alive"`, `"status": "OBSOLETE"`)
}
