package ledger

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// disk is what the ledger asks of a file system. Names are relative to the
// state folder, with slashes; no link leads out of it.
type disk interface {
	ReadDir(name string) ([]fs.DirEntry, error)
	Lstat(name string) (fs.FileInfo, error)
	Open(name string) (io.ReadCloser, error)
	Create(name string) (file, error) // new, or emptied
	Edit(name string) (file, error)   // there already
	Mkdir(name string) error
	Rename(from, to string) error
	RemoveAll(name string) error
	SyncDir(name string) error
	Close() error
}

// file is a file that is being written.
type file interface {
	io.WriterAt
	io.Closer
	Truncate(size int64) error
	Sync() error
	Stat() (fs.FileInfo, error)
}

// The record is the operator's own.
const (
	dirMode  = 0o700
	fileMode = 0o600
)

// folder is a disk in a folder of the system's.
type folder struct {
	root *os.Root
	path string
}

func (d folder) Open(name string) (io.ReadCloser, error) { return d.root.Open(name) }
func (d folder) Mkdir(name string) error                 { return d.root.Mkdir(name, dirMode) }
func (d folder) Rename(from, to string) error            { return d.root.Rename(from, to) }
func (d folder) RemoveAll(name string) error             { return d.root.RemoveAll(name) }
func (d folder) Close() error                            { return d.root.Close() }

// Lstat and ReadDir are the calls that don't go through the root, which opens
// each folder on the way and looks at each name: a list makes thousands, and
// they give no content away.
func (d folder) Lstat(name string) (fs.FileInfo, error) { return os.Lstat(d.outside(name)) }

func (d folder) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(d.outside(name)) }

func (d folder) outside(name string) string { return filepath.Join(d.path, filepath.FromSlash(name)) }

func (d folder) Create(name string) (file, error) {
	return d.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, fileMode)
}

func (d folder) Edit(name string) (file, error) {
	return d.root.OpenFile(name, os.O_RDWR, fileMode)
}

func (d folder) SyncDir(name string) error {
	f, err := d.root.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return syncDir(f)
}

// read gives a plain file's bytes, at most limit of them.
func read(d disk, name string, limit int64) ([]byte, error) {
	info, err := d.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotPlain
	}
	f, err := d.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("%w: it has more than %d bytes", ErrTooLarge, limit)
	}
	return data, err
}

// write makes a new file of data and syncs it.
func write(d disk, name string, data []byte) error {
	f, err := d.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.WriteAt(data, 0); err != nil {
		return err
	}
	return f.Sync()
}

// fresh is the name under which a file or folder is made before it gets its
// own. One is enough for one writer; what a cut leaves behind is overwritten.
const fresh = ".new"

// replace writes a file so that under its name there is always all of the old
// or all of the new, also after a power cut. The second sync is for file
// systems that keep the size with the name.
func replace(d disk, name string, data []byte) error {
	temp := path.Join(path.Dir(name), fresh)
	if err := write(d, temp, data); err != nil {
		return err
	}
	if err := d.Rename(temp, name); err != nil {
		return err
	}
	f, err := d.Edit(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return err
	}
	return d.SyncDir(path.Dir(name))
}
