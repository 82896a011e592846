package secret

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"time"

	"github.com/zalando/go-keyring"
)

// fromKeyring asks the system's keyring. That can't be broken off, since the
// keyring may be asking its owner; what waits for it then ends with its answer.
func fromKeyring(ctx context.Context, account string) (string, error) {
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		text, err := keyring.Get(Service, account)
		answers <- answer{text, err}
	}()
	select {
	case a := <-answers:
		if errors.Is(a.err, keyring.ErrNotFound) {
			return "", fmt.Errorf("the keyring holds nothing for it (service %s)", Service)
		}
		return a.text, a.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// fromFile reads a file that is its owner's alone.
func fromFile(name string) (string, error) {
	// Opening anything but a file, a pipe for one, could wait for ever.
	if err := checkFile(os.Stat(name)); err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", bare(err)
	}
	defer f.Close()
	if err := checkFile(f.Stat()); err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(f, MaxBytes+1))
	return string(text), bare(err)
}

func checkFile(info fs.FileInfo, err error) error {
	switch {
	case err != nil:
		return bare(err)
	case !info.Mode().IsRegular():
		return errors.New("it is not a regular file")
	case runtime.GOOS == "windows":
		return nil // the mode says nothing there
	case info.Mode().Perm()&0o077 != 0:
		return fmt.Errorf("others than its owner may use it (mode %04o); make it so with: chmod 600", info.Mode().Perm())
	}
	return nil
}

// bare leaves out the name, which the source tells already.
func bare(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// fromCommand runs a program and takes what it prints. Its own words on errors
// are dropped: nobody knows what is in them.
func fromCommand(ctx context.Context, argv []string, line string) (string, error) {
	if line != "" {
		argv = shell(line)
	}
	var out bounded
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stdout = &out
	cmd.WaitDelay = time.Second // for what it started and left behind with the pipe
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case out.full:
		return "", errTooLong
	case errors.As(err, &exit):
		return "", fmt.Errorf("it failed: %s", exit.ProcessState)
	case err != nil:
		return "", err
	}
	return out.text.String(), nil
}

func shell(line string) []string {
	if runtime.GOOS == "windows" {
		return []string{"cmd", "/C", line}
	}
	return []string{"sh", "-c", line}
}

// bounded takes what a command prints, and nothing after too much.
type bounded struct {
	text bytes.Buffer
	full bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.text.Len()+len(p) > MaxBytes {
		b.full = true
		return 0, errTooLong
	}
	return b.text.Write(p)
}
