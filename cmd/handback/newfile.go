package main

import (
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
	_, err = file.Write(f.data)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		err = errors.Join(err, os.Remove(f.name))
	}
	return err
}
