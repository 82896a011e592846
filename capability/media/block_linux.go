package media

import (
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"

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

// top gives the devices that lie on b and that nothing lies on: b itself,
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
