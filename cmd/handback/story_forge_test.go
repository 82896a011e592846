//go:build unix

package main_test

import (
	"crypto/rand"
	"os"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
)

// cmdForge answers a request as the portal would, with a key that nobody knows:
// a receipt that credits the activation IDs, or a response that takes all away.
func cmdForge(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: forge receipt|response REQUEST FILE [ACTIVATION-ID...]")
	}
	m, err := message.Decode([]byte(ts.ReadFile(args[1])))
	ts.Check(err)
	key, err := seal.NewKey(rand.Reader)
	ts.Check(err)
	q := message.Response{
		ID: message.ID{0x66}, Host: m.Request.Host, Issued: time.Now().UTC().Truncate(time.Second), Seq: 9, Answers: &m.Request.ID,
		Rights: []capability.License{}, Confirm: args[0] == "response",
	}
	for _, id := range args[3:] {
		q.Notes = append(q.Notes, message.Note{ActivationID: capability.ActivationID(id), Code: message.NoteCredited})
	}
	data, err := seal.Response(q, key)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), data, 0o644))
}
