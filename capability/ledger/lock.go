package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// Locked says who writes the ledger. It is [ErrLocked].
type Locked struct {
	PID   int       `json:"pid"` // 0: not known
	Since time.Time `json:"since"`
}

func (l *Locked) Error() string {
	if l.PID == 0 {
		return ErrLocked.Error()
	}
	return fmt.Sprintf("%v by process %d since %s", ErrLocked, l.PID, l.Since.Local().Format("2006-01-02 15:04"))
}

// Unwrap gives [ErrLocked].
func (l *Locked) Unwrap() error { return ErrLocked }

// The holder's name begins behind the first byte, which is the one that Windows
// locks for reading too, and is padded so that it covers an older one.
const (
	holderAt   = 1
	holderSize = 80 // bytes
)

// lock makes this process the writer. The system ends the lock with the
// process, however that ends. sign notes who holds it.
func lock(state folder, sign func() error) (*flock.Flock, error) {
	l, err := tryLock(state)
	if err != nil {
		return nil, fmt.Errorf("locking it: %w", err)
	}
	if !l.Locked() {
		return nil, holder(state)
	}
	if err := sign(); err != nil {
		return nil, fmt.Errorf("locking it: %w", errors.Join(err, l.Close()))
	}
	return l, nil
}

// tryLock locks the file in the state folder, unless another process has it.
// The library opens files by their path, so the file is made and looked at
// through the folder before, and compared with the locked one after.
func tryLock(state folder) (*flock.Flock, error) {
	made, err := state.root.OpenFile(lockName, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	if errors.Is(err, fs.ErrExist) {
		made, err = state.plain(lockName, os.O_RDONLY)
	}
	if err != nil {
		return nil, err
	}
	defer made.Close()
	l := flock.New(state.outside(lockName), flock.SetFlag(os.O_RDWR))
	if got, err := l.TryLock(); err != nil || !got {
		return l, err
	}
	want, err := made.Stat()
	if err == nil {
		var locked fs.FileInfo
		if locked, err = l.Stat(); err == nil && !os.SameFile(want, locked) {
			err = ErrNotPlain
		}
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func signLock(state folder, now time.Time) error {
	text, err := json.Marshal(Locked{PID: os.Getpid(), Since: now.UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	f, err := state.Edit(lockName)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteAt(fmt.Appendf(nil, "%-*s\n", holderSize, text), holderAt)
	return err
}

// holder reads who has the lock. When that can't be read it stays unknown.
func holder(state folder) *Locked {
	held := &Locked{}
	f, err := state.plain(lockName, os.O_RDONLY)
	if err != nil {
		return held
	}
	defer f.Close()
	text, err := io.ReadAll(io.NewSectionReader(f, holderAt, holderSize))
	if err != nil || json.Unmarshal(text, held) != nil {
		return &Locked{}
	}
	return held
}
