package message

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"handback/capability"
)

// Decode reads a message and checks its structure and its limits; no key is
// needed. The error is one of [ErrNotMessage], [ErrTruncated], [ErrTooLarge],
// [ErrVersion] and [ErrKind].
func Decode(data []byte) (*Message, error) {
	sealed, err := open(data)
	if err != nil {
		return nil, err
	}
	m := &Message{
		KeyID: sealed.keyID(), Digest: capability.DigestOf(data), Size: len(data), sealed: sealed,
	}
	payload := sealed.sign1.Payload
	head, err := decodeHead(payload)
	if err != nil {
		return nil, err
	}
	m.Kind = Kind(head.Kind)
	switch m.Kind {
	case KindRequest:
		m.Request, err = decodeRequest(payload)
	case KindResponse:
		m.Response, err = decodeResponse(payload)
	default:
		err = fmt.Errorf("%w: %.40q is neither a request nor a response", ErrKind, head.Kind)
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// decodeHead reads the two keys that every version has, whatever else is there.
func decodeHead(payload []byte) (wireHead, error) {
	var head wireHead
	mode, err := cbor.DecOptions{}.DecMode()
	if err != nil {
		return head, err
	}
	if err := mode.Unmarshal(payload, &head); err != nil {
		return head, fmt.Errorf("%w: %w", ErrNotMessage, err)
	}
	switch {
	case head.Version == 0:
		return head, fmt.Errorf("%w: it has no version", ErrNotMessage)
	case head.Version > Version:
		return head, fmt.Errorf("%w: version %d, this program reads up to %d", ErrVersion, head.Version, Version)
	}
	return head, nil
}

func decodeRequest(payload []byte) (*Request, error) {
	var w wireRequest
	if err := unmarshal(payload, &w); err != nil {
		return nil, err
	}
	r := w.request()
	return &r, r.Check()
}

func decodeResponse(payload []byte) (*Response, error) {
	var w wireResponse
	if err := unmarshal(payload, &w); err != nil {
		return nil, err
	}
	r := w.response()
	return &r, r.Check()
}

// unmarshal decodes the payload and proves by encoding it again that it was
// deterministic and complete.
func unmarshal[W any](payload []byte, into *W) error {
	mode, err := cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IndefLength:      cbor.IndefLengthForbidden,
		TagsMd:           cbor.TagsForbidden,
		UTF8:             cbor.UTF8RejectInvalid,
		MaxNestedLevels:  4,
		MaxArrayElements: MaxLines,
		MaxMapPairs:      16,

		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
	}.DecMode()
	if err != nil {
		return err
	}
	if err := mode.Unmarshal(payload, into); err != nil {
		if tooMany := new(cbor.MaxArrayElementsError); errors.As(err, &tooMany) {
			return fmt.Errorf("%w: a list has more than %d entries", ErrTooLarge, MaxLines)
		}
		return fmt.Errorf("%w: %w", ErrNotMessage, err)
	}
	again, err := marshal(*into)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, payload) {
		return fmt.Errorf("%w: its payload is not in deterministic form, or not complete", ErrNotMessage)
	}
	return nil
}

// marshal encodes in the core deterministic encoding (RFC 8949, section 4.2.1).
func marshal[W any](w W) ([]byte, error) {
	options := cbor.CoreDetEncOptions()
	options.NilContainers = cbor.NilContainerAsEmpty
	mode, err := options.EncMode()
	if err != nil {
		return nil, err
	}
	return mode.Marshal(w)
}
