package seal_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
)

func key(fill byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{fill}, ed25519.SeedSize))
}

func public(t *testing.T, k ed25519.PrivateKey) ed25519.PublicKey {
	t.Helper()
	pub, err := seal.Public(k)
	if err != nil {
		t.Fatal(err)
	}
	return pub
}

func request() message.Request {
	return message.Request{
		ID:    message.ID{1, 2, 3},
		Host:  capability.HostID{Type: "ETHERNET", Value: "02A0C9112233"},
		Clock: time.Unix(1_700_000_000, 0).UTC(),
		Lines: []capability.Line{{ActivationID: "ACT-1", Count: 2}},
	}
}

func TestSealedRequestVerifiesWithItsKeyOnly(t *testing.T) {
	data, err := seal.Request(request(), key(1))
	if err != nil {
		t.Fatal(err)
	}
	m, err := message.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Verify(public(t, key(1))); err != nil {
		t.Errorf("its own key: %v", err)
	}
	if err := m.Verify(public(t, key(2))); !errors.Is(err, message.ErrSignature) {
		t.Errorf("another key: %v, want ErrSignature", err)
	}
	if err := m.Verify(nil); !errors.Is(err, message.ErrSignature) {
		t.Errorf("no key: %v, want ErrSignature", err)
	}
}

func TestSealingIsRepeatable(t *testing.T) {
	first, err := seal.Request(request(), key(1))
	if err != nil {
		t.Fatal(err)
	}
	second, err := seal.Request(request(), key(1))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("the same request was sealed to other bytes")
	}
}

// Every byte that is signed, and every byte around it, counts: one flipped bit
// anywhere is noticed by Decode or by Verify.
func TestEveryFlippedBitIsNoticed(t *testing.T) {
	data, err := seal.Request(request(), key(1))
	if err != nil {
		t.Fatal(err)
	}
	pub := public(t, key(1))
	for i := range len(data) * 8 {
		bad := bytes.Clone(data)
		bad[i/8] ^= 1 << (i % 8)
		m, err := message.Decode(bad)
		if err == nil {
			err = m.Verify(pub)
		}
		if err == nil {
			t.Fatalf("bit %d of byte %d was flipped unnoticed", i%8, i/8)
		}
	}
}

func TestSealRefuses(t *testing.T) {
	if _, err := seal.Request(request(), key(1)[:10]); !errors.Is(err, seal.ErrKey) {
		t.Errorf("half a key: %v, want ErrKey", err)
	}
	twice := request()
	twice.Lines = append(twice.Lines, twice.Lines[0])
	if _, err := seal.Request(twice, key(1)); !errors.Is(err, message.ErrNotMessage) {
		t.Errorf("a line twice: %v, want ErrNotMessage", err)
	}
	long := message.Response{Host: request().Host, Issued: request().Clock, Seq: 1}
	for range message.MaxLines {
		long.Notes = append(long.Notes, message.Note{Code: message.NoteRemoved, Text: strings.Repeat("x", 100)})
	}
	if _, err := seal.Response(long, key(1)); !errors.Is(err, message.ErrTooLarge) {
		t.Errorf("100 kB of notes: %v, want ErrTooLarge", err)
	}
}

func TestKeyFiles(t *testing.T) {
	text, err := seal.MarshalKey(key(3))
	if err != nil {
		t.Fatal(err)
	}
	back, err := seal.ParseKey(text)
	if err != nil || !back.Equal(key(3)) {
		t.Errorf("read back another key, or %v", err)
	}
	pub, err := message.MarshalPublicKey(public(t, key(3)))
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{
		"empty": nil, "text": []byte("hello"), "public key": pub,
		"cut": append(bytes.Clone(text[:60]), "\n-----END PRIVATE KEY-----\n"...),
	} {
		if _, err := seal.ParseKey(bad); !errors.Is(err, seal.ErrKey) {
			t.Errorf("%s: %v, want ErrKey", name, err)
		}
	}
}

func TestNewKeyNeedsRandomness(t *testing.T) {
	if _, err := seal.NewKey(strings.NewReader("short")); err == nil {
		t.Error("a key was made of 5 bytes")
	}
	k, err := seal.NewKey(bytes.NewReader(bytes.Repeat([]byte{3}, 32)))
	if err != nil || !k.Equal(key(3)) {
		t.Errorf("the key does not follow from the randomness, or %v", err)
	}
}
