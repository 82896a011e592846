package main

import (
	"cmp"
	"errors"
	"os"

	"handback/capability/plainfile"
)

// newFile is a file to write that must not exist yet.
type newFile struct {
	name string
	data []byte
}

// writeNew writes all files or none. It never overwrites a file.
func writeNew(files ...newFile) error {
	for n, f := range files {
		if err := f.write(); err != nil {
			for _, written := range files[:n] {
				err = errors.Join(err, os.Remove(written.name))
			}
			return err
		}
	}
	return nil
}

// write writes the whole file, or leaves none.
func (f newFile) write() error {
	file, err := os.OpenFile(f.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if err := writeWhole(file, f.data); err != nil {
		return errors.Join(err, os.Remove(f.name))
	}
	return nil
}

// writeWhole writes a file and closes it.
func writeWhole(file *os.File, data []byte) error {
	_, err := file.Write(data)
	return errors.Join(cmp.Or(err, file.Sync()), file.Close())
}

// replaceFile writes a text over what a file holds, all or nothing. An empty text
// changes nothing.
func replaceFile(path, text string) error {
	if text == "" {
		return nil
	}
	return plainfile.Replace(path, []byte(text))
}

// readBounded reads at most so many bytes of a regular file.
func readBounded(path string, most int64) ([]byte, error) {
	return plainfile.Read(path, most, usagef("%q is no file that can be read", path))
}
