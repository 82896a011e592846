package message_test

import (
	"crypto/ed25519"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"handback/capability/message"
)

// detached writes what a tool of another's needs to check a message.
func detached(t *testing.T, m *message.Message, pub ed25519.PublicKey) (key, sig, signed string) {
	t.Helper()
	bytes, signature, err := m.Detach()
	if err != nil {
		t.Fatal(err)
	}
	text, err := message.MarshalPublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	name := func(name string, data []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	return name("key.pem", text), name("sig", signature), name("signed", bytes)
}

// TestDetachedSignatureIsRight: by the library's own verification and, where it
// is installed, by openssl.
func TestDetachedSignatureIsRight(t *testing.T) {
	for _, what := range []any{returnRequest(), confirmationRequest(), fullResponse(), emptyResponse()} {
		m, err := message.Decode(sealed(t, what))
		if err != nil {
			t.Fatal(err)
		}
		pub := publicOf(t, deviceKey())
		if m.Response != nil {
			pub = publicOf(t, portalKey())
		}
		signed, sig, err := m.Detach()
		if err != nil || !ed25519.Verify(pub, signed, sig) || m.Verify(pub) != nil {
			t.Errorf("%s: %v", m.Kind, err)
		}
		if _, err := exec.LookPath("openssl"); err != nil {
			continue
		}
		key, sigFile, signedFile := detached(t, m, pub)
		cmd := exec.Command("openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", key, "-sigfile", sigFile, "-in", signedFile)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("openssl: %v: %s", err, out)
		}
	}
}
