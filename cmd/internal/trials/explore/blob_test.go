package explore

import (
	"bytes"
	"encoding/json"

	"handback/capability"
	"handback/capability/message"
)

// blob is the content of a file.
type blob struct {
	data []byte
	m    *message.Message    // nil when it is none
	kase capability.ReturnID // of the record of a case
	told []capability.Digest // of its facts, see [journal]

	forged bool // the forger made it
}

func (m *model) blob(data []byte) ref {
	r, _ := m.blobs.put(capability.DigestOf(data), func() *blob {
		b := &blob{data: data, forged: isForged(data)}
		if got, err := message.Decode(data); err == nil {
			b.m = got
			b.forged = got.KeyID == message.KeyIDOf(public(forgersKey()))
		} else {
			b.kase, b.told = kaseOf(data)
		}
		return b
	})
	return r
}

// caseBlob is the record of a return, of which it is known what it tells.
func (m *model) caseBlob(data []byte, id capability.ReturnID, told []capability.Digest) ref {
	r, _ := m.blobs.put(capability.DigestOf(data), func() *blob {
		return &blob{data: data, kase: id, told: told, forged: isForged(data)}
	})
	return r
}

// isForged reports whether a text is by the forger, or goes on from his.
func isForged(data []byte) bool { return bytes.Contains(data, []byte(forgersName)) }

// kaseOf is the return whose case a file is, and what it tells; empty: none.
func kaseOf(data []byte) (id capability.ReturnID, told []capability.Digest) {
	var record struct{ Journal []capability.Entry }
	if json.Unmarshal(data, &record) != nil || len(record.Journal) == 0 {
		return "", nil
	}
	for _, e := range record.Journal {
		told = tell(told, e, keyOf(e))
	}
	opened, _ := record.Journal[0].Fact.(capability.Opened)
	return opened.ID, told
}

func (b *blob) request() *message.Request {
	if b.m == nil {
		return nil
	}
	return b.m.Request
}

func (b *blob) response() *message.Response {
	if b.m == nil {
		return nil
	}
	return b.m.Response
}
