package plainfile

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
)

// Replace writes data over what a file holds, all or nothing: its name stands for
// the old text or the new one at any time. Only its owner may read it then.
func Replace(name string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*") // 0600
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	err = errors.Join(cmp.Or(err, file.Sync()), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}
