package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"handback/capability/held"
)

// Exists reports whether the folder dir holds a ledger with at least one return.
func Exists(dir string) bool {
	f, err := os.Open(filepath.Join(dir, returnsName))
	if err != nil {
		return false
	}
	defer f.Close()
	names, err := f.Readdirnames(1)
	return err == nil && len(names) > 0
}

// Move moves the ledger in the folder from to the folder to, with the named
// files of that folder. If there is no ledger in from, or already one in to, it
// does nothing. Everything else in from stays. The records appear in to whole or
// not at all. While another process writes the ledger the error is a *[Locked].
func Move(from, to string, files ...string) (moved bool, err error) {
	if !Exists(from) || Exists(to) {
		return false, nil
	}
	if err := moveLocked(from, to, files); err != nil {
		return false, err
	}
	for _, name := range []string{lockName, indexName} {
		_ = os.Remove(filepath.Join(from, name)) // made again where they are needed
	}
	return true, nil
}

// moveLocked moves while no other process writes.
func moveLocked(from, to string, files []string) (err error) {
	state, err := openFolder(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	l, err := lock(state, func() error { return signLock(state, time.Now()) })
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	if err := os.MkdirAll(to, dirMode); err != nil {
		return err
	}
	for _, name := range files { // before the records, which say that all is there
		if err := carry(filepath.Join(from, name), filepath.Join(to, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	_ = os.Remove(filepath.Join(to, returnsName)) // an empty one; any other stays
	return carry(filepath.Join(from, returnsName), filepath.Join(to, returnsName))
}

// carry gives a file or folder a new place, if need be on another disk.
func carry(from, to string) error {
	if _, err := os.Lstat(from); err != nil {
		return err
	}
	if held.Try(func() error { return os.Rename(from, to) }) == nil {
		return nil
	}
	temp := filepath.Join(filepath.Dir(to), fresh)
	if err := os.RemoveAll(temp); err != nil {
		return err
	}
	if err := duplicate(from, temp); err != nil {
		return errors.Join(err, os.RemoveAll(temp))
	}
	if err := held.Try(func() error { return os.Rename(temp, to) }); err != nil {
		return err
	}
	return held.Try(func() error { return os.RemoveAll(from) })
}

// duplicate copies a file or folder and syncs what it wrote.
func duplicate(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		switch target := filepath.Join(to, rel); {
		case entry.IsDir():
			return os.Mkdir(target, dirMode)
		case entry.Type().IsRegular():
			return duplicateFile(path, target)
		default:
			return &fs.PathError{Op: "copy", Path: path, Err: ErrNotPlain}
		}
	})
}

func duplicateFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	_, err = out.ReadFrom(in)
	return errors.Join(err, out.Sync(), out.Close())
}
