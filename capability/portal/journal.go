package portal

import (
	"context"
	"crypto/sha256"
	"encoding/binary"

	"handback/capability"
)

// KeyOf names the exchange of a request with a portal: the same bytes for the same
// address are the same exchange, from whichever laptop and under whichever name.
func KeyOf(t Target, request []byte) capability.Digest {
	sum := sha256.New()
	for _, part := range [][]byte{[]byte(t.Kind), []byte(t.Address), request} {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(part)))
		sum.Write(size[:])
		sum.Write(part)
	}
	return capability.Digest(sum.Sum(nil))
}

// Journal keeps the records of exchanges so that a cut loses none.
type Journal interface {
	// Last gives the newest record of an exchange; false: there is none.
	Last(key capability.Digest) (capability.Exchange, bool)

	// Note writes a record down. It returns once the record is durable. A record
	// that is answered comes with the response, which is made durable first.
	Note(ctx context.Context, x capability.Exchange, response []byte) error
}
