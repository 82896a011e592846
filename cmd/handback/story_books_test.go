//go:build unix

package main_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdBooks compares what the back office's own books say of an entitlement:
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

// cmdTake keeps one field of a JSON document for later lines of a story.
func cmdTake(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: take VARIABLE FILE PATH")
	}
	got, found := lookUp(ts, args[1], args[2])
	if !found {
		ts.Fatalf("%s has no %s", args[1], args[2])
	}
	ts.Setenv(args[0], fmt.Sprint(got))
}

// cmdHost asks a device that is plugged in for its host ID.
func cmdHost(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 || len(args) > 2 {
		ts.Fatalf("usage: host VARIABLE [NAME]")
	}
	name := append(args, "device")[1]
	ts.Check(ts.Exec("handback", "licenses", "--json", "--port", name+".port"))
	kind, _ := lookUp(ts, "stdout", "device.host.type")
	value, _ := lookUp(ts, "stdout", "device.host.id")
	ts.Setenv(args[0], fmt.Sprint(kind, "/", value))
}
