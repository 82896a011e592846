package media

import (
	"fmt"
	"io"
	"io/fs"
)

// volume is everything that is done to a file system: the one door between the
// rules of this package and the system, so that each step can be made to fail.
// Names are relative to the stick, with slashes, and never lead out of it.
type volume interface {
	// Stat tells what is under the stick's path now; an error means that
	// nothing does any more.
	Stat() (fsInfo, error)
	// AwaitRemoval gives the system a moment to notice that the stick was pulled:
	// programs get their errors before it takes the device off its list.
	AwaitRemoval()
	// IsFolder reports whether dir is a folder that no link leads to.
	IsFolder(dir string) bool
	// List calls each with the entries of a folder until it returns an error.
	List(dir string, each func(fs.DirEntry) error) error
	// Open opens a regular file to be read and nothing else (errNotRegular).
	Open(name string) (handle, error)
	// MkdirAll makes a folder and the folders above it, and syncs them.
	MkdirAll(dir string) error
	// Create makes a file that must not be there yet.
	Create(name string) (handle, error)
	// Rename gives a file of dir another name; unless replace is set, that
	// name must be free.
	Rename(dir, from, to string, replace bool) error
	Remove(name string) error
	// SyncDir makes the names in a folder durable, Sync the whole file system,
	// each as far as the system has a way.
	SyncDir(dir string) error
	Sync() error
	Close() error
}

// handle is one open file.
type handle interface {
	io.ReadWriteCloser
	Sync() error
	// Drop has the next read come from the stick and not from the system's
	// cached copy. Not sure is a system that can only be asked to, or not even
	// that.
	Drop() (sure bool)
}

// fsInfo is what the system says about the file system under a path. Sizes are in
// bytes.
type fsInfo struct {
	device     uint64 // the file system's number while it is mounted; 0: unknown
	medium     string // differs for each stick that is put in; empty: the system can't tell
	attached   bool   // the system still lists the device behind it
	fileSystem string // vfat, exfat, ntfs, ...; empty: unknown
	label      string // untrusted text
	size, free int64  // 0 size: unknown
	cluster    int64  // the unit in which files take room
	readOnly   bool
}

// same reports whether both are of one file system on one stick.
func (f fsInfo) same(other fsInfo) bool { return f.device == other.device && f.medium == other.medium }

// room is what a file of size bytes takes, its folder entry included.
func (f fsInfo) room(size int64) int64 {
	unit := f.cluster
	if unit <= 0 {
		unit = 32 << 10 // the largest usual cluster of FAT
	}
	return (size+unit-1)/unit*unit + direntry
}

// direntry bounds the folder entries of one bounded name on FAT and exFAT: 32
// bytes for each 13 characters and two more.
const direntry = 512

// stillThere asks again about the file system of v. The error is an [ErrGone]
// when it is not the one that was there at first. It has the last word of each
// act: with a stick that was pulled, a sync that finds nothing to write, a read
// from the cache and the listing of a folder all succeed.
func stillThere(v volume, initial fsInfo) (fsInfo, error) {
	now, err := v.Stat()
	switch {
	case err != nil:
		return fsInfo{}, fmt.Errorf("%w: %w", ErrGone, err)
	case !now.same(initial):
		return fsInfo{}, fmt.Errorf("%w: something else lies there now", ErrGone)
	case initial.attached && !now.attached:
		return fsInfo{}, fmt.Errorf("%w: the system lists its device no more", ErrGone)
	}
	return now, nil
}

// Traced is the same stick, which calls trace before and after every change to
// its file system, and every read back of what a change left there, with the
// name of that point, such as "media: before rename", so that tests can end the
// program there. An act can pass a point more than once.
func (s *Stick) Traced(trace func(point string)) *Stick {
	again := *s
	again.mount = func(path string) (volume, error) {
		v, err := s.mount(path)
		return traced{v, trace}, err
	}
	return &again
}

// traced is a volume that tells what is done to it.
type traced struct {
	volume
	tell func(point string)
}

func (v traced) around(what string, do func() error) error {
	v.tell("media: before " + what)
	err := do()
	v.tell("media: after " + what)
	return err
}

func (v traced) MkdirAll(dir string) error {
	return v.around("mkdir", func() error { return v.volume.MkdirAll(dir) })
}

func (v traced) Open(name string) (handle, error) {
	h, err := v.volume.Open(name)
	if err != nil {
		return nil, err
	}
	return &tracedHandle{handle: h, on: v}, nil
}

func (v traced) Create(name string) (h handle, err error) {
	err = v.around("create", func() error {
		h, err = v.volume.Create(name)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &tracedHandle{handle: h, on: v}, nil
}

func (v traced) Rename(dir, from, to string, replace bool) error {
	return v.around("rename", func() error { return v.volume.Rename(dir, from, to, replace) })
}

func (v traced) Remove(name string) error {
	return v.around("remove", func() error { return v.volume.Remove(name) })
}

func (v traced) SyncDir(dir string) error {
	return v.around("sync folder", func() error { return v.volume.SyncDir(dir) })
}

func (v traced) Sync() error { return v.around("sync stick", v.volume.Sync) }

// tracedHandle is a file on a traced volume.
type tracedHandle struct {
	handle
	on      traced
	dropped bool // reads come from the stick now
}

func (h *tracedHandle) Write(data []byte) (n int, err error) {
	err = h.on.around("write", func() error {
		n, err = h.handle.Write(data)
		return err
	})
	return n, err
}

func (h *tracedHandle) Read(data []byte) (n int, err error) {
	if !h.dropped {
		return h.handle.Read(data)
	}
	err = h.on.around("read back", func() error {
		n, err = h.handle.Read(data)
		return err
	})
	return n, err
}

func (h *tracedHandle) Sync() error { return h.on.around("sync", h.handle.Sync) }

func (h *tracedHandle) Drop() (sure bool) {
	_ = h.on.around("drop", func() error {
		sure = h.handle.Drop()
		h.dropped = true
		return nil
	})
	return sure
}
