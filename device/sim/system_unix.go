//go:build !windows

package sim

import (
	"errors"
	"os"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// openTerminal opens a pseudo terminal in raw mode.
func openTerminal() (*terminal, error) {
	blocking, slave, err := pty.Open()
	if err != nil {
		return nil, err
	}
	master, err := wakeable(blocking)
	if err != nil {
		return nil, errors.Join(err, slave.Close())
	}
	t := &terminal{master: master, slave: slave}
	err = t.control(func(fd int) error {
		_, err := term.MakeRaw(fd)
		return err
	})
	if err != nil {
		return nil, errors.Join(err, t.close())
	}
	return t, nil
}

// wakeable returns a file in place of f whose Read ends at a deadline and when
// it is closed. The one from package pty is in blocking mode, where neither does.
func wakeable(f *os.File) (*os.File, error) {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// share ends what a program asked for with TIOCEXCL (ioctl_tty(2)).
func (t *terminal) share() error {
	return t.control(func(fd int) error { return unix.IoctlSetInt(fd, unix.TIOCNXCL, 0) })
}

// control does something with the slave's descriptor.
func (t *terminal) control(do func(fd int) error) error {
	raw, err := t.slave.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) { failed = do(int(fd)) })
	return errors.Join(err, failed)
}

// syncDir makes a rename in the directory last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
