package smp

import (
	"fmt"

	"handback/capability"
)

const (
	groupOS   uint16 = 0
	groupFile uint16 = 8
)

// outcome is the part of an answer that tells whether the command went well.
// Version 2 puts a group's errors into err; version 1, and SMP itself, use rc.
type outcome struct {
	RC     *uint32   `cbor:"rc,omitempty"`
	Reason string    `cbor:"rsn,omitempty"`
	Err    *groupErr `cbor:"err,omitempty"`
}

type groupErr struct {
	Group uint16 `cbor:"group"`
	RC    uint32 `cbor:"rc"`
}

// outcomeOf reads an answer's outcome as an error; licensing is the number of
// the licensing group, whose errors are refusals.
func outcomeOf(p packet, licensing uint16) error {
	var o outcome
	if err := decodeBody(p.Body, &o); err != nil {
		return undecodable(commandName(p.header, licensing), p.Body, &o)
	}
	switch {
	case o.Err != nil && o.Err.RC != 0:
		return o.group(o.Err.Group, o.Err.RC, licensing)
	case o.RC == nil || *o.RC == 0:
		return nil
	case RC(*o.RC) >= RCUser && p.Group == licensing:
		return o.group(licensing, *o.RC-uint32(RCUser), licensing)
	case o.Reason != "":
		return &reasoned{RC(*o.RC), bounded(o.Reason)}
	default:
		return RC(*o.RC)
	}
}

func (o outcome) group(group uint16, code uint32, licensing uint16) error {
	switch group {
	case licensing:
		if code == 0 || code > uint32(capability.LastRefusal) {
			code = uint32(capability.Unknown)
		}
		return &capability.Refusal{Code: capability.RefusalCode(code), Text: bounded(o.Reason)}
	case groupFile:
		return FileError(code)
	default:
		return &GroupError{Group: group, Code: code}
	}
}

// reasoned is an error with a device's own words for it.
type reasoned struct {
	rc   RC
	text string
}

func (e *reasoned) Error() string { return fmt.Sprintf("%v: %q", e.rc, e.text) }

func (e *reasoned) Unwrap() error { return e.rc }

// bounded cuts a device's text; the screens make it fit to be shown.
func bounded(text string) string {
	return text[:min(len(text), capability.MaxText)]
}
