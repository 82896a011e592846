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
