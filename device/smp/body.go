package smp

import (
	"fmt"
	"sync"

	"github.com/fxamacker/cbor/v2"

	"handback/capability"
)

// bodyMode reads bodies: maps of definite or indefinite length, keys in any
// order, unknown keys ignored, everything bounded. Text is kept as it came,
// even where it isn't UTF-8: a badly written name must not stop a return.
var bodyMode = sync.OnceValues(func() (cbor.DecMode, error) {
	return cbor.DecOptions{
		MaxNestedLevels:   8,
		MaxArrayElements:  capability.MaxLicenses + 1,
		MaxMapPairs:       64,
		UTF8:              cbor.UTF8DecodeInvalid,
		FieldNameMatching: cbor.FieldNameMatchingCaseSensitive,
	}.DecMode()
})

// decodeBody reads a body into a struct. An empty body is an empty map.
func decodeBody(body []byte, into any) error {
	if len(body) == 0 {
		return nil
	}
	mode, err := bodyMode()
	if err != nil {
		return err
	}
	return mode.Unmarshal(body, into)
}

// encodeBody writes a struct as a map, its keys in the struct's order.
func encodeBody(from any) ([]byte, error) {
	body, err := cbor.Marshal(from)
	if err != nil {
		return nil, fmt.Errorf("encode a body: %w", err)
	}
	return body, nil
}

// none is the body of a request without arguments.
type none struct{}
