package desk

import (
	"path"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/evident"
	"handback/capability/media"
)

// Class says what a file on a stick is to a return.
type Class string

// The classes.
const (
	IsRequest       Class = "return request"       // this return's own
	IsConfirmation  Class = "confirmation request" // this return's own
	IsResponse      Class = "response"             // to load on the device
	IsReceipt       Class = "receipt"              // the portal's answer to the confirmation
	IsLoaded        Class = "already loaded"
	IsSuperseded    Class = "superseded"        // a request that another took the place of: not to be uploaded
	IsDeclaration   Class = "declaration"       // of a dead device
	IsCase          Class = "case"              // of a return
	IsBadCase       Class = "damaged case"      // it can't be read
	IsStale         Class = "stale"             // the device has processed a later one
	IsRejected      Class = "rejected"          // the device refused it, or it had no effect
	IsUseless       Class = "without order"     // it answers the request, and doesn't take away what was ordered
	IsRemoval       Class = "removal"           // it answers no request of the return: the portal began it
	IsNothing       Class = "no change"         // it leaves the device what it holds
	IsForged        Class = "not the portal's"  // its signature is not right
	IsTold          Class = "named by the case" // a request of the return, as another laptop says
	IsForDevice     Class = "for a device"      // a response, and no device or return is known to compare
	IsOtherDevice   Class = "for another device"
	IsOtherRequest  Class = "for another request"
	IsOtherOwn      Class = "request of another return"
	IsDamaged       Class = "damaged"
	IsTooNew        Class = "too new"
	IsUnread        Class = "unread"         // nobody here can read it, and it could be the response: a person says
	IsSomethingElse Class = "something else" // HTML, PDF, ...: never the response
	IsNoMessage     Class = "not a message"
	IsNotLookedInto Class = "not looked into" // too large, a link, a folder, ...
)

// Finding is one file that was seen on a stick.
type Finding struct {
	Path    string // on the stick, with slashes; untrusted
	Size    int64  // bytes
	Digest  capability.Digest
	Class   Class
	Return  capability.ReturnID // of which return; empty: of none that is known
	About   string              // more on the class: other names, the portal's words; untrusted
	ModTime time.Time           // as the stick has it; zero: unknown
	For     []Evidence          // to take a file that can't be read for the response
	Against []Evidence

	Form     evident.Form // what happened to a damaged message, or what else the file is; mostly empty
	Mendable bool         // it was the response: taken on a person's word, it is repaired

	opaque bool // bytes that nobody here can read
}

// skipped is the finding of what was not read.
func skipped(s media.Skipped) Finding {
	return Finding{Path: s.Path, Size: s.Size, Class: IsNotLookedInto, About: string(s.Reason)}
}

// Concerns reports whether a person could take the file for the portal's answer,
// and so has to be told.
func (f Finding) Concerns() bool {
	switch f.Class {
	case IsLoaded:
		return f.About != "" // before the return: who put it there takes it for the answer
	case IsRequest, IsConfirmation, IsTold, IsOtherOwn, IsCase, IsBadCase, IsDeclaration, IsSuperseded:
		return false
	case IsUnread:
		return f.calledAnswer() || f.balance() > 0
	case IsNoMessage, IsSomethingElse, IsNotLookedInto:
		return f.calledAnswer()
	default:
		return true
	}
}

// Choosable reports whether a person may say about the file that it is the
// response: it can't be read and could be it, or it was it and can be repaired.
func (f Finding) Choosable() bool { return f.Class == IsUnread || f.Mendable }

// calledAnswer reports whether the file is named like an answer.
func (f Finding) calledAnswer() bool {
	name := strings.ToLower(path.Base(f.Path))
	return strings.Contains(name, "response") || path.Ext(name) == ".bin"
}

// related is the least rank of a class that ties a file to a return.
const related = 3

// rank orders classes by how much they say about a file.
func rank(c Class) int {
	switch c {
	case IsRequest, IsConfirmation, IsReceipt, IsLoaded, IsSuperseded, IsRejected, IsDeclaration, IsTold:
		return 6
	case IsResponse:
		return 5
	case IsUseless, IsRemoval, IsNothing, IsForged:
		return 4
	case IsStale:
		return related
	case IsOtherRequest:
		return 2
	case IsForDevice, IsOtherOwn, IsDamaged, IsTooNew, IsUnread:
		return 1
	default:
		return 0
	}
}
