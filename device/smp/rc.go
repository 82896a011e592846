package smp

import "fmt"

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
