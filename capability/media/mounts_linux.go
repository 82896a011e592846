package media

import (
	"bufio"
	"io/fs"
	"path"
	"slices"
	"strconv"
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
		device: fields[2], root: unoctal(fields[3]), point: unoctal(fields[4]),
		fileSystem: rest[0], source: unoctal(rest[1]),
	}, true
}

// isOf compares numbers; a file system that can span devices (btrfs) has one
// of its own, so there the name decides.
func (m mount) isOf(b block) bool {
	if strings.HasPrefix(m.device, "0:") {
		return b.hasPath(m.source)
	}
	return m.device == b.number
}

// unescape turns bytes that are written as digits after a mark back into bytes,
// such as \040 of the mount table and \x20 of udev into a space.
func unescape(text, mark string, digits, base int) string {
	var out strings.Builder
	for text != "" {
		if rest, marked := strings.CutPrefix(text, mark); marked && len(rest) >= digits {
			if c, err := strconv.ParseUint(rest[:digits], base, 8); err == nil {
				out.WriteByte(byte(c))
				text = rest[digits:]
				continue
			}
		}
		out.WriteByte(text[0])
		text = text[1:]
	}
	return out.String()
}

// unoctal reads a path of /proc.
func unoctal(text string) string { return unescape(text, `\`, 3, 8) }

// table is what the system uses its block devices for.
type table struct {
	mounts []mount
	swaps  []string // paths of devices and files
}

func readTable(system fs.FS) (table, error) {
	mounts, err := readMounts(system)
	return table{mounts, readSwaps(system)}, err
}

// readSwaps reads the first column of /proc/swaps, which need not be there.
func readSwaps(system fs.FS) []string {
	f, err := system.Open("proc/swaps")
	if err != nil {
		return nil
	}
	defer f.Close()
	var all []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) > 0 {
			all = append(all, unoctal(fields[0]))
		}
	}
	return all
}

// of gives the mounts of a block device, those of its whole file system first:
// others show a folder of it, or a btrfs subvolume.
func (t table) of(b block) []mount {
	var whole, part []mount
	for _, m := range t.mounts {
		switch {
		case !m.isOf(b):
		case m.root == "/":
			whole = append(whole, m)
		default:
			part = append(part, m)
		}
	}
	return append(whole, part...)
}

// under finds the mount that path is in.
func (t table) under(name string) (mount, bool) {
	var best mount
	for _, m := range t.mounts {
		if within(name, m.point) && len(m.point) >= len(best.point) {
			best = m // of two on one point, the later one is on top
		}
	}
	return best, best.point != ""
}

func within(name, dir string) bool {
	return name == dir || strings.HasPrefix(name, strings.TrimSuffix(dir, "/")+"/")
}

// system reports whether the running system lives on a device.
func (t table) system(b block) bool {
	return slices.ContainsFunc(t.swaps, b.hasPath) ||
		slices.ContainsFunc(t.of(b), func(m mount) bool { return isSystemPoint(m.point) })
}

// isSystemPoint reports whether systems mount themselves there: the usual
// folders, where a live system keeps its medium, and what a container is given.
func isSystemPoint(point string) bool {
	switch path.Clean(point) {
	case "/", "/efi", "/home", "/nix", "/nix/store", "/opt", "/root", "/srv", "/sysroot", "/tmp", "/usr", "/usr/local",
		"/var", "/var/home", "/var/lib", "/var/log", "/var/tmp", "/cdrom", "/isodevice":
		return true
	}
	for _, dir := range []string{
		"/boot", "/etc", "/snap", "/var/lib/docker", "/var/lib/containers", "/var/lib/snapd",
		"/lib/live", "/run/live", "/run/archiso", "/run/initramfs",
	} {
		if within(point, dir) {
			return true
		}
	}
	return false
}
