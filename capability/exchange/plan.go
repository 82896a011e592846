// Package exchange gives the capability requests on a stick to a portal and saves
// the responses beside them: what a person at the portal does by hand, file by
// file. It needs no ledger and no device.
//
// What is on the stick is untrusted. A request that can be read says itself
// which device made it and what answers it; only the device can make one. For
// requests of a vendor's own format the case in their folder tells what they
// are. That is hearsay, good enough to find a file: the portal takes nothing that
// the device has not made.
package exchange

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/capability/message"
	"handback/capability/portal"
)

// Standing says what is to be done with a file.
type Standing string

// The standings.
const (
	Due        Standing = "due"
	Answered   Standing = "answered"   // its response lies on the stick, or the technician has it
	Beside     Standing = "beside"     // a file lies beside it that could be its response
	Superseded Standing = "superseded" // another request took its place
	Early      Standing = "early"      // a confirmation, and nothing shows that the device loaded its response
	Copy       Standing = "copy"       // of a request that is listed before
	Unclear    Standing = "unclear"    // named like a request, and nobody here can tell
	Damaged    Standing = "damaged"
	TooNew     Standing = "too new" // made by a newer version
)

// Item is a file on a stick that is a request, or looks like one.
type Item struct {
	Path     string // on the stick, with slashes; untrusted
	Digest   capability.Digest
	Kind     capability.ArtifactKind // ReturnRequest or ConfirmationRequest
	Standing Standing
	Answer   string              // the path of its response, of an answered one; untrusted
	Return   capability.ReturnID // of the case in its folder; empty: there is none
	Device   capability.Identity // as the message and the case tell; untrusted

	data []byte
	m    *message.Message // nil: it can't be read
}

// request is the item for the portal.
func (i Item) request() portal.Request {
	q := portal.Request{File: i.Kind, Data: i.data}
	if i.Device.Host != (capability.HostID{}) {
		q.Host = &i.Device.Host
	}
	if i.m != nil {
		q.Answers = i.m.AnsweredBy
	}
	return q
}

// stick is what the plan is made from.
type stick struct {
	files   []file
	cases   map[string]capability.Return // by folder
	records records
	named   []string // paths of files that a person says are requests

	answers map[message.ID][]file // the responses that can be read, by what they answer
}

// file is a file of the stick with the message that it is.
type file struct {
	media.Found
	m   *message.Message
	err error // why it is none
}

// Plan finds the requests on a stick, in the order in which they go to the portal:
// the requests of a return before its confirmation. Named are the paths of files
// that a person says are requests though nobody here can read them.
func Plan(found []media.Found, named []string, now time.Time) []Item {
	return plan(found, recordsIn(found), named, now)
}

// plan does so with the records of exchanges that were read already.
func plan(found []media.Found, noted records, named []string, now time.Time) []Item {
	s := stick{
		cases: make(map[string]capability.Return), records: noted, named: named,
		answers: make(map[message.ID][]file),
	}
	for _, one := range found {
		f := file{Found: one}
		f.m, f.err = message.Decode(f.Data)
		s.files = append(s.files, f)
		if f.err == nil && f.m.Response != nil && f.m.Response.Answers != nil {
			s.answers[*f.m.Response.Answers] = append(s.answers[*f.m.Response.Answers], f)
		}
		told, err := desk.ReadCase(f.Data, now)
		dir := path.Dir(f.Path)
		if err == nil && len(told.Entries) > len(s.cases[dir].Entries) {
			s.cases[dir] = told
		}
	}
	var all []Item
	for _, f := range s.files {
		if item, is := s.identify(f); is {
			all = append(all, item)
		}
	}
	slices.SortStableFunc(all, func(a, b Item) int {
		return cmp.Or(cmp.Compare(path.Dir(a.Path), path.Dir(b.Path)), -cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Path, b.Path))
	})
	sent := make(map[capability.Digest]bool)
	for n := range all {
		if all[n].Standing == Due && sent[all[n].Digest] {
			all[n].Standing = Copy
		}
		sent[all[n].Digest] = sent[all[n].Digest] || all[n].Standing == Due
	}
	return all
}

