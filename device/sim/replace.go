package sim

import (
	"errors"
	"fmt"
	"path/filepath"
)

// replaceFile puts data in the place of a file so that a power cut leaves
// either the old content or the new. Up to the rename the error is an
// errNotStored.
func replaceFile(m medium, path string, data []byte) error {
	temporary := path + ".new"
	if err := writeSynced(m, temporary, data); err != nil {
		return fmt.Errorf("%w: %w", errNotStored, errors.Join(err, m.Remove(temporary)))
	}
	if err := m.Rename(temporary, path); err != nil {
		return fmt.Errorf("%w: %w", errNotStored, errors.Join(err, m.Remove(temporary)))
	}
	return m.SyncDir(filepath.Dir(path))
}

func writeSynced(m medium, path string, data []byte) (err error) {
	file, err := m.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.Write(data); err != nil {
		return err
	}
	return file.Sync()
}
