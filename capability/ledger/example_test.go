package ledger_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"handback/capability"
	"handback/capability/ledger"
)

// A return is opened and goes on by facts. Where it stands follows from them.
func Example() {
	dir, err := os.MkdirTemp("", "handback")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	l, err := ledger.Open(filepath.Join(dir, "state"), ledger.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer l.Close()

	at := time.Date(2026, 3, 2, 10, 40, 0, 0, time.UTC)
	r, err := l.Create(capability.Entry{At: at, By: "kim", Fact: capability.Opened{
		ID:  "R-7F3K2",
		Way: capability.FromDevice,
		Reading: capability.Reading{
			Device:   capability.Identity{Model: "X200", Host: capability.HostID{Type: "STRING", Value: "SN0042"}},
			Licenses: []capability.License{{ActivationID: "act-1", Count: 10}},
		},
		Order: capability.Order{Lines: []capability.Line{{ActivationID: "act-1"}}},
	}})
	fmt.Println(r.Stage, err)
	r, err = l.Append(r.ID, capability.Entry{At: at.Add(time.Minute), By: "kim", Fact: capability.Intended{Act: capability.ActMakeRequest}})
	fmt.Println(r.Stage, err)

	all, err := l.List(context.Background())
	for _, s := range all {
		fmt.Println(s.ID, s.Device.Model, s.Act, err)
	}
	_, err = l.Append(r.ID, capability.Entry{At: at, By: "kim", Fact: capability.Loaded{}})
	fmt.Println(err)
	// Output:
	// ordered <nil>
	// requesting <nil>
	// R-7F3K2 X200 ask-device <nil>
	// this can't follow here: loaded at stage requesting
}
