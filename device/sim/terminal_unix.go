//go:build linux || darwin

package sim

import (
	"errors"
	"os"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

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
	if err := t.raw(); err != nil {
		return nil, errors.Join(err, t.close())
	}
	return t, nil
}

// wakeable gives a file in place of f whose Read ends at a deadline and when it
// is closed. The one from package pty is in blocking mode, where neither does.
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

// raw switches off what a line discipline does to bytes: echo, line editing,
// signals and the translation of line ends (termios(3), cfmakeraw).
func (t *terminal) raw() error {
	return t.control(func(fd int) error {
		mode, err := unix.IoctlGetTermios(fd, getTermios)
		if err != nil {
			return err
		}
		mode.Iflag &^= unix.IGNBRK | unix.BRKINT | unix.PARMRK | unix.ISTRIP |
			unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
		mode.Oflag &^= unix.OPOST
		mode.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
		mode.Cflag = mode.Cflag&^(unix.CSIZE|unix.PARENB) | unix.CS8
		mode.Cc[unix.VMIN], mode.Cc[unix.VTIME] = 1, 0
		return unix.IoctlSetTermios(fd, setTermios, mode)
	})
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
