package certificate_test

import (
	"fmt"
	"time"

	"handback/capability"
	"handback/capability/certificate"
)

// The state of a return that was only just opened certifies nothing, and says so.
func ExampleState() {
	at := time.Date(2026, 3, 2, 10, 40, 0, 0, time.UTC)
	r, err := capability.Replay([]capability.Entry{{At: at, By: "kim", Fact: capability.Opened{
		ID:  "R-7F3K2",
		Way: capability.FromDevice,
		Reading: capability.Reading{
			Device:   capability.Identity{Host: capability.HostID{Type: "STRING", Value: "SN0042"}},
			Licenses: []capability.License{{ActivationID: "act-1", Count: 10}},
		},
		Order: capability.Order{Lines: []capability.Line{{ActivationID: "act-1", Count: 3}}},
	}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	lastLine := capability.DigestOf([]byte("the last line of the journal"))
	c, err := certificate.State(r, lastLine, at.Add(time.Hour), "lee")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Title)
	fmt.Println(c.Meaning)
	fmt.Println(c.Order[0].ActivationID, "goes back:", c.Order[0].GoesBack)
	fmt.Println(c.Issued)
	// Output:
	// State of return: NOT FINISHED
	// It still owes something. Nothing is certified.
	// act-1 goes back: 7
	// 2026-03-02T11:40:00Z (laptop clock)
}
