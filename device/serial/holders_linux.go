package serial

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/sysfs"

	"golang.org/x/sys/unix"
)

const (
	// scanEvery is how old what a scan of all processes found may get. On a
	// desk with a browser a scan reads some ten thousand links.
	scanEvery = 5 * time.Second

	// maxLinks bounds a scan, in open files.
	maxLinks = 1 << 16
)

// holders finds out which other program has a port: by the locks that programs
// take on it, which costs a file or two, by the files that processes have open,
// which a user may see of his own processes only, and by their terminals.
type holders struct {
	proc  fs.FS  // the tree of /proc
	locks fs.FS  // the tree of /run/lock
	self  string // the process that doesn't count

	scanned time.Time
	paths   string            // that the scan was for
	open    map[string]string // the link in proc that leads to a path

	// terminal is the process whose terminal a path is: a getty's, or a shell's
	// where the path is a PTY. Of a PTY only this counts, because the program
	// that plays the port has it open itself. Everybody may see it.
	terminal map[string]string
}

func newHolders() *holders {
	self, err := os.Readlink("/proc/self")
	if err != nil {
		self = strconv.Itoa(os.Getpid())
	}
	return &holders{proc: os.DirFS("/proc"), locks: os.DirFS("/run/lock"), self: self}
}

// Holder names another program that has the port now; empty: none is known.
func Holder(path string) string {
	return newHolders().of([]Port{{Path: path}}, time.Now())[path]
}

// reserved names the living program that a lock file keeps the port for.
func reserved(path string) string {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return ""
	}
	h := newHolders()
	return h.program(h.uucp(real))
}

// of names the holders of ports, by path. What a scan found before is used
// while it is fresh, if it still holds.
func (h *holders) of(ports []Port, now time.Time) map[string]string {
	found := make(map[string]string, len(ports))
	if len(ports) == 0 {
		return found
	}
	h.scan(ports, now)
	flocks := h.flocks()
	for _, p := range ports {
		real, err := filepath.EvalSymlinks(p.Path)
		if err != nil {
			continue
		}
		holder := h.opener(real)
		if holder == "" {
			holder = h.program(h.terminal[real])
		}
		if holder == "" {
			holder = h.program(h.uucp(real))
		}
		if holder == "" {
			holder = h.program(flocks[inodeOf(real)])
		}
		if holder != "" {
			found[p.Path] = holder
		}
	}
	return found
}

// opener is the process that the scan found, if it still has the port open.
func (h *holders) opener(real string) string {
	link, known := h.open[real]
	if !known {
		return ""
	}
	if target, err := fs.ReadLink(h.proc, link); err != nil || target != real {
		delete(h.open, real)
		return ""
	}
	pid, _, _ := strings.Cut(link, "/")
	return h.program(pid)
}

// scan looks through all processes for those that have one of the ports open
// or as their terminal, unless it did so a moment ago.
func (h *holders) scan(ports []Port, now time.Time) {
	wanted, paths := make(map[string]int, len(ports)), ""
	for _, p := range ports {
		if real, err := filepath.EvalSymlinks(p.Path); err == nil {
			wanted[real] = terminalNumber(real)
			paths += real + "\n"
		}
	}
	if len(wanted) == 0 || paths == h.paths && now.Sub(h.scanned) < scanEvery {
		return
	}
	h.scanned, h.paths, h.open, h.terminal = now, paths, make(map[string]string), make(map[string]string)
	processes, err := fs.ReadDir(h.proc, ".")
	if err != nil {
		return
	}
	for links := 0; len(processes) > 0 && links < maxLinks; processes = processes[1:] {
		if pid := processes[0].Name(); pid[0] >= '0' && pid[0] <= '9' && pid != h.self {
			links += h.process(pid, wanted)
		}
	}
}

// process looks at one process and tells how many open files it has.
func (h *holders) process(pid string, wanted map[string]int) int {
	if number := terminalOf(sysfs.Attribute(h.proc, pid, "stat")); number != 0 {
		for path, n := range wanted {
			if n == number {
				h.terminal[path] = pid
			}
		}
	}
	files, err := fs.ReadDir(h.proc, pid+"/fd")
	if err != nil {
		return 1
	}
	for _, file := range files {
		link := pid + "/fd/" + file.Name()
		target, err := fs.ReadLink(h.proc, link)
		if _, is := wanted[target]; is && err == nil && !strings.HasPrefix(target, "/dev/pts/") {
			h.open[target] = link
		}
	}
	return len(files)
}

// flocks are the processes that hold a lock on a file, by its inode, as
// /proc/locks tells everybody: "1: FLOCK ADVISORY WRITE 708 00:05:1234 0 EOF".
func (h *holders) flocks() map[string]string {
	table, err := fs.ReadFile(h.proc, "locks")
	if err != nil {
		return nil
	}
	held := make(map[string]string)
	for line := range strings.Lines(string(table)) {
		if f := strings.Fields(line); len(f) == 8 && f[1] == "FLOCK" {
			held[f[5]] = f[4]
		}
	}
	return held
}

// inodeOf is a file as /proc/locks names it.
func inodeOf(path string) string {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		return ""
	}
	return fmt.Sprintf("%02x:%02x:%d", unix.Major(st.Dev), unix.Minor(st.Dev), st.Ino)
}

// uucp is the process that a UUCP lock file names, such as minicom writes
// (Filesystem Hierarchy Standard 3.0, section 5.9). Anybody may put something
// else there under that name.
func (h *holders) uucp(real string) string {
	name := "LCK.." + filepath.Base(real)
	if info, err := fs.Lstat(h.locks, name); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	fields := strings.Fields(sysfs.Attribute(h.locks, ".", name))
	if len(fields) == 0 {
		return ""
	}
	if _, err := strconv.ParseUint(fields[0], 10, 31); err != nil {
		return ""
	}
	return fields[0]
}

// program names a process that lives and is another; empty otherwise.
func (h *holders) program(pid string) string {
	if pid == "" || pid == h.self {
		return ""
	}
	name := sysfs.Attribute(h.proc, pid, "comm")
	if name == "" {
		return ""
	}
	return capability.Printable(name) + ", process " + pid
}

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
