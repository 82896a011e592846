package media

import (
	"bufio"
	"io/fs"
	"strings"
)

// mount is one line of /proc/self/mountinfo.
type mount struct {
	device     string // major:minor
	root       string // the folder of the file system that is mounted
	point      string // where
	fileSystem string
	source     string // what was mounted: /dev/sdb1, or a name that says nothing
}

// maxMountLine bounds one line of the table, in bytes: an overlay names all its
// layers.
const maxMountLine = 1 << 20

// readMounts reads the mount table; proc_pid_mountinfo(5) has the format.
func readMounts(system fs.FS) ([]mount, error) {
	f, err := system.Open("proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []mount
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxMountLine)
	for lines.Scan() {
		if m, ok := parseMount(lines.Text()); ok {
			all = append(all, m)
		}
	}
	return all, lines.Err()
}

func parseMount(line string) (mount, bool) {
	before, after, found := strings.Cut(line, " - ")
	fields, rest := strings.Fields(before), strings.Fields(after)
	if !found || len(fields) < 6 || len(rest) < 2 {
		return mount{}, false
	}
	return mount{
		device: fields[2], root: unescape(fields[3]), point: unescape(fields[4]),
		fileSystem: rest[0], source: unescape(rest[1]),
	}, true
}

// unescape turns the table's \040 back into a space, and its kin.
func unescape(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if c, ok := octal(text[i:]); ok {
			out.WriteByte(c)
			i += 3
			continue
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

func octal(text string) (byte, bool) {
	if len(text) < 4 || text[0] != '\\' {
		return 0, false
	}
	value := 0
	for _, digit := range []byte(text[1:4]) {
		if digit < '0' || digit > '7' {
			return 0, false
		}
		value = value*8 + int(digit-'0')
	}
	return byte(value), value < 256
}
