package media

import (
	"io"
	"io/fs"
	"path"
	"strings"
)

// maxAttribute bounds what is read of one sysfs file, in bytes.
const maxAttribute = 4096

// attribute reads one sysfs file; empty: it is not there.
func attribute(system fs.FS, dir, name string) string {
	f, err := system.Open(path.Join(dir, name))
	if err != nil {
		return ""
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxAttribute))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// linked follows a link of sysfs to a device's own folder.
func linked(system fs.FS, name string) (string, error) {
	target, err := fs.ReadLink(system, name)
	if err != nil {
		return "", err
	}
	dir := path.Join(path.Dir(name), target)
	if path.IsAbs(target) || !fs.ValidPath(dir) {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	return dir, nil
}

// usbDir is the folder of the USB device above a disk; empty: there is none.
func usbDir(system fs.FS, disk string) string {
	if !strings.Contains(disk, "/usb") {
		return "" // every USB device lies below its bus
	}
	for dir := path.Dir(disk); dir != "." && path.Base(dir) != "devices"; dir = path.Dir(dir) {
		if attribute(system, dir, "idVendor") != "" {
			return dir
		}
	}
	return ""
}

// names lists a folder of sysfs; none: it is not there.
func names(system fs.FS, dir string) []string {
	entries, err := fs.ReadDir(system, dir)
	if err != nil {
		return nil
	}
	all := make([]string, len(entries))
	for i, e := range entries {
		all[i] = e.Name()
	}
	return all
}
