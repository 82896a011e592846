package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"handback/capability/held"
)

// disk is what the ledger asks of a file system. Names are relative to the
// state folder, with slashes. Of files only plain ones are opened: a link or a
// pipe is [ErrNotPlain].
type disk interface {
	ReadDir(name string) ([]fs.DirEntry, error)
	Lstat(name string) (fs.FileInfo, error)
	Open(name string) (io.ReadCloser, error)
	Create(name string) (file, error) // new, in the place of whatever was there
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

// folder is a disk in a folder of the system's. Whatever is opened, made or
// renamed goes through its root, and is tried again while another program holds
// it.
type folder struct{ root *os.Root }

func (d folder) Open(name string) (io.ReadCloser, error) {
	return retryingFile(d.plain(name, os.O_RDONLY))
}

func (d folder) Edit(name string) (file, error) { return retryingFile(d.plain(name, os.O_RDWR)) }
func (d folder) Close() error                   { return d.root.Close() }

func (d folder) Mkdir(name string) error {
	return held.Try(func() error { return d.root.Mkdir(name, dirMode) })
}

func (d folder) Rename(from, to string) error {
	return held.Try(func() error { return d.root.Rename(from, to) })
}

func (d folder) RemoveAll(name string) error {
	return held.Try(func() error { return d.root.RemoveAll(name) })
}

// Lstat and ReadDir don't go through the root, which opens each folder on the
// way and calls lstat for each name in one: a list would do that thousands of
// times. They give no content away, and what is opened afterwards is checked
// again.
func (d folder) Lstat(name string) (fs.FileInfo, error) { return os.Lstat(d.outside(name)) }

func (d folder) outside(name string) string {
	return filepath.Join(d.root.Name(), filepath.FromSlash(name))
}

// plain opens a plain file that is there. The root lets no link lead out of the
// state folder, but follows one that stays in it; so what was opened has to be
// what is there under that name.
func (d folder) plain(name string, flag int) (*os.File, error) {
	there, err := d.root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !there.Mode().IsRegular() { // a pipe would be waited for
		return nil, ErrNotPlain
	}
	f, err := held.Get(func() (*os.File, error) { return d.root.OpenFile(name, flag, fileMode) })
	if err != nil {
		return nil, err
	}
	got, err := f.Stat()
	if err == nil && !os.SameFile(there, got) {
		err = ErrNotPlain
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Create follows no link either, as it only ever makes a file.
func (d folder) Create(name string) (file, error) {
	if err := d.RemoveAll(name); err != nil {
		return nil, err
	}
	return retryingFile(held.Get(func() (*os.File, error) {
		return d.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	}))
}

// retrying is a file that is read and written again while another program locks
// a part of it.
type retrying struct{ *os.File }

// retryingFile makes an opened file one.
func retryingFile(f *os.File, err error) (*retrying, error) {
	if err != nil {
		return nil, err
	}
	return &retrying{f}, nil
}

func (p *retrying) Read(data []byte) (int, error) {
	return held.Get(func() (int, error) { return p.File.Read(data) })
}

func (p *retrying) WriteAt(data []byte, at int64) (int, error) {
	return held.Get(func() (int, error) { return p.File.WriteAt(data, at) })
}

func (d folder) ReadDir(name string) ([]fs.DirEntry, error) {
	return held.Get(func() ([]fs.DirEntry, error) { return os.ReadDir(d.outside(name)) })
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

// traced is a disk that tells of every change, before and after it.
type traced struct {
	disk
	op   string // what the changes are for
	tell func(point string)
}

// doing is the disk for one operation.
func (l *Ledger) doing(op string) disk {
	if l.trace == nil {
		return l.disk
	}
	return traced{l.disk, op, l.trace}
}

func (d traced) around(what string, change func() error) error {
	return around(d.tell, d.op+" "+what, change)
}

// around makes a change and tells of it, unless trace is nil.
func around(trace func(point string), what string, change func() error) error {
	if trace == nil {
		return change()
	}
	trace("ledger: before " + what)
	err := change()
	trace("ledger: after " + what)
	return err
}

func (d traced) Create(name string) (f file, err error) {
	err = d.around("open", func() error {
		f, err = d.disk.Create(name)
		return err
	})
	return tracedFile{f, d}, err
}

func (d traced) Edit(name string) (file, error) {
	f, err := d.disk.Edit(name)
	return tracedFile{f, d}, err
}

func (d traced) Mkdir(name string) error {
	return d.around("mkdir", func() error { return d.disk.Mkdir(name) })
}

func (d traced) Rename(from, to string) error {
	return d.around("rename", func() error { return d.disk.Rename(from, to) })
}

func (d traced) RemoveAll(name string) error {
	return d.around("remove", func() error { return d.disk.RemoveAll(name) })
}

func (d traced) SyncDir(name string) error {
	return d.around("sync folder", func() error { return d.disk.SyncDir(name) })
}

// tracedFile is a file on a traced disk.
type tracedFile struct {
	file
	on traced
}

func (f tracedFile) WriteAt(data []byte, at int64) (n int, err error) {
	err = f.on.around("write", func() error {
		n, err = f.file.WriteAt(data, at)
		return err
	})
	return n, err
}

func (f tracedFile) Truncate(size int64) error {
	return f.on.around("truncate", func() error { return f.file.Truncate(size) })
}

func (f tracedFile) Sync() error { return f.on.around("sync", f.file.Sync) }