// identify says what a file is; false: nothing that concerns a portal.
func (s stick) identify(f file) (Item, bool) {
	told := s.cases[path.Dir(f.Path)]
	item := Item{Path: f.Path, Digest: f.Digest, Kind: capability.ReturnRequest, Return: told.ID, Device: told.Device, data: f.Data}
	switch {
	case f.err == nil && f.m.Request == nil:
		return item, false
	case f.err == nil:
		item.m = f.m
		if item.Device.Host != f.m.Request.Host {
			item.Return, item.Device = "", capability.Identity{Host: f.m.Request.Host}
		}
		if f.m.Request.IsConfirmation() {
			item.Kind = capability.ConfirmationRequest
		}
		item.Standing, item.Answer = s.standing(item, told)
		return item, true
	case message.Begins(f.Data):
		item.Standing = Damaged
		if isTooNew(f.err) {
			item.Standing = TooNew
		}
		return item, looksLikeRequest(f.Path)
	}
	if kind, known := kindOf(told, f.Digest); known {
		item.Kind = kind
		item.Standing, item.Answer = s.standing(item, told)
		return item, true
	}
	if slices.Contains(s.named, f.Path) {
		item.Standing, item.Answer = s.standing(item, told)
		return item, true
	}
	item.Standing = Unclear
	return item, looksLikeRequest(f.Path)
}

// kindOf is what a case says that a file is.
func kindOf(told capability.Return, d capability.Digest) (capability.ArtifactKind, bool) {
	for _, a := range slices.Concat(told.Artifacts(), told.Superseded) {
		if a.SHA256 == d && (a.Kind == capability.ReturnRequest || a.Kind == capability.ConfirmationRequest) {
			return a.Kind, true
		}
	}
	return "", false
}

// looksLikeRequest reports whether a file that nobody can read is named like a
// request.
func looksLikeRequest(name string) bool {
	base := strings.ToLower(path.Base(name))
	return strings.Contains(base, "request") && !strings.Contains(base, "response") && path.Ext(base) == ".bin"
}

// standing says what is to be done with a request, and where its response lies.
func (s stick) standing(i Item, told capability.Return) (Standing, string) {
	if at, answered := s.answerTo(i); answered {
		return Answered, at
	}
	isOf := func(a capability.Artifact) bool { return a.SHA256 == i.Digest }
	ours := i.Return != ""
	switch {
	case ours && slices.ContainsFunc(told.Superseded, isOf):
		return Superseded, ""
	case ours && i.Kind == capability.ReturnRequest && told.Stage >= capability.StageResponseFound && told.Request != nil && isOf(*told.Request):
		return Answered, ""
	case ours && i.Kind == capability.ConfirmationRequest && told.Receipt != nil:
		return Answered, ""
	case i.Kind == capability.ConfirmationRequest && !s.loaded(i, told):
		return Early, ""
	}
	if i.m == nil {
		if beside := s.beside(i); beside != "" {
			return Beside, beside
		}
	}
	return Due, ""
}

// loaded reports whether a confirmation comes after the load: it proves a response
// itself, or the case tells that the device loaded one and was read again.
func (s stick) loaded(i Item, told capability.Return) bool {
	if i.m != nil {
		return i.m.Request.Last != nil
	}
	return told.Mark != nil && told.After != nil
}

// answerTo is the path of the response to a request: one that says so itself, or
// the one that was noted when it came. It is empty when the portal issued none.
func (s stick) answerTo(i Item) (at string, answered bool) {
	if i.m != nil {
		for _, f := range s.answers[i.m.Request.ID] {
			if i.m.AnsweredBy(f.Data) {
				return f.Path, true
			}
		}
	}
	noted, answered := s.records.responseTo(i.Digest)
	if n := slices.IndexFunc(s.files, func(f file) bool { return f.Digest == noted }); answered && n >= 0 {
		return s.files[n].Path, true
	}
	return "", answered && noted.IsZero()
}

// beside is a file in the folder of an unreadable request that could be its
// response: it has the name of one, and nobody noted of which.
func (s stick) beside(i Item) string {
	stem := strings.TrimSuffix(answerName(i), path.Ext(answerName(i)))
	for _, f := range s.files {
		if path.Dir(f.Path) == path.Dir(i.Path) && strings.HasPrefix(strings.ToLower(path.Base(f.Path)), strings.ToLower(stem)) && !s.records.knows(f.Digest) {
			return f.Path
		}
	}
	return ""
}

// answerName is the name under which the response to a request is saved, beside it.
func answerName(i Item) string {
	base := path.Base(i.Path)
	stem := strings.TrimSuffix(base, path.Ext(base))
	if strings.EqualFold(path.Dir(path.Dir(i.Path)), media.Folder) {
		return capability.ActOn(i.Kind, capability.NeedsPortal).Answer.FileName()
	}
	if name := stem + "-response.bin"; media.CheckName(name) == nil {
		return name
	}
	return "response.bin"
}
