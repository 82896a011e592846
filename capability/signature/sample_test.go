package signature

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const keygen = "ssh-keygen"

var (
	// kinds are what ssh-keygen is asked for.
	kinds = []string{"ed25519", "ecdsa", "rsa"}
	noon  = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
)

func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
}

func command(t *testing.T, stdin []byte, env []string, name string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Stdin, cmd.Env = bytes.NewReader(stdin), append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func mustCommand(t *testing.T, env []string, name string, args ...string) {
	t.Helper()
	if out, err := command(t, nil, env, name, args...); err != nil {
		t.Fatalf("%s %q: %v: %s", name, args, err, out)
	}
}

func put(t *testing.T, name, text string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// keyOf has ssh-keygen make a key, with its line for a list of signers.
func keyOf(t *testing.T, kind, passphrase string) (name, line string) {
	t.Helper()
	need(t, keygen)
	t.Setenv(agentSocket, "")
	name = filepath.Join(t.TempDir(), "key")
	mustCommand(t, nil, keygen, "-q", "-a", "1", "-t", kind, "-N", passphrase, "-C", "", "-f", name)
	public, err := os.ReadFile(name + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	return name, strings.TrimSpace(string(public))
}

// agentOf starts an ssh-agent that holds the key, and locks the key's file.
func agentOf(t *testing.T, key string) {
	t.Helper()
	need(t, "ssh-agent", "ssh-add", "sh")
	cmd := exec.Command("ssh-agent", "sh", "-c", `echo "$SSH_AUTH_SOCK"; read line`) // lives as long as its command
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	socket, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv(agentSocket, strings.TrimSpace(socket))
	mustCommand(t, nil, "ssh-add", "-q", key)
	mustCommand(t, nil, keygen, "-q", "-p", "-P", "", "-N", "only the agent can", "-f", key)
}

// signersOf is a list with that text.
func signersOf(t testing.TB, text string) Signers {
	t.Helper()
	l, err := ReadSigners(strings.NewReader(text), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// theirVerdict asks ssh-keygen whether sig is kim's of data.
func theirVerdict(t *testing.T, list string, n Namespace, data, sig []byte, more ...string) error {
	t.Helper()
	args := append([]string{"-Y", "verify", "-n", string(n), "-f", put(t, "signers", list), "-I", "kim", "-s", put(t, "sig", string(sig))}, more...)
	_, err := command(t, data, []string{"TZ=UTC"}, keygen, args...)
	return err
}

// theirSignature has ssh-keygen sign.
func theirSignature(t *testing.T, key string, n Namespace, data []byte) []byte {
	t.Helper()
	cmd := exec.Command(keygen, "-q", "-Y", "sign", "-n", string(n), "-f", key)
	cmd.Stdin = bytes.NewReader(data)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}
