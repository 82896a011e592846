//go:build unix

package modem_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"handback/capability/testkit"
	"handback/device/console/modem"
)

// withPeer runs a program of lrzsz in dir while do talks to it, until it ends.
func withPeer(ctx context.Context, dir string, args []string, do func(modem.Line) error) error {
	theirIn, in, err := os.Pipe()
	if err != nil {
		return err
	}
	defer in.Close()
	out, theirOut, err := os.Pipe()
	if err != nil {
		return err
	}
	defer out.Close()
	var says bytes.Buffer
	command := exec.CommandContext(ctx, args[0], args[1:]...)
	command.Dir, command.Stdin, command.Stdout, command.Stderr = dir, theirIn, theirOut, &says
	if err := command.Start(); err != nil {
		return err
	}
	theirIn.Close()
	theirOut.Close()
	if err := do(timed{in, out}); err != nil {
		return err
	}
	if err := command.Wait(); err != nil {
		return fmt.Errorf("%s: %w: %s", args[0], err, &says)
	}
	return nil
}

// everySize runs a case for files around the ends of blocks, all at once: at
// the end of a file lrzsz sleeps.
func everySize(t *testing.T, program string, run func(dir string, data []byte) error) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skip("lrzsz is not installed")
	}
	var all sync.WaitGroup
	for _, size := range []int{0, 1, 127, 128, 129, 896, 897, 1024, 1025, 5000} {
		dir := t.TempDir()
		all.Go(func() {
			if err := run(dir, content(size)); err != nil {
				t.Errorf("%d bytes: %v", size, err)
			}
		})
	}
	all.Wait()
}

func TestReceivedByLrzsz(t *testing.T) {
	testkit.Long(t, "many processes")
	for name, c := range map[string]struct {
		args   []string
		send   func(context.Context, modem.Line, modem.File) error
		padded bool
	}{
		"YMODEM":             {[]string{"rb", "-q"}, sendY, false},
		"XMODEM-1K":          {[]string{"rx", "-q", "-c", "got.bin"}, sendX, true},
		"XMODEM with 8 bits": {[]string{"rx", "-q", "got.bin"}, sendX, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			everySize(t, c.args[0], func(dir string, data []byte) error {
				err := withPeer(t.Context(), dir, c.args, func(l modem.Line) error {
					return c.send(t.Context(), l, modem.File{Name: "got.bin", Data: data})
				})
				if err != nil {
					return err
				}
				got, err := os.ReadFile(filepath.Join(dir, "got.bin"))
				if c.padded {
					got = got[:min(len(data), len(got))]
				}
				return compare(got, data, err)
			})
		})
	}
}

func TestSentByLrzsz(t *testing.T) {
	testkit.Long(t, "many processes")
	for name, c := range map[string]struct {
		args    []string
		receive func(context.Context, modem.Line, int64) ([]byte, error)
	}{
		"YMODEM":               {[]string{"sb", "-q", "sent.bin"}, receiveY},
		"YMODEM, large blocks": {[]string{"sb", "-q", "-k", "sent.bin"}, receiveY},
		"XMODEM":               {[]string{"sx", "-q", "sent.bin"}, receiveX},
		"XMODEM-1K":            {[]string{"sx", "-q", "-k", "sent.bin"}, receiveX},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			everySize(t, c.args[0], func(dir string, data []byte) error {
				if err := os.WriteFile(filepath.Join(dir, "sent.bin"), data, 0o600); err != nil {
					return err
				}
				return withPeer(t.Context(), dir, c.args, func(l modem.Line) error {
					got, err := c.receive(t.Context(), l, int64(len(data)))
					return compare(got, data, err)
				})
			})
		})
	}
}

// The first file of a batch is taken, and the sender does not wait for more.
func TestLrzszSendsTwoFiles(t *testing.T) {
	if _, err := exec.LookPath("sb"); err != nil {
		t.Skip("lrzsz is not installed")
	}
	dir, data := t.TempDir(), content(300)
	for _, name := range []string{"sent.bin", "other.bin"} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"sb", "-q", "sent.bin", "other.bin"}
	var got []byte
	var failed error
	err := withPeer(t.Context(), dir, args, func(l modem.Line) error {
		got, failed = receiveY(t.Context(), l, int64(len(data)))
		return nil
	})
	if err := compare(got, data, failed); err != nil {
		t.Error(err)
	}
	if err == nil {
		t.Error("sb believes that the second file arrived")
	}
}
