package backoffice

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"strings"
	"syscall"
)

// temporaryPrefix begins the names of files that are being written.
const temporaryPrefix = ".backoffice-"

// maxNames is how many names are tried for a response.
const maxNames = 99

// ErrNoName says that every name for a response is taken by another file.
var ErrNoName = errors.New("all names for the response are taken")

// save writes data into a folder under name, or under name with a number when
// another file has it. A file that holds the same bytes already is kept.
func (t *tree) save(dir, name string, data []byte) (written string, kept bool, err error) {
	stem, extension := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name)
	for number := 1; number <= maxNames; number++ {
		target := path.Join(dir, name)
		_, err := t.root.Lstat(target)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return target, false, t.write(dir, target, data)
		case err != nil:
			return "", false, err
		case t.holds(target, data):
			return target, true, nil
		}
		name = fmt.Sprintf("%s-%d%s", stem, number+1, extension)
	}
	return "", false, fmt.Errorf("%w: %s to %s", ErrNoName, path.Join(dir, stem+extension), name)
}

// holds reports whether the file is a regular one with exactly these bytes.
func (t *tree) holds(name string, data []byte) bool {
	there, err := t.read(name)
	return err == nil && bytes.Equal(there, data)
}

// write brings data to the medium before the name appears, and then the name:
// VFAT forgets the size of a renamed file that is not synced again. The name
// was free a moment ago; two people don't answer the same stick at once.
func (t *tree) write(dir, target string, data []byte) error {
	temporary := path.Join(dir, temporaryPrefix+path.Base(target))
	err := t.step("remove", func() error { return t.root.Remove(temporary) })
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := t.synced(temporary, os.O_WRONLY|os.O_CREATE|os.O_EXCL, data); err != nil {
		return errors.Join(err, t.root.Remove(temporary))
	}
	if err := t.step("rename", func() error { return t.root.Rename(temporary, target) }); err != nil {
		return errors.Join(err, t.root.Remove(temporary))
	}
	if err := t.synced(target, os.O_RDWR, nil); err != nil {
		return err
	}
	return t.syncFolder(dir)
}

// synced opens a file, writes data to it, if any, and syncs it.
func (t *tree) synced(name string, flag int, data []byte) error {
	var file *os.File
	err := t.step("open", func() (err error) {
		file, err = t.root.OpenFile(name, flag, 0o644)
		return err
	})
	if err != nil {
		return err
	}
	err = t.step("write", func() error {
		_, err := io.Copy(file, bytes.NewReader(data))
		return err
	})
	if err == nil {
		err = t.step("sync", file.Sync)
	}
	return errors.Join(err, file.Close())
}

// folder makes a folder and brings its name and those above it to the medium.
func (t *tree) folder(dir string) error {
	if err := t.step("make folder", func() error { return t.root.MkdirAll(dir, 0o755) }); err != nil {
		return err
	}
	for above := path.Dir(dir); ; above = path.Dir(above) {
		if err := t.syncFolder(above); err != nil || above == "." {
			return err
		}
	}
}

// syncFolder brings the names in a folder to the medium, where the file system
// has a way. Windows has none, and writes names through on removable media.
func (t *tree) syncFolder(dir string) error {
	folder, err := t.root.Open(dir)
	if err != nil {
		return err
	}
	err = t.step("sync folder", func() error {
		if runtime.GOOS == "windows" {
			return nil
		}
		err := folder.Sync()
		if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOSYS) {
			return nil
		}
		return err
	})
	return errors.Join(err, folder.Close())
}

// step does one thing to the medium, between two points that tests are told.
func (t *tree) step(what string, do func() error) error {
	if t.tell == nil {
		return do()
	}
	t.tell("before " + what)
	err := do()
	t.tell("after " + what)
	return err
}
