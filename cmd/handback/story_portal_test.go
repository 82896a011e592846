//go:build unix

package main_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdPortal runs the back office on its books, portal.db. After init its key
// is in portal.pem.
func cmdPortal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: portal init | enroll [NAME] | COMMAND ARG...")
	}
	switch {
	case args[0] == "process":
		storyOf(ts).person.carries++
	case args[0] == "enroll" && len(args) == 1:
		args = append(args, "device")
		fallthrough
	case args[0] == "enroll":
		args[1] = filepath.Join(args[1], "enroll.json")
	}
	ts.Check(ts.Exec("backoffice", append([]string{"--db", "portal.db"}, args...)...))
	if args[0] == "init" {
		ts.Check(ts.Exec("backoffice", "--db", "portal.db", "public-key"))
		ts.Check(os.WriteFile(ts.MkAbs("portal.pem"), []byte(ts.ReadFile("stdout")), 0o600))
	}
}

// cmdBooks compares what the back office's own books say about an entitlement:
// its units available, held by devices, and waiting for a confirmation.
func cmdBooks(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: books ACTIVATION-ID AVAILABLE HELD WAITING")
	}
	ts.Check(ts.Exec("backoffice", "--db", "portal.db", "show", "--json"))
	var books struct {
		Entitlements []struct {
			ActivationID                    string `json:"activation_id"`
			Total, Available, Held, Waiting int
		}
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &books))
	for _, e := range books.Entitlements {
		if e.ActivationID != args[0] {
			continue
		}
		got, want := fmt.Sprint(e.Available, e.Held, e.Waiting), strings.Join(args[1:], " ")
		if got != want {
			ts.Fatalf("%s: %s are available, held and waiting, not %s", args[0], got, want)
		}
		if e.Available+e.Held+e.Waiting != e.Total {
			ts.Fatalf("%s: %s are not %d", args[0], got, e.Total)
		}
		return
	}
	ts.Fatalf("the books have no %s", args[0])
}

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
