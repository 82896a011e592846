package explore

import (
	"handback/capability"
	"handback/capability/message"
)

// blob is the content of a file.
type blob struct {
	data []byte
	m    *message.Message // nil when it is none
}

func (m *model) blob(data []byte) ref {
	r, _ := m.blobs.put(capability.DigestOf(data), func() *blob {
		b := &blob{data: data}
		if got, err := message.Decode(data); err == nil {
			b.m = got
		}
		return b
	})
	return r
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
