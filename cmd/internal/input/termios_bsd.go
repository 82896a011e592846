//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package input

import "golang.org/x/sys/unix"

// The requests of the BSDs for a terminal's settings, see termios(4).
const getTermios, setTermios = unix.TIOCGETA, unix.TIOCSETA
