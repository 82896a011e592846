package message_test

import (
	"bytes"
	"crypto/ed25519"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"
	"pgregory.net/rapid"
)

func drawID(t *rapid.T) message.ID {
	return message.ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
}

func drawHost(t *rapid.T) capability.HostID {
	return capability.HostID{
		Type:  rapid.StringMatching(`[A-Z_]{1,32}`).Draw(t, "host type"),
		Value: rapid.StringMatching(`[!-~]{1,128}`).Draw(t, "host value"),
	}
}

func drawTime(t *rapid.T, name string) time.Time {
	return time.Unix(rapid.Int64Range(1, 253402300799).Draw(t, name), 0).UTC()
}

func drawTimeOrNone(t *rapid.T, name string) time.Time {
	if rapid.Bool().Draw(t, "no "+name) {
		return time.Time{}
	}
	return drawTime(t, name)
}

func drawIDs(t *rapid.T) []capability.ActivationID {
	texts := rapid.SliceOfNDistinct(rapid.StringMatching(`[!-<>-~]{1,128}`), 0, 20, rapid.ID).Draw(t, "activation IDs")
	ids := make([]capability.ActivationID, len(texts))
	for i, text := range texts {
		ids[i] = capability.ActivationID(text)
	}
	return ids
}

func drawRequest(t *rapid.T) message.Request {
	r := message.Request{ID: drawID(t), Host: drawHost(t), Clock: drawTimeOrNone(t, "clock")}
	if rapid.Bool().Draw(t, "has last") {
		r.Last = &capability.Mark{Seq: rapid.Uint64Range(1, message.MaxSeq).Draw(t, "seq")}
	}
	for _, id := range drawIDs(t) {
		r.Lines = append(r.Lines, capability.Line{
			ActivationID: id, Count: rapid.IntRange(0, capability.MaxCount).Draw(t, "count"),
		})
	}
	return r
}

func drawResponse(t *rapid.T) message.Response {
	r := message.Response{
		ID: drawID(t), Host: drawHost(t), Issued: drawTime(t, "issued"), Expires: drawTimeOrNone(t, "expires"),
		Seq: rapid.Uint64Range(1, message.MaxSeq).Draw(t, "seq"), Confirm: rapid.Bool().Draw(t, "confirm"),
	}
	if rapid.Bool().Draw(t, "has answers") {
		answers := drawID(t)
		r.Answers = &answers
	}
	for _, id := range drawIDs(t) {
		r.Rights = append(r.Rights, capability.License{
			ActivationID: id, Count: rapid.IntRange(0, capability.MaxCount).Draw(t, "count"),
			Feature: rapid.StringN(-1, -1, message.MaxText).Draw(t, "feature"),
			Version: rapid.StringN(-1, -1, message.MaxText).Draw(t, "version"),
			Expires: drawTimeOrNone(t, "license expires"),
		})
		r.Notes = append(r.Notes, message.Note{
			ActivationID: id, Code: message.NoteCode(rapid.UintRange(1, 255).Draw(t, "code")),
			Text: rapid.StringN(-1, -1, message.MaxText).Draw(t, "text"),
		})
	}
	return r
}

func TestWhatIsSealedIsRead(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := drawRequest(r)
		m, err := message.Decode(sealed(t, want))
		if err != nil {
			r.Fatal(err)
		}
		if m.Response != nil || !reflect.DeepEqual(*m.Request, want) {
			r.Fatalf("read %+v, want %+v", m, want)
		}
		if err := m.Verify(publicOf(t, deviceKey())); err != nil {
			r.Fatal(err)
		}
	})
	rapid.Check(t, func(r *rapid.T) {
		want := drawResponse(r)
		m, err := message.Decode(sealed(t, want))
		if err != nil {
			r.Fatal(err)
		}
		if m.Request != nil || !reflect.DeepEqual(*m.Response, want) {
			r.Fatalf("read %+v, want %+v", m, want)
		}
		if err := m.Verify(publicOf(t, portalKey())); err != nil {
			r.Fatal(err)
		}
	})
}

