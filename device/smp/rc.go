package smp

import (
	"cmp"
	"errors"
	"fmt"

	"handback/capability"
)

// RC is an error of SMP itself, in Zephyr's and Apache's numbers. It is an
// error that errors.Is finds.
type RC uint32

// The errors of SMP that are compared or given; rcMeanings has them all.
const (
	RCUnknown      RC = 1
	RCNoMemory     RC = 2
	RCInvalid      RC = 3
	RCNoEntry      RC = 5
	RCMessageSize  RC = 7
	RCNotSupported RC = 8
	RCBusy         RC = 10
	RCAccessDenied RC = 11
	RCUser         RC = 256 // the first of a group's own, in version 1
)

func (rc RC) Error() string { return "the device answers: " + rc.words() }

// meaning is what a number stands for: in words, and the reason for a refusal
// that comes nearest; 0: capability.Failed.
type meaning struct {
	text    string
	refusal capability.RefusalCode
}

var rcMeanings = map[RC]meaning{
	RCUnknown:      {"unknown error", 0},
	RCNoMemory:     {"out of memory", capability.StorageFull},
	RCInvalid:      {"invalid value", capability.InvalidValue},
	4:              {"timeout", 0},
	RCNoEntry:      {"no such entry", capability.NotThere},
	6:              {"bad state", 0},
	RCMessageSize:  {"message too long", capability.InvalidValue},
	RCNotSupported: {"not supported", capability.NotSupported},
	9:              {"corrupt", 0},
	RCBusy:         {"busy", capability.Busy},
	RCAccessDenied: {"access denied", capability.AccessDenied},
	12:             {"protocol version too old", capability.NotSupported},
	13:             {"protocol version too new", capability.NotSupported},
}

// words are the error and its number.
func (rc RC) words() string {
	if m, known := rcMeanings[rc]; known {
		return fmt.Sprintf("%s (rc %d)", m.text, uint32(rc))
	}
	return fmt.Sprintf("rc %d", uint32(rc))
}

// FileError is an error of the file group (8), in Zephyr's numbers.
type FileError uint32

// The errors of the file group that are compared or given; fileMeanings has them
// all.
const (
	FileInvalidName  FileError = 2
	FileNotFound     FileError = 3
	FileRead         FileError = 7
	FileWrite        FileError = 10
	FileOffset       FileError = 11 // the answer also tells how much the device has
	FileOffsetBeyond FileError = 12
	FileHashType     FileError = 13
)

func (e FileError) Error() string { return "the device's file system answers: " + e.words() }

var fileMeanings = map[FileError]meaning{
	1:                {"unknown error", 0},
	FileInvalidName:  {"invalid name", capability.InvalidValue},
	FileNotFound:     {"not found", capability.NotThere},
	4:                {"is a directory", 0},
	5:                {"open failed", 0},
	6:                {"seek failed", 0},
	FileRead:         {"read failed", 0},
	8:                {"truncate failed", 0},
	9:                {"delete failed", 0},
	FileWrite:        {"write failed", capability.StorageFull},
	FileOffset:       {"offset not valid", 0},
	FileOffsetBeyond: {"offset beyond the end", 0},
	FileHashType:     {"hash type not known", 0},
	14:               {"no such mount point", capability.NotThere},
	15:               {"read-only", capability.AccessDenied},
	16:               {"empty", 0},
	17:               {"close failed", 0},
}

// words are the error and its number.
func (e FileError) words() string {
	number := fmt.Sprintf("group %d error %d", groupFile, uint32(e))
	if m, known := fileMeanings[e]; known {
		return fmt.Sprintf("%s (%s)", m.text, number)
	}
	return number
}

// GroupError is an error of any other group.
type GroupError struct {
	Group uint16
	Code  uint32
}

func (e *GroupError) Error() string {
	return fmt.Sprintf("the device answers: error %d of group %d", e.Code, e.Group)
}

// outcome is the part of an answer that tells whether the command succeeded.
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

// definite is the error of a command of the licensing group. An error of another
// group is a refusal as well, in the protocol's words.
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
		no.Code, no.Said = cmp.Or(rcMeanings[rc].refusal, capability.Failed), rc.words()
	case errors.As(err, &file):
		no.Code, no.Said = cmp.Or(fileMeanings[file].refusal, capability.Failed), file.words()
	case errors.As(err, &other):
		no.Said = fmt.Sprintf("group %d error %d", other.Group, other.Code)
	default:
		return fmt.Errorf("%s: %w", what, err)
	}
	if own, ok := errors.AsType[*reasoned](err); ok {
		no.Text = own.text
	}
	return fmt.Errorf("%s: %w", what, no)
}

// unsent is the error of a command that was not sent, because something failed
// before.
func unsent(what string, err error) error {
	return fmt.Errorf("%w: %w", capability.ErrNotSent, definite(what, err))
}
