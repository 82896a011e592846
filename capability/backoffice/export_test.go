package backoffice

import (
	"database/sql/driver"
	"errors"
	"os"
)

// Between are the options of an office whose connections to its database are
// made by connect, and which tells of each change of a medium.
func (o Options) Between(connect func(dsn string) (driver.Connector, error), tell func(point string)) Options {
	o.connect, o.tell = connect, tell
	return o
}

// SaveTold is [Issued.Save], which tells of each change of the stick.
func (i Issued) SaveTold(stick string, tell func(point string)) (SavedResponse, error) {
	root, err := os.OpenRoot(stick)
	if err != nil {
		return SavedResponse{}, err
	}
	written, err := i.save(&tree{root: root, tell: tell})
	return written, errors.Join(err, root.Close())
}
