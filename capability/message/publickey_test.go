package message_test

import (
	"errors"
	"testing"

	"handback/capability/message"
	"handback/capability/message/seal"
)

func TestPublicKeyFiles(t *testing.T) {
	pub := publicOf(t, portalKey())
	text, err := message.MarshalPublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	back, err := message.ParsePublicKey(text)
	if err != nil || !back.Equal(pub) {
		t.Errorf("read back %x, %v", back, err)
	}
	private, err := seal.MarshalKey(portalKey())
	if err != nil {
		t.Fatal(err)
	}
	rsa := "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJB\n-----END PUBLIC KEY-----\n"
	for name, bad := range map[string][]byte{
		"empty": nil, "text": []byte("ssh-ed25519 AAAA"), "private key": private, "broken": []byte(rsa),
	} {
		if _, err := message.ParsePublicKey(bad); !errors.Is(err, message.ErrPublicKey) {
			t.Errorf("%s: %v, want ErrPublicKey", name, err)
		}
	}
}

func TestIDText(t *testing.T) {
	want := id(0xa1)
	if got, err := message.ParseID(want.String()); err != nil || got != want {
		t.Errorf("read back %s, %v", got, err)
	}
	for _, bad := range []string{"", "a1", want.String() + "a1", "g" + want.String()[1:]} {
		if _, err := message.ParseID(bad); err == nil {
			t.Errorf("%q was read as an ID", bad)
		}
	}
}
