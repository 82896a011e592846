package message_test

import (
	"bytes"
	"testing"

	"handback/capability/message"
)

// Whatever decodes has one form: its payload encodes again to the same bytes.
func FuzzDecode(f *testing.F) {
	for _, m := range []any{returnRequest(), confirmationRequest(), fullResponse(), emptyResponse()} {
		data := sealed(f, m)
		f.Add(data)
		f.Add(data[:len(data)/2])
	}
	f.Add(sealRaw(f, []byte{0xa0}))
	f.Add(make([]byte, 300))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := message.Decode(data)
		if err != nil {
			return
		}
		encodesTo(t, m, payloadOf(t, data))
	})
}

// FuzzPayload puts the fuzzer's bytes inside a good envelope, where the COSE
// decoder no longer stops them.
func FuzzPayload(f *testing.F) {
	for _, m := range []any{returnRequest(), confirmationRequest(), fullResponse(), emptyResponse()} {
		f.Add(payloadOf(f, sealed(f, m)))
	}
	f.Add([]byte{0xbf, 0x01, 0x02, 0xff})
	f.Fuzz(func(t *testing.T, payload []byte) {
		m, err := message.Decode(sealRaw(t, payload))
		if err != nil {
			return
		}
		encodesTo(t, m, payload)
	})
}

func encodesTo(t *testing.T, m *message.Message, payload []byte) {
	t.Helper()
	var again []byte
	var err error
	if m.Request != nil {
		again, err = m.Request.Payload()
	} else {
		again, err = m.Response.Payload()
	}
	if err != nil || !bytes.Equal(again, payload) {
		t.Errorf("%x encodes again to %x, %v", payload, again, err)
	}
}
