package main

import (
	"cmp"
	"errors"
	"os"
)

// newFile is a file to be written that must not exist yet.
type newFile struct {
	name string
	data []byte
}

// writeNew writes all files or none; what lies there already is left alone.
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

// write leaves a whole file, or none.
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
