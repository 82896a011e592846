//go:build unix

package main_test

import (
	"errors"
	"os"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// openTerminal gives both ends of a pseudo terminal of that size. The master
// can be closed while it is read.
func openTerminal(columns, lines int) (master, slave *os.File, err error) {
	blocking, slave, err := pty.Open()
	if err != nil {
		return nil, nil, err
	}
	defer blocking.Close()
	fd, err := unix.FcntlInt(blocking.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		return nil, nil, errors.Join(err, slave.Close())
	}
	master = os.NewFile(uintptr(fd), blocking.Name())
	if err := setSize(master, columns, lines); err != nil {
		return nil, nil, errors.Join(err, master.Close(), slave.Close())
	}
	return master, slave, nil
}

func setSize(terminal *os.File, columns, lines int) error {
	return withFd(terminal, func(fd int) error {
		return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Col: uint16(columns), Row: uint16(lines)})
	})
}

// unread reports whether keys wait that the program has not read yet.
func unread(slave *os.File) bool {
	waiting := false
	err := withFd(slave, func(fd int) error {
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, 0)
		waiting = n > 0 && fds[0].Revents&unix.POLLIN != 0
		return err
	})
	return err == nil && waiting
}

// foreground is the group of processes that has the terminal: of a shell, the
// job that runs there.
func foreground(master *os.File) (group int, err error) {
	failed := withFd(master, func(fd int) error {
		group, err = unix.IoctlGetInt(fd, unix.TIOCGPGRP)
		return err
	})
	return group, failed
}

// withFd leaves the file in the mode that it has, as Fd doesn't.
func withFd(file *os.File, do func(fd int) error) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = do(int(fd)) }); err != nil {
		return err
	}
	return failed
}
