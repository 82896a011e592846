package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/typed"
)

// entered is what a page of lines says.
func entered(t *testing.T, page string) (typed.Message, *message.Message) {
	t.Helper()
	var entry typed.Entry
	if wrong := entry.Enter(page); wrong != nil {
		t.Fatal(wrong)
	}
	m, err := entry.Message()
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := message.Decode(m.Data)
	if err != nil {
		t.Fatal(err)
	}
	return m, decoded
}

func TestTypedRequestIsAnsweredInLines(t *testing.T) {
	s := newEnrolled(t)
	s.request("1-return-request.bin", nil, capability.Line{ActivationID: "ACT-A"})
	data, err := os.ReadFile(filepath.Join(s.stick, "1-return-request.bin"))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := typed.Lines(typed.Message{Kind: capability.ReturnRequest, Data: data})
	if err != nil {
		t.Fatal(err)
	}
	s.enter(strings.Join(lines[1:], "\n"), exitFailed, "type")
	s.enter("", exitFailed, "type")
	page := s.enter(strings.ToLower(strings.Join(lines, "\n")), exitDone, "type")
	m, response := entered(t, page)
	if m.Kind != capability.PortalResponse || response.Response == nil || response.Response.Seq != 1 {
		t.Errorf("%s: %+v", m.Kind, response)
	}
	if again := s.enter(strings.Join(lines, "\n"), exitDone, "type"); again != page {
		t.Error("the same request got other lines")
	}
	if again := s.run(exitDone, "response", "--device", "STRING/pump-1", "--text"); again != page {
		t.Errorf("the response is printed as\n%s", again)
	}

	s.request("3-confirmation-request.bin", &capability.Mark{Seq: 1, SHA256: response.Digest})
	data, err = os.ReadFile(filepath.Join(s.stick, "3-confirmation-request.bin"))
	if err != nil {
		t.Fatal(err)
	}
	proof, err := typed.Text(typed.Message{Kind: capability.ConfirmationRequest, Data: data})
	if err != nil {
		t.Fatal(err)
	}
	if m, _ := entered(t, s.enter(proof, exitDone, "type")); m.Kind != capability.PortalReceipt {
		t.Errorf("the confirmation is answered with a %s", m.Kind)
	}
}
