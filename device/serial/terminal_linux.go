package serial

import (
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// terminalNumber is the number of a terminal device as /proc/PID/stat gives
// it; 0: the path is none.
func terminalNumber(path string) int {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil || st.Mode&unix.S_IFMT != unix.S_IFCHR {
		return 0
	}
	major, minor := int(unix.Major(st.Rdev)), int(unix.Minor(st.Rdev))
	return minor&0xff | major<<8 | minor>>8<<20
}

// terminalOf is the number of the terminal of a process, from what its file
// stat says: "71 (a name) S parent group session terminal ..."; 0: it has none.
func terminalOf(stat string) int {
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	if len(fields) < 5 {
		return 0
	}
	number, err := strconv.Atoi(fields[4])
	if err != nil {
		return 0
	}
	return number
}
