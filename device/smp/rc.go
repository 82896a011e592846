package smp

import (
	"errors"
	"fmt"

	"handback/capability"
)

// RC is an error of SMP itself, in Zephyr's and Apache's numbers. It is an
// error that errors.Is finds.
type RC uint32

// The errors of SMP.
const (
	RCUnknown      RC = 1
	RCNoMemory     RC = 2
	RCInvalid      RC = 3
	RCTimeout      RC = 4
	RCNoEntry      RC = 5
	RCBadState     RC = 6
	RCMessageSize  RC = 7
	RCNotSupported RC = 8
	RCCorrupt      RC = 9
	RCBusy         RC = 10
	RCAccessDenied RC = 11
	RCTooOld       RC = 12
	RCTooNew       RC = 13
	RCUser         RC = 256 // the first of a group's own, in version 1
)

func (rc RC) Error() string { return "the device answers: " + rc.words() }

// words are the error and its number.
func (rc RC) words() string {
	names := [...]string{
		RCUnknown: "unknown error", RCNoMemory: "out of memory", RCInvalid: "invalid value", RCTimeout: "timeout",
		RCNoEntry: "no such entry", RCBadState: "bad state", RCMessageSize: "message too long",
		RCNotSupported: "not supported", RCCorrupt: "corrupt", RCBusy: "busy", RCAccessDenied: "access denied",
		RCTooOld: "protocol version too old", RCTooNew: "protocol version too new",
	}
	if uint64(rc) < uint64(len(names)) && names[rc] != "" {
		return fmt.Sprintf("%s (rc %d)", names[rc], uint32(rc))
	}
	return fmt.Sprintf("rc %d", uint32(rc))
}

// FileError is an error of the file group (8), in Zephyr's numbers.
type FileError uint32

// The errors of the file group.
const (
	FileUnknown      FileError = 1
	FileInvalidName  FileError = 2
	FileNotFound     FileError = 3
	FileIsDirectory  FileError = 4
	FileRead         FileError = 7
	FileWrite        FileError = 10
	FileOffset       FileError = 11 // the answer also tells how much the device has
	FileOffsetBeyond FileError = 12
	FileHashType     FileError = 13
	FileMountPoint   FileError = 14
	FileReadOnly     FileError = 15
	FileEmpty        FileError = 16
)

func (e FileError) Error() string { return "the device's file system answers: " + e.words() }

// words are the error and its number.
func (e FileError) words() string {
	names := [...]string{
		FileUnknown: "unknown error", FileInvalidName: "invalid name", FileNotFound: "not found",
		FileIsDirectory: "is a directory", 5: "open failed", 6: "seek failed", FileRead: "read failed",
		8: "truncate failed", 9: "delete failed", FileWrite: "write failed", FileOffset: "offset not valid",
		FileOffsetBeyond: "offset beyond the end", FileHashType: "hash type not known", FileMountPoint: "no such mount point",
		FileReadOnly: "read-only", FileEmpty: "empty", 17: "close failed",
	}
	if uint64(e) < uint64(len(names)) && names[e] != "" {
		return fmt.Sprintf("%s (group %d error %d)", names[e], groupFile, uint32(e))
	}
	return fmt.Sprintf("group %d error %d", groupFile, uint32(e))
}

// GroupError is an error of any other group.
type GroupError struct {
	Group uint16
	Code  uint32
}

func (e *GroupError) Error() string {
	return fmt.Sprintf("the device answers: error %d of group %d", e.Code, e.Group)
}

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

// definite is the error of a command of the licensing group. Where the device
// answered with an error of a group below, that is its no as well, in the
// protocol's words.
func definite(what string, err error) error {
	var rc RC
	var file FileError
	var other *GroupError
	no := &capability.Refusal{Code: capability.Failed}
	switch {
	case err == nil:
		return nil
	case errors.As(err, new(*capability.Refusal)):
		return fmt.Errorf("%s: %w", what, err)
	case errors.As(err, &rc):
		no.Code, no.Said = rc.refusal(), rc.words()
	case errors.As(err, &file):
		no.Code, no.Said = file.refusal(), file.words()
	case errors.As(err, &other):
		no.Said = fmt.Sprintf("group %d error %d", other.Group, other.Code)
	default:
		return fmt.Errorf("%s: %w", what, err)
	}
	if own := new(reasoned); errors.As(err, &own) {
		no.Text = own.text
	}
	return fmt.Errorf("%s: %w", what, no)
}

// unsent is the error of a command before which something failed.
func unsent(what string, err error) error {
	return fmt.Errorf("%w: %w", capability.ErrNotSent, definite(what, err))
}

// refusal is the reason that comes nearest.
func (rc RC) refusal() capability.RefusalCode {
	switch rc {
	case RCNoMemory:
		return capability.StorageFull
	case RCInvalid, RCMessageSize:
		return capability.InvalidValue
	case RCNoEntry:
		return capability.NotThere
	case RCNotSupported, RCTooOld, RCTooNew:
		return capability.NotSupported
	case RCAccessDenied:
		return capability.AccessDenied
	case RCBusy:
		return capability.Busy
	default:
		return capability.Failed
	}
}

func (e FileError) refusal() capability.RefusalCode {
	switch e {
	case FileWrite:
		return capability.StorageFull
	case FileInvalidName:
		return capability.InvalidValue
	case FileNotFound, FileMountPoint:
		return capability.NotThere
	case FileReadOnly:
		return capability.AccessDenied
	default:
		return capability.Failed
	}
}
