package signature

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// TestSSHKeygenAndWeAgree: what either signs the other verifies, with keys of
// every kind, from a file and from an agent.
func TestSSHKeygenAndWeAgree(t *testing.T) {
	data := []byte("what was signed\n")
	for _, kind := range kinds {
		if kind != "ed25519" && testing.Short() {
			continue // ssh-keygen looks for the primes of RSA for long
		}
		for _, from := range []string{"file", "agent"} {
			t.Run(kind+" of a "+from, func(t *testing.T) {
				name, line := keyOf(t, kind, "")
				if from == "agent" {
					agentOf(t, name)
				}
				list := "kim " + line + "\n"
				k, err := Load(t.Context(), name, nil)
				if err != nil {
					t.Fatal(err)
				}
				for _, n := range []Namespace{Certificates, Cases} {
					ours, err := k.Sign(t.Context(), data, n)
					if err != nil {
						t.Fatal(err)
					}
					for _, sig := range [][]byte{ours, theirSignature(t, name+".pub", n, data), theirSignature(t, name, n, data)} {
						if err := theirVerdict(t, list, n, data, sig); err != nil {
							t.Errorf("ssh-keygen refuses it: %v\n%s", err, sig)
						}
						who, err := signersOf(t, list).Verify(data, sig, n, noon)
						if err != nil || who != (Signer{"kim", k.Fingerprint()}) {
							t.Errorf("%+v, %v\n%s", who, err, sig)
						}
					}
				}
			})
		}
	}
}

func TestTheAgentSignsForThePublicHalfAlone(t *testing.T) {
	name, line := keyOf(t, "ed25519", "")
	agentOf(t, name)
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	for _, given := range []string{name, name + ".pub"} {
		k, err := Load(t.Context(), given, nil)
		if err != nil {
			t.Fatal(err)
		}
		sig, err := k.Sign(t.Context(), nil, Cases)
		if err == nil {
			_, err = signersOf(t, "kim "+line).Verify(nil, sig, Cases, noon)
		}
		if err != nil {
			t.Error(err)
		}
	}
	mustCommand(t, nil, "ssh-add", "-q", "-D")
	for _, given := range []string{name, name + ".pub"} {
		if _, err := Load(t.Context(), given, nil); !errors.Is(err, ErrAgent) || !strings.Contains(err.Error(), given) {
			t.Error(err)
		}
	}
}

func TestLockedKeyAsksForItsPassphrase(t *testing.T) {
	name, line := keyOf(t, "ed25519", "correct horse")
	k, err := Load(t.Context(), name, func() ([]byte, error) { return []byte("correct horse"), nil })
	if err != nil {
		t.Fatal(err)
	}
	sig, err := k.Sign(t.Context(), []byte("data"), Certificates)
	if err == nil {
		err = theirVerdict(t, "kim "+line, Certificates, []byte("data"), sig)
	}
	if err != nil {
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
		if k, err := Load(t.Context(), name, tt.ask); !errors.Is(err, tt.want) || k != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestOtherKeysAreRefused(t *testing.T) {
	certified, _ := keyOf(t, "ed25519", "")
	mustCommand(t, nil, keygen, "-q", "-s", certified, "-I", "kim", certified+".pub")
	agentOf(t, certified)
	endless := put(t, "endless", "")
	if err := os.Truncate(endless, 1<<30); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{
		put(t, "words", "no key\n"): ErrKey, endless: ErrKey, t.TempDir(): ErrKey, endless + ".none": os.ErrNotExist,
		certified + "-cert.pub": ErrKey,
	} {
		if _, err := Load(t.Context(), name, nil); !errors.Is(err, want) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", filepath.Base(name), err)
		}
	}
}

func TestKeyThatOthersCanReadIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such bits")
	}
	name, _ := keyOf(t, "ed25519", "")
	for mode, refused := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o604: true, 0o620: true, 0o601: true} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
		_, err := Load(t.Context(), name, nil)
		var exposed *ExposedError
		if errors.As(err, &exposed) != refused || err != nil && (exposed.Path != name || exposed.Mode != mode) {
			t.Errorf("%04o: %v", mode, err)
		}
	}
}

// agentAt serves an agent of our own, one connection after another.
func agentAt(t *testing.T, serve func(net.Conn)) {
	t.Helper()
	dir, err := os.MkdirTemp("", "") // a short name: sockets have room for 100 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	l, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Skipf("no sockets here: %v", err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serve(conn)
			conn.Close()
		}
	}()
	t.Cleanup(func() {
		l.Close()
		<-done
	})
	t.Setenv(agentSocket, l.Addr().String())
}

func TestSilentAgentIsLeft(t *testing.T) {
	name, _ := keyOf(t, "ed25519", "locked")
	ctx, cancel := context.WithCancel(t.Context())
	agentAt(t, func(conn net.Conn) {
		cancel()
		conn.Read(make([]byte, 100)) // until the other side leaves
		conn.Read(make([]byte, 100))
	})
	asked := func() ([]byte, error) {
		t.Error("asked for a passphrase after the end")
		return nil, nil
	}
	if _, err := Load(ctx, name, asked); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// asking is an agent that waits for its user before it signs.
type asking struct {
	agent.Agent
	asked  func()
	answer chan struct{}
}

func (a asking) Sign(ssh.PublicKey, []byte) (*ssh.Signature, error) {
	a.asked()
	<-a.answer
	return nil, errors.New("the user said no")
}

// held is a keyring with that key.
func held(t *testing.T, name string) agent.Agent {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	private, err := ssh.ParseRawPrivateKey(text)
	if err != nil {
		t.Fatal(err)
	}
	ring := agent.NewKeyring()
	if err := ring.Add(agent.AddedKey{PrivateKey: private}); err != nil {
		t.Fatal(err)
	}
	return ring
}

func TestAgentThatAsksItsUserIsWaitedForUntilTheEnd(t *testing.T) {
	name, _ := keyOf(t, "ed25519", "")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	a := asking{held(t, name), cancel, make(chan struct{})}
	agentAt(t, func(conn net.Conn) { agent.ServeAgent(a, conn) })
	t.Cleanup(func() { close(a.answer) })
	k, err := Load(ctx, name+".pub", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Sign(ctx, nil, Cases); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// lying is an agent that signs other data.
type lying struct{ agent.ExtendedAgent }

func (a lying) Sign(key ssh.PublicKey, _ []byte) (*ssh.Signature, error) {
	return a.ExtendedAgent.Sign(key, []byte("other"))
}

func (a lying) SignWithFlags(key ssh.PublicKey, _ []byte, flags agent.SignatureFlags) (*ssh.Signature, error) {
	return a.ExtendedAgent.SignWithFlags(key, []byte("other"), flags)
}

func TestSignatureOfAnAgentIsVerified(t *testing.T) {
	name, _ := keyOf(t, "ed25519", "")
	ring, ok := held(t, name).(agent.ExtendedAgent)
	if !ok {
		t.Fatal("a keyring is no extended agent any more")
	}
	agentAt(t, func(conn net.Conn) { agent.ServeAgent(lying{ring}, conn) })
	k, err := Load(t.Context(), name+".pub", nil)
	if err != nil {
		t.Fatal(err)
	}
	if sig, err := k.Sign(t.Context(), nil, Cases); !errors.Is(err, ErrAgent) || sig != nil {
		t.Errorf("%s, %v", sig, err)
	}
}
