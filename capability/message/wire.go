package message

import (
	"time"

	"handback/capability"
)

// The structs of this file are the CDDL of the package's documentation, one to
// one. What they can't say about limits is in the Check methods.

type wireHead struct {
	Version uint   `cbor:"1,keyasint"`
	Kind    string `cbor:"2,keyasint"`
}

type wireRequest struct {
	Version uint       `cbor:"1,keyasint"`
	Kind    Kind       `cbor:"2,keyasint"`
	ID      ID         `cbor:"3,keyasint"`
	Host    wireHost   `cbor:"4,keyasint"`
	Clock   uint64     `cbor:"5,keyasint"`
	Last    *wireMark  `cbor:"6,keyasint"`
	Lines   []wireLine `cbor:"7,keyasint"`
}

type wireResponse struct {
	Version uint        `cbor:"1,keyasint"`
	Kind    Kind        `cbor:"2,keyasint"`
	ID      ID          `cbor:"3,keyasint"`
	Host    wireHost    `cbor:"4,keyasint"`
	Issued  uint64      `cbor:"5,keyasint"`
	Expires uint64      `cbor:"6,keyasint"`
	Seq     uint64      `cbor:"7,keyasint"`
	Answers *ID         `cbor:"8,keyasint"`
	Rights  []wireRight `cbor:"9,keyasint"`
	Confirm bool        `cbor:"10,keyasint"`
	Notes   []wireNote  `cbor:"11,keyasint"`
}

type wireHost struct {
	_           struct{} `cbor:",toarray"`
	Type, Value string
}

type wireMark struct {
	_      struct{} `cbor:",toarray"`
	Seq    uint64
	SHA256 capability.Digest
}

type wireLine struct {
	_            struct{} `cbor:",toarray"`
	ActivationID capability.ActivationID
	Remaining    uint32
}

type wireRight struct {
	_            struct{} `cbor:",toarray"`
	ActivationID capability.ActivationID
	Feature      string
	Version      string
	Count        uint32
	Expires      uint64
}

type wireNote struct {
	_            struct{} `cbor:",toarray"`
	ActivationID capability.ActivationID
	Code         NoteCode
	Text         string
}

func toUnix(t time.Time) uint64 {
	if t.IsZero() {
		return 0
	}
	return uint64(t.Unix())
}

// fromUnix maps what is too large for a time to one that checkTime refuses.
func fromUnix(seconds uint64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(int64(min(seconds, maxTime+1)), 0).UTC()
}

func (r Request) wire() wireRequest {
	w := wireRequest{
		Version: Version, Kind: KindRequest, ID: r.ID,
		Host:  wireHost{Type: r.Host.Type, Value: r.Host.Value},
		Clock: toUnix(r.Clock), Lines: make([]wireLine, len(r.Lines)),
	}
	if r.Last != nil {
		w.Last = &wireMark{Seq: r.Last.Seq, SHA256: r.Last.SHA256}
	}
	for i, l := range r.Lines {
		w.Lines[i] = wireLine{ActivationID: l.ActivationID, Remaining: uint32(l.Count)}
	}
	return w
}

func (w wireRequest) request() Request {
	r := Request{ID: w.ID, Host: capability.HostID{Type: w.Host.Type, Value: w.Host.Value}, Clock: fromUnix(w.Clock)}
	if w.Last != nil {
		r.Last = &capability.Mark{Seq: w.Last.Seq, SHA256: w.Last.SHA256}
	}
	for _, l := range w.Lines {
		r.Lines = append(r.Lines, capability.Line{ActivationID: l.ActivationID, Count: int(l.Remaining)})
	}
	return r
}

func (r Response) wire() wireResponse {
	w := wireResponse{
		Version: Version, Kind: KindResponse, ID: r.ID,
		Host:   wireHost{Type: r.Host.Type, Value: r.Host.Value},
		Issued: toUnix(r.Issued), Expires: toUnix(r.Expires),
		Seq: r.Seq, Answers: r.Answers, Confirm: r.Confirm,
		Rights: make([]wireRight, len(r.Rights)), Notes: make([]wireNote, len(r.Notes)),
	}
	for i, l := range r.Rights {
		w.Rights[i] = wireRight{
			ActivationID: l.ActivationID, Feature: l.Feature, Version: l.Version,
			Count: uint32(l.Count), Expires: toUnix(l.Expires),
		}
	}
	for i, n := range r.Notes {
		w.Notes[i] = wireNote{ActivationID: n.ActivationID, Code: n.Code, Text: n.Text}
	}
	return w
}

func (w wireResponse) response() Response {
	r := Response{
		ID: w.ID, Host: capability.HostID{Type: w.Host.Type, Value: w.Host.Value}, Issued: fromUnix(w.Issued), Expires: fromUnix(w.Expires),
		Seq: w.Seq, Answers: w.Answers, Confirm: w.Confirm,
	}
	for _, l := range w.Rights {
		r.Rights = append(r.Rights, capability.License{
			ActivationID: l.ActivationID, Feature: l.Feature, Version: l.Version,
			Count: int(l.Count), Expires: fromUnix(l.Expires),
		})
	}
	for _, n := range w.Notes {
		r.Notes = append(r.Notes, Note{ActivationID: n.ActivationID, Code: n.Code, Text: n.Text})
	}
	return r
}
