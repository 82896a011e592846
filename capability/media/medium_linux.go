package media

import (
	"io/fs"
	"path"

	"handback/capability/sysfs"
)

// readMedium looks up the block device of a mounted file system (major:minor):
// whether it and what it lies on are still listed, and a text that no other
// stick gets, even in the same place with the same number. The kernel numbers
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
