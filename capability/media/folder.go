package media

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"
	"time"

	"handback/capability/held"
)

// errNotRegular says that a name is a folder, a link, a pipe or a device.
var errNotRegular = errors.New("not a regular file")

// folder is the real volume: a folder that os.Root keeps everything inside of,
// whatever links lie in it.
type folder struct {
	path string
	root *os.Root
}

func openFolder(path string) (volume, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	return &folder{path: path, root: root}, nil
}

func (f *folder) Stat() (fsInfo, error) { return statFS(f.path) }
func (f *folder) Close() error          { return f.root.Close() }

// removalTime bounds how long the system may go on listing a pulled stick.
const removalTime = time.Second / 2

func (f *folder) AwaitRemoval() {
	for end := time.Now().Add(removalTime); time.Now().Before(end); time.Sleep(removalTime / 50) {
		if now, err := f.Stat(); err != nil || !now.attached {
			return
		}
	}
}

func (f *folder) Remove(name string) error {
	return held.Try(func() error { return f.root.Remove(name) })
}

func (f *folder) IsFolder(dir string) bool {
	if !fs.ValidPath(dir) {
		return false
	}
	for ; dir != "."; dir = path.Dir(dir) {
		if info, err := f.root.Lstat(dir); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

// listed bounds how many entries of a folder are in memory at a time.
const listed = 256

func (f *folder) List(dir string, each func(fs.DirEntry) error) error {
	d, err := held.Get(func() (*os.File, error) { return f.root.Open(dir) })
	if err != nil {
		return err
	}
	defer d.Close()
	for {
		entries, err := d.ReadDir(listed)
		for _, e := range entries {
			if stop := each(e); stop != nil {
				return stop
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Open looks before it opens, because opening alone can wait forever (a pipe)
// or act (a device), and again after, because the name may have changed hands.
func (f *folder) Open(name string) (handle, error) {
	info, err := f.root.Lstat(name)
	if err != nil {
		return nil, f.explainLink(name, err)
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errNotRegular}
	}
	file, err := held.Get(func() (*os.File, error) { return f.root.OpenFile(name, readFlags, 0) })
	if err != nil {
		return nil, err
	}
	info, err = file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: name, Err: errNotRegular}
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return &opened{uncached{File: file, from: file}}, nil
}

func (f *folder) Create(name string) (handle, error) {
	file, err := held.Get(func() (*os.File, error) {
		return f.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	})
	if err != nil {
		return nil, err
	}
	return &uncached{File: file, from: file}, nil
}

func (f *folder) MkdirAll(dir string) error {
	if info, err := f.root.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	switch err := held.Try(func() error { return f.root.MkdirAll(dir, 0o755) }); {
	case errors.Is(err, fs.ErrNotExist): // the root is there, so this is no place like others
		return fmt.Errorf("%w: %w", ErrNoFiles, err)
	case err != nil:
		return f.explainLink(dir, err)
	}
	for dir != "." {
		dir = path.Dir(dir)
		if err := f.SyncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

// explainLink makes err an [ErrLinked] where a link on the way to name leads out
// of the root: the error of [os.Root] for that has no type and no number.
func (f *folder) explainLink(name string, err error) error {
	if _, numbered := errors.AsType[syscall.Errno](err); numbered {
		return err
	}
	for at := name; fs.ValidPath(at) && at != "."; at = path.Dir(at) {
		if info, gone := f.root.Lstat(at); gone == nil && info.Mode()&fs.ModeSymlink != 0 {
			return fmt.Errorf("%w: %q: %w", ErrLinked, at, err)
		}
	}
	return err
}

func (f *folder) Rename(dir, from, to string, replace bool) error {
	return held.Try(func() error {
		if replace {
			return f.root.Rename(path.Join(dir, from), path.Join(dir, to))
		}
		return renameToFree(f.root, dir, from, to)
	})
}

func (f *folder) SyncDir(dir string) error { return withDir(f.root, dir, syncDir) }
func (f *folder) Sync() error              { return withDir(f.root, ".", syncAll) }

// withDir opens a folder for as long as do needs it.
func withDir(root *os.Root, dir string, do func(*os.File) error) error {
	d, err := root.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return do(d)
}

// uncached is a file whose cached copy can be gone around.
type uncached struct {
	*os.File
	from io.Reader
}

func (u *uncached) Read(data []byte) (int, error) {
	return held.Get(func() (int, error) { return u.from.Read(data) })
}

// Close closes what it reads from, too, where that is a file of its own.
func (u *uncached) Close() error {
	if own, is := u.from.(io.Closer); is && own != io.Closer(u.File) {
		_ = own.Close() // it was only read
	}
	return u.File.Close()
}

func (u *uncached) Drop() (sure bool) {
	u.from, sure = fromStick(u.File)
	return sure
}

// opened is a file that was opened to be read.
type opened struct{ uncached }

func (o *opened) Sync() error { return syncOpened(o.File) }

// looseRename is for systems and file systems that can't rename to a free name
// in one step: look, then rename. Two programs that do so at the same moment
// with the same name could replace each other's file; a case folder has one
// writer.
func looseRename(root *os.Root, dir, from, to string) error {
	to = path.Join(dir, to)
	if _, err := root.Lstat(to); err == nil {
		return &fs.PathError{Op: "rename", Path: to, Err: fs.ErrExist}
	}
	return root.Rename(path.Join(dir, from), to)
}
