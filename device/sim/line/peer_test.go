//go:build linux

package line_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"handback/device/sim/line"
)

// peer is another program that carries files over a serial line.
type peer struct {
	name          string
	send, receive []string // how it is started, where there is a file in
}

const fileName = "file.bin"

// peers are the programs that are measured beside Handback's own client.
func peers() []peer {
	return []peer{
		{"sz, rz (ZMODEM)", []string{"sz", "-bq", fileName}, []string{"rz", "-bqy"}},
		{"sz -w 4096, rz", []string{"sz", "-bq", "-w", "4096", fileName}, []string{"rz", "-bqy"}},
		{"sx -k, rx (XMODEM-1K)", []string{"sx", "-kq", fileName}, []string{"rx", "-cq", fileName}},
		{"gkermit", []string{"gkermit", "-iqs", fileName}, []string{"gkermit", "-iqwr"}},
		{"gkermit -S", []string{"gkermit", "-iqSs", fileName}, []string{"gkermit", "-iqwr"}},
	}
}

// installed reports whether both programs are.
func (p peer) installed() bool {
	_, sender := exec.LookPath(p.send[0])
	_, receiver := exec.LookPath(p.receive[0])
	return sender == nil && receiver == nil
}

var errOtherFile = errors.New("another file arrived")

// transfer moves fileSize bytes and returns the share of the line's speed that
// was reached between the first byte and the last on the line: most peers
// sleep for a second when they are done.
func (p peer) transfer(ctx context.Context, params line.Params, direction way) (share float64, err error) {
	from, err := os.MkdirTemp("", "line")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(from)
	to := filepath.Join(from, "to")
	want := random(fileSize)
	if err := errors.Join(os.Mkdir(to, 0o700), os.WriteFile(filepath.Join(from, fileName), want, 0o600)); err != nil {
		return 0, err
	}
	l := line.New(params)
	sending, receiving := l.A(), l.B()
	if direction == down {
		sending, receiving = receiving, sending
	}
	ends := make(chan error, 2)
	go func() { ends <- runOn(ctx, receiving, to, p.receive) }()
	go func() { ends <- runOn(ctx, sending, from, p.send) }()
	if err := errors.Join(<-ends, <-ends); err != nil {
		return 0, err
	}
	got, err := os.ReadFile(filepath.Join(to, fileName))
	if err != nil {
		return 0, err
	}
	if len(got) < len(want) || !bytes.Equal(got[:len(want)], want) { // XMODEM fills up the last block
		return 0, errOtherFile
	}
	there, back := l.Counts(line.AToB), l.Counts(line.BToA)
	took := latest(there.Last, back.Last).Sub(earliest(there.First, back.First))
	return fileSize / took.Seconds() / params.BytesPerSecond(), nil
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// pipes are a program's input and output.
type pipes struct {
	io.Reader
	io.Writer
}

// runOn runs a program whose input and output are an end. They are pipes: on a
// pseudo terminal lrzsz loses its last bytes, because it flushes and exits. The
// one that it writes to is as small as a terminal's buffer.
func runOn(ctx context.Context, end *line.End, dir string, command []string) error {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no terminal to ask
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := shrink(out); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	joined := line.Join(ctx, end, pipes{out, in})
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("%s: %w", command[0], err)
	}
	if errors.Is(joined, syscall.EPIPE) {
		return nil // the program had read enough
	}
	return joined
}

// shrink leaves a page of a pipe's buffer.
func shrink(pipe io.ReadCloser) error {
	file, is := pipe.(*os.File)
	if !is {
		return errors.ErrUnsupported
	}
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) { _, failed = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, os.Getpagesize()) })
	return errors.Join(err, failed)
}
