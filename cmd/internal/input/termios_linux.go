package input

import "golang.org/x/sys/unix"

// Linux's requests for a terminal's settings, see ioctl_tty(2).
const getTermios, setTermios = unix.TCGETS, unix.TCSETS
