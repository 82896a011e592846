package message_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/veraison/go-cose"

	"handback/capability"
	"handback/capability/message"
)

func TestEveryPrefixIsTruncated(t *testing.T) {
	for _, m := range []any{returnRequest(), fullResponse()} {
		data := sealed(t, m)
		for n := range data {
			if _, err := message.Decode(data[:n]); !errors.Is(err, message.ErrTruncated) {
				t.Fatalf("%d of %d bytes: %v, want ErrTruncated", n, len(data), err)
			}
		}
	}
}

func TestWhatIsNotAMessage(t *testing.T) {
	good := sealed(t, returnRequest())
	for name, data := range map[string][]byte{
		"zeros":           make([]byte, 1000),
		"100 kB of zeros": make([]byte, 100_000),
		"text":            []byte("Dear customer, ..."),
		"trailing byte":   append(bytes.Clone(good), 0),
		"trailing copy":   append(bytes.Clone(good), good...),
		"no tag":          good[1:],
		"zeros at the end, as a pulled stick leaves them": append(bytes.Clone(good[:120]), make([]byte, len(good)-120)...),
	} {
		if _, err := message.Decode(data); !errors.Is(err, message.ErrNotMessage) {
			t.Errorf("%s: %v, want ErrNotMessage", name, err)
		}
	}
}

func TestTooLargeAMessage(t *testing.T) {
	good := sealed(t, returnRequest())
	long := append(bytes.Clone(good), make([]byte, message.MaxSize)...)
	if _, err := message.Decode(long); !errors.Is(err, message.ErrTooLarge) {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
}

// Anything else in the headers, even unsigned, would be a second form of the
// same message with another digest.
func TestEnvelopesInAnotherForm(t *testing.T) {
	good := sealed(t, returnRequest())
	payload := payloadOf(t, good)
	signer, err := cose.NewSigner(cose.AlgorithmEdDSA, portalKey())
	if err != nil {
		t.Fatal(err)
	}
	seal := func(change func(h *cose.Headers)) []byte {
		headers := message.Headers(message.KeyIDOf(publicOf(t, portalKey())))
		change(&headers)
		data, err := cose.Sign1(nil, signer, headers, payload, nil)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	at := bytes.Index(good, payload) - 2 // 58 xx: a byte string of less than 256 bytes
	longer := bytes.Join([][]byte{good[:at], {0x59, 0x00}, good[at+1:]}, nil)
	for name, data := range map[string][]byte{
		"unprotected header": seal(func(h *cose.Headers) { h.Unprotected[int64(100)] = "x" }),
		"another type":       seal(func(h *cose.Headers) { h.Protected[cose.HeaderLabelContentType] = "text/plain" }),
		"another kid":        seal(func(h *cose.Headers) { h.Protected[cose.HeaderLabelKeyID] = []byte("me") }),
		"one header more":    seal(func(h *cose.Headers) { h.Protected[cose.HeaderLabelType] = "text/plain" }),
		"a longer length":    longer,
	} {
		if _, err := message.Decode(data); !errors.Is(err, message.ErrNotMessage) {
			t.Errorf("%s: %v, want ErrNotMessage", name, err)
		}
	}
}

func TestMessageTellsWhatItIs(t *testing.T) {
	data := sealed(t, fullResponse())
	m, err := message.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if m.Digest != capability.DigestOf(data) || m.Size != len(data) || m.Host() != host() {
		t.Errorf("digest %s, size %d, host %s", m.Digest, m.Size, m.Host())
	}
	if err := m.Want(message.KindResponse); err != nil {
		t.Error(err)
	}
	if err := m.Want(message.KindRequest); !errors.Is(err, message.ErrKind) {
		t.Errorf("got %v, want ErrKind", err)
	}
	if err := m.ForHost(host()); err != nil {
		t.Error(err)
	}
	other := capability.HostID{Type: "STRING", Value: "other"}
	err = m.ForHost(other)
	if !errors.Is(err, message.ErrHost) || !strings.Contains(err.Error(), other.String()) ||
		!strings.Contains(err.Error(), host().String()) {
		t.Errorf("got %v, want an ErrHost that names both", err)
	}
}

func TestOnlyASyncIsAConfirmation(t *testing.T) {
	if returnRequest().IsConfirmation() || !confirmationRequest().IsConfirmation() {
		t.Error("lines make a return, none a confirmation")
	}
}
