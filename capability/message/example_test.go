package message_test

import (
	"crypto/ed25519"
	"fmt"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
)

// A device seals a request; whoever has its public key can check it.
func Example() {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	file, err := seal.Request(message.Request{
		ID:    message.ID{1},
		Host:  capability.HostID{Type: "STRING", Value: "X200-SN0042"},
		Lines: []capability.Line{{ActivationID: "act-1", Count: 3}},
	}, key)
	if err != nil {
		fmt.Println(err)
		return
	}

	m, err := message.Decode(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Kind, "of", m.Host())
	for _, l := range m.Request.Lines {
		fmt.Println(l.ActivationID, "shall remain:", l.Count)
	}
	fmt.Println("signature:", m.Verify(key.Public().(ed25519.PublicKey)))
	// Output:
	// request of STRING/X200-SN0042
	// act-1 shall remain: 3
	// signature: <nil>
}

// A file that is no message, or was damaged on its way, says why.
func ExampleDecode() {
	_, err := message.Decode([]byte("hello"))
	fmt.Println(err)
	// Output:
	// not a Handback message: it does not begin as one
}
