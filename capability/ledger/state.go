package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// NoLedger says that a folder is no state folder, or isn't there at all.
type NoLedger struct{ Dir string }

func (n *NoLedger) Error() string { return "there is no ledger at " + n.Dir }

// Exposed says that others than the user can change what is in a state
// folder.
type Exposed struct {
	Dir   string
	Owner int // the user ID of whom it belongs to, when that is neither the user nor root; else -1
}

func (e *Exposed) Error() string {
	if e.Owner >= 0 {
		return fmt.Sprintf("the state folder %s belongs to another user (%d)", e.Dir, e.Owner)
	}
	return fmt.Sprintf("others can write in the state folder %s", e.Dir)
}

// openFolder opens a state folder that is there, and refuses one that others
// can change: the hash chain tells what was altered by chance or in part, not
// what was written again by somebody who may. The folders above are not looked
// at. Whoever can rename the state folder there can only put one of his own in
// its place, and that is refused for its owner; under /tmp he can't even that.
func openFolder(dir string) (folder, error) {
	root, err := os.OpenRoot(dir)
	if info, _ := os.Stat(dir); errors.Is(err, fs.ErrNotExist) || info != nil && !info.IsDir() {
		return folder{}, &NoLedger{Dir: dir}
	}
	if err != nil {
		return folder{}, err
	}
	if err := checkState(dir, root); err != nil {
		return folder{}, errors.Join(err, root.Close())
	}
	return folder{root}, nil
}

func checkState(dir string, root *os.Root) error {
	for _, name := range []string{".", returnsName} {
		info, err := root.Lstat(name)
		switch {
		case name == returnsName && errors.Is(err, fs.ErrNotExist):
			return nil // a new one
		case err != nil:
			return err
		case !info.IsDir():
			return fmt.Errorf("%s: %w", name, ErrNotPlain)
		}
		if err := exposed(dir, info); err != nil {
			return err
		}
	}
	return nil
}

// openReadOnly opens a state folder and makes nothing.
func openReadOnly(dir string, o Options) (disk, error) {
	d, err := openFolder(dir)
	if err == nil {
		if _, err = d.Lstat(returnsName); err == nil {
			return d, nil
		}
		err = errors.Join(err, d.Close())
		if errors.Is(err, fs.ErrNotExist) {
			err = &NoLedger{Dir: dir}
		}
	}
	if _, missing := errors.AsType[*NoLedger](err); missing && o.MayBeMissing {
		return nowhere{}, nil
	}
	return nil, err
}

// nowhere is the disk of a ledger that isn't there: nothing is on it, and
// nobody writes to it.
type nowhere struct{ disk }

func (nowhere) ReadDir(string) ([]fs.DirEntry, error) { return nil, fs.ErrNotExist }
func (nowhere) Lstat(string) (fs.FileInfo, error)     { return nil, fs.ErrNotExist }
func (nowhere) Open(string) (io.ReadCloser, error)    { return nil, fs.ErrNotExist }
func (nowhere) Close() error                          { return nil }
