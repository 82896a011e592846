package smp

import (
	"errors"

	"handback/capability"
)

// body writes an answer: its contents and its outcome in one map.
func (s *server) body(request packet, contents any, failed error) ([]byte, error) {
	if contents == nil {
		contents = none{}
	}
	first, err := encodeBody(contents)
	if err != nil {
		return nil, err
	}
	second, err := encodeBody(outcomeFor(failed, s.options.Group, s.old(request)))
	if err != nil {
		return nil, err
	}
	return joinMaps(first, second, s.options.Version1), nil
}

// old reports whether a request is answered in the manner of version 1.
func (s *server) old(request packet) bool {
	return s.options.Version1 || request.Version == version1
}

const (
	pairsMask  = 0x1f // RFC 8949: the number of pairs in the head of a map
	openMap    = 0xbf // a map of indefinite length
	breakItems = 0xff // its end
)

// joinMaps makes one map of two with fewer than 24 pairs between them.
func joinMaps(a, b []byte, indefinite bool) []byte {
	head := a[0] + b[0]&pairsMask
	if indefinite {
		head = openMap
	}
	joined := append([]byte{head}, a[1:]...)
	joined = append(joined, b[1:]...)
	if indefinite {
		joined = append(joined, breakItems)
	}
	return joined
}

// outcomeFor is what outcomeOf reads as failed.
func outcomeFor(failed error, licensing uint16, old bool) outcome {
	var rc RC
	var file FileError
	var refusal *capability.Refusal
	switch {
	case failed == nil && old:
		return outcome{RC: new(uint32)}
	case failed == nil:
		return outcome{}
	case errors.As(failed, &rc):
		return rcOutcome(rc, "")
	case errors.As(failed, &file) && old:
		return rcOutcome(oldFileRC(file), "")
	case errors.As(failed, &file):
		return outcome{Err: &groupErr{Group: groupFile, RC: uint32(file)}}
	}
	if !errors.As(failed, &refusal) {
		refusal = &capability.Refusal{Code: capability.Unknown, Text: bounded(failed.Error())}
	}
	if old {
		return rcOutcome(RCUser+RC(refusal.Code), refusal.Text)
	}
	return outcome{Reason: refusal.Text, Err: &groupErr{Group: licensing, RC: uint32(refusal.Code)}}
}

func rcOutcome(rc RC, reason string) outcome {
	value := uint32(rc)
	return outcome{RC: &value, Reason: reason}
}

// oldFileRC is what version 1 says in place of a file error.
func oldFileRC(e FileError) RC {
	switch e {
	case FileNotFound:
		return RCNoEntry
	case FileOffset, FileOffsetBeyond, FileInvalidName:
		return RCInvalid
	case FileHashType:
		return RCNotSupported
	default:
		return RCUnknown
	}
}
