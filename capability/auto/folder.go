package auto

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/plainfile"

	"github.com/gofrs/flock"
)

// Limits of the files in the folder, in bytes, and of taken over units.
const (
	maxStatus = 4 << 20
	maxMark   = 4 << 10
	maxMarks  = 10_000
)

// Errors of the folder.
var (
	ErrRuns   = errors.New("auto runs already on this ledger")
	ErrNone   = errors.New("no auto runs on this ledger")
	ErrStatus = errors.New("the status of auto can't be read")
)

// Folder is where auto and the persons beside it leave word for each other, in the
// state folder of the ledger:
//
//	auto/lock            held by the auto that runs
//	auto/status.json     what it does, written when that changes
//	auto/taken/HASH.json a unit that a person took over
type Folder struct{ dir string }

// FolderOf is the folder of a ledger's state folder. It need not be there.
func FolderOf(state string) Folder { return Folder{filepath.Join(state, "auto")} }

// Path is the path of a file in the folder.
func (f Folder) Path(name string) string { return filepath.Join(f.dir, name) }

// Lock makes this process the one auto of the ledger, until unlock or its end. The
// error is [ErrRuns] when another one is.
func (f Folder) Lock() (unlock func() error, err error) {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return nil, err
	}
	l := flock.New(f.Path("lock"))
	got, err := l.TryLock()
	switch {
	case err != nil:
		return nil, err
	case !got:
		return nil, errors.Join(ErrRuns, l.Close())
	}
	return l.Close, nil
}

// Runs reports whether an auto runs on the ledger.
func (f Folder) Runs() bool {
	if _, err := os.Stat(f.Path("lock")); err != nil {
		return false
	}
	l := flock.New(f.Path("lock"), flock.SetFlag(os.O_RDWR))
	got, err := l.TryRLock()
	return errors.Join(err, l.Close()) == nil && !got
}

// Status is the newest status; false: auto never ran here.
func (f Folder) Status() (Status, bool, error) {
	var s Status
	data, err := f.read("status.json", maxStatus)
	if errors.Is(err, fs.ErrNotExist) {
		return s, false, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &s)
	}
	if err != nil {
		return Status{}, false, fmt.Errorf("%w: %w", ErrStatus, err)
	}
	return s, true, nil
}

func (f Folder) setStatus(s Status) error { return f.write("status.json", s) }

// Mark says that a person took a unit over.
type Mark struct {
	Host   capability.HostID `json:"host"`
	By     string            `json:"by"` // untrusted
	At     time.Time         `json:"at"`
	Reason string            `json:"reason,omitempty"` // untrusted
}

// Take notes that a person takes a unit over: auto does no further act of it, one
// that runs now aside.
func (f Folder) Take(m Mark) error { return f.write(markName(m.Host), m) }

// Release gives a unit back; false: nobody had taken it over.
func (f Folder) Release(host capability.HostID) (bool, error) {
	err := os.Remove(f.Path(markName(host)))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func markName(host capability.HostID) string {
	return filepath.Join("taken", capability.DigestOf([]byte(host.String())).Short()+".json")
}

// Taken lists the units that persons took over. A mark that can't be read is an
// error: nobody knows whose it is.
func (f Folder) Taken() ([]Mark, error) {
	entries, err := os.ReadDir(f.Path("taken"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && len(entries) > maxMarks {
		err = fmt.Errorf("%s holds more than %d files", f.Path("taken"), maxMarks)
	}
	var all []Mark
	for _, e := range entries {
		if err != nil {
			break
		}
		if !strings.HasSuffix(e.Name(), ".json") { // one that is being written
			continue
		}
		var m Mark
		var data []byte
		if data, err = f.read(filepath.Join("taken", e.Name()), maxMark); err == nil {
			err = json.Unmarshal(data, &m)
		}
		if errors.Is(err, fs.ErrNotExist) { // given back meanwhile
			err = nil
			continue
		}
		all = append(all, m)
	}
	return all, err
}

func (f Folder) read(name string, most int64) ([]byte, error) {
	path := f.Path(name)
	data, err := plainfile.Read(path, most+1, fmt.Errorf("%s is no plain file", path))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("%s has more than %d bytes", path, most)
	}
	return data, err
}

// write replaces a file, so that a reader, or a power cut, finds the old or the new
// one.
func (f Folder) write(name string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	path := f.Path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(append(data, '\n'))
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}
