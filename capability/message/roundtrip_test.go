package message_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"handback/capability"
	"handback/capability/message"
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