var update = flag.Bool("update", false, "write the golden vectors anew")

// The keys of the vectors come from seeds that anyone can repeat: 32 bytes of
// 1 for the device, of 2 for the portal.
func deviceKey() ed25519.PrivateKey { return seedKey(1) }
func portalKey() ed25519.PrivateKey { return seedKey(2) }

func seedKey(fill byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{fill}, ed25519.SeedSize))
}

func publicOf(t testing.TB, key ed25519.PrivateKey) ed25519.PublicKey {
	t.Helper()
	pub, err := seal.Public(key)
	if err != nil {
		t.Fatal(err)
	}
	return pub
}

func host() capability.HostID {
	return capability.HostID{Type: "PUBLISHER_DEFINED", Value: "X200-4F1C90AA"}
}

func id(fill byte) message.ID { return message.ID(bytes.Repeat([]byte{fill}, 16)) }

// noon is 2026-03-02 12:00:00 UTC.
func noon() time.Time { return time.Unix(1772452800, 0).UTC() }

func returnRequest() message.Request {
	return message.Request{
		ID: id(0xa1), Host: host(), Clock: noon(),
		Lines: []capability.Line{{ActivationID: "ACT-DOPPLER-01"}, {ActivationID: "ACT-EXPORT-07", Count: 2}},
	}
}

func confirmationRequest() message.Request {
	return message.Request{
		ID: id(0xa2), Host: host(),
		Last: &capability.Mark{Seq: 7, SHA256: capability.DigestOf([]byte("a response"))},
	}
}

func fullResponse() message.Response {
	answers := id(0xa1)
	return message.Response{
		ID: id(0xb1), Host: host(), Issued: noon().Add(time.Hour), Expires: noon().Add(30 * 24 * time.Hour),
		Seq: 7, Answers: &answers, Confirm: true,
		Rights: []capability.License{
			{ActivationID: "ACT-EXPORT-07", Feature: "Export", Version: "2.1", Count: 2},
			{ActivationID: "ACT-TRIAL-09", Feature: "Überwachung", Version: "1", Count: 1, Expires: noon().AddDate(1, 0, 0)},
		},
		Notes: []message.Note{
			{ActivationID: "ACT-DOPPLER-01", Code: message.NoteRemoved},
			{ActivationID: "ACT-EXPORT-07", Code: message.NoteRemoved, Text: "1 taken away"},
		},
	}
}

func emptyResponse() message.Response {
	return message.Response{ID: id(0xb2), Host: host(), Issued: noon(), Seq: 1}
}

func sealed(t testing.TB, what any) []byte {
	t.Helper()
	var data []byte
	var err error
	switch m := what.(type) {
	case message.Request:
		data, err = seal.Request(m, deviceKey())
	case message.Response:
		data, err = seal.Response(m, portalKey())
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func payloadOf(t testing.TB, data []byte) []byte {
	t.Helper()
	var sign1 cose.Sign1Message
	if err := sign1.UnmarshalCBOR(data); err != nil {
		t.Fatal(err)
	}
	return sign1.Payload
}

// The vectors fix the format: a change to any of them is a change to what
// devices and portals in the field understand. The .diag files are the payloads
// in diagnostic notation (RFC 8949, section 8).
func TestGoldenVectors(t *testing.T) {
	for name, m := range map[string]any{
		"return-request": returnRequest(), "confirmation-request": confirmationRequest(),
		"response": fullResponse(), "empty-response": emptyResponse(),
	} {
		data := sealed(t, m)
		golden(t, name+".cose", data)
		diag, err := cbor.Diagnose(payloadOf(t, data))
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".diag", []byte(diag+"\n"))
	}
	for name, key := range map[string]ed25519.PrivateKey{"device": deviceKey(), "portal": portalKey()} {
		private, err := seal.MarshalKey(key)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".key.pem", private)
		public, err := message.MarshalPublicKey(publicOf(t, key))
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".pub.pem", public)
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what it was:\n got %x\nwant %x", name, got, want)
	}
}

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
