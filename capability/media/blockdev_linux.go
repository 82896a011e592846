package media

import (
	"bufio"
	"cmp"
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"handback/capability/sysfs"
)

// block is one block device: a whole disk, a partition, or what the kernel
// makes of them, such as an unlocked encrypted volume.
type block struct {
	name   string // sda1
	dir    string // its folder in sysfs
	number string // major:minor
	mapped string // its name below /dev/mapper; usually empty
}

// maxStack bounds how many block devices may lie on one another.
const maxStack = 8

func readBlock(system fs.FS, dir string) block {
	return block{
		name: path.Base(dir), dir: dir,
		number: sysfs.Attribute(system, dir, "dev"), mapped: sysfs.Attribute(system, dir, "dm/name"),
	}
}

func (b block) path() string { return "/dev/" + b.name }

func (b block) hasPath(name string) bool {
	return name == b.path() || b.mapped != "" && name == "/dev/mapper/"+b.mapped
}

// size is in bytes; sysfs counts sectors of 512 of them on every disk.
func (b block) size(system fs.FS) int64 {
	sectors, err := strconv.ParseInt(sysfs.Attribute(system, b.dir, "size"), 10, 64)
	if err != nil || sectors < 0 || sectors > math.MaxInt64/512 {
		return 0
	}
	return sectors * 512
}

// partitions are those of a whole disk.
func (b block) partitions(system fs.FS) []block {
	var all []block
	for _, name := range sysfs.Names(system, b.dir) {
		dir := path.Join(b.dir, name)
		if strings.HasPrefix(name, b.name) && sysfs.Attribute(system, dir, "partition") != "" {
			all = append(all, readBlock(system, dir))
		}
	}
	return all
}

// top gives the devices that are on b and that nothing is on: b itself,
// unless it is unlocked, or a part of a volume group or an array.
func (b block) top(system fs.FS, depth int) []block {
	var all []block
	holders := path.Join(b.dir, "holders")
	for _, name := range sysfs.Names(system, holders) {
		dir, err := sysfs.Resolve(system, path.Join(holders, name))
		if err == nil && depth < maxStack {
			all = append(all, readBlock(system, dir).top(system, depth+1)...)
		}
	}
	if all == nil {
		return []block{b}
	}
	return all
}

// readMedium looks up the block device of a mounted file system (major:minor):
// whether it and what it is on are still listed, and a text that no other
// stick gets, even in the same port with the same number. The kernel numbers
// disks as they come (diskseq, since Linux 5.15); an older one leaves the number
// of the file system.
func readMedium(system fs.FS, number string) (medium string, attached bool) {
	dir, err := sysfs.Resolve(system, "sys/dev/block/"+number)
	if err != nil {
		return "", false
	}
	if _, err := fs.Stat(system, dir); err != nil {
		return "", false
	}
	slaves := path.Join(dir, "slaves")
	for _, name := range sysfs.Names(system, slaves) {
		below, err := sysfs.Resolve(system, path.Join(slaves, name))
		if err == nil {
			_, err = fs.Stat(system, below)
		}
		if err != nil {
			return "", false // pulled from under an unlocked volume
		}
	}
	whole := dir
	if sysfs.Attribute(system, dir, "partition") != "" {
		whole = path.Dir(dir)
	}
	return sysfs.Attribute(system, whole, "diskseq") + " " + readUdev(system, number)["ID_FS_UUID"], true
}

// properties are what udev found out about a block device; nil: it has no
// entry in udev's database, or there is no udev.
type properties map[string]string

// readUdev reads the E: lines of an entry.
func readUdev(system fs.FS, number string) properties {
	f, err := system.Open("run/udev/data/b" + number)
	if err != nil {
		return nil
	}
	defer f.Close()
	all := make(properties)
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line, ok := strings.CutPrefix(lines.Text(), "E:")
		if key, value, found := strings.Cut(line, "="); ok && found {
			all[key] = value
		}
	}
	return all
}

// label is that of the file system as it was given.
func (p properties) label() string {
	return cmp.Or(unhex(p["ID_FS_LABEL_ENC"]), p["ID_FS_LABEL"])
}

// state is that of a volume that isn't mounted.
func (p properties) state() State {
	switch {
	case p == nil, p["ID_FS_USAGE"] == "filesystem":
		return Unmounted
	case p["ID_FS_USAGE"] == "crypto", p["ID_FS_TYPE"] == "BitLocker":
		return Locked
	default:
		return Blank
	}
}

// hidden reports whether a partition is one that a person has no use for.
func (p properties) hidden() bool {
	switch p["ID_PART_ENTRY_TYPE"] {
	case "0xef", "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", // EFI system
		"e3c9e316-0b5c-4db8-817d-f92df00215ae", // reserved by Microsoft
		"de94bba4-06d1-4d40-a16a-bfd50179d6ac", // Windows recovery
		"21686148-6449-6e6f-744e-656564454649": // BIOS boot
		return true
	}
	return p["UDISKS_IGNORE"] == "1"
}

// unhex reads a text of udev. One that isn't UTF-8 then stays as it is.
func unhex(text string) string {
	if plain := unescape(text, `\x`, 2, 16); utf8.ValidString(plain) {
		return plain
	}
	return text
}
