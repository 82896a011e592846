package certificate

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const tool = "ssh-keygen"

// keyOf has ssh-keygen make a key, with its line for a file of signers.
func keyOf(t *testing.T, kind, passphrase string) (name, signers string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Skip("ssh-keygen is not installed")
	}
	dir := t.TempDir()
	name, signers = filepath.Join(dir, "key"), filepath.Join(dir, "signers")
	if out, err := exec.Command(tool, "-q", "-t", kind, "-N", passphrase, "-C", "", "-f", name).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	public, err := os.ReadFile(name + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(signers, append([]byte("kim@example.com "), public...), 0o600); err != nil {
		t.Fatal(err)
	}
	return name, signers
}

// verify asks ssh-keygen whether sig is that of data.
func verify(t *testing.T, signers, namespace string, data, sig []byte) error {
	t.Helper()
	name := filepath.Join(t.TempDir(), "certificate.sig")
	if err := os.WriteFile(name, sig, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool, "-Y", "verify", "-n", namespace, "-f", signers, "-I", "kim@example.com", "-s", name)
	cmd.Stdin = bytes.NewReader(data)
	return cmd.Run()
}

func TestSSHKeygenTakesTheSignature(t *testing.T) {
	key, signers := keyOf(t, "ed25519", "")
	data, err := stateOf(t, cases()["proof"]...).JSON()
	if err != nil {
		t.Fatal(err)
	}
	sig, err := Sign(data, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := verify(t, signers, Namespace, data, sig); err != nil {
		t.Errorf("it doesn't verify: %v\n%s", err, sig)
	}
	if verify(t, signers, "file", data, sig) == nil {
		t.Error("it counts for another purpose")
	}
	if verify(t, signers, Namespace, bytes.Replace(data, []byte("proof"), []byte("claim"), 1), sig) == nil {
		t.Error("it counts for a changed certificate")
	}
	_, others := keyOf(t, "ed25519", "")
	if verify(t, others, Namespace, data, sig) == nil {
		t.Error("it counts as somebody else's")
	}
}

func TestLockedKeyAsksForItsPassphrase(t *testing.T) {
	key, signers := keyOf(t, "ed25519", "correct horse")
	data := []byte("data")
	sig, err := Sign(data, key, func() ([]byte, error) { return []byte("correct horse"), nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := verify(t, signers, Namespace, data, sig); err != nil {
		t.Error(err)
	}
	declined := errors.New("declined")
	tests := []struct {
		name string
		ask  func() ([]byte, error)
		want error
	}{
		{"nobody to ask", nil, ErrPassphrase},
		{"another one", func() ([]byte, error) { return []byte("horse"), nil }, ErrPassphrase},
		{"none", func() ([]byte, error) { return nil, nil }, ErrPassphrase},
		{"declined", func() ([]byte, error) { return nil, declined }, declined},
	}
	for _, tt := range tests {
		if sig, err := Sign(data, key, tt.ask); !errors.Is(err, tt.want) || sig != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestOtherKeysAreRefused(t *testing.T) {
	ecdsa, _ := keyOf(t, "ecdsa", "")
	endless := filepath.Join(t.TempDir(), "endless")
	if err := errors.Join(os.WriteFile(endless, nil, 0o600), os.Truncate(endless, 1<<30)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{
		ecdsa: ErrKey, ecdsa + ".pub": ErrKey, endless: ErrKey, endless + ".none": os.ErrNotExist,
	} {
		if _, err := Sign(nil, name, nil); !errors.Is(err, want) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", filepath.Base(name), err)
		}
	}
}
