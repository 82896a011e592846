package ledger

import (
	"encoding/json"
	"fmt"
	"io"
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
func lock(name string, sign func() error) (*flock.Flock, error) {
	l := flock.New(name, flock.SetPermissions(fileMode))
	got, err := l.TryLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("locking the ledger: %w", err)
	case !got:
		return nil, holder(name)
	}
	if err := sign(); err != nil {
		l.Close()
		return nil, fmt.Errorf("locking the ledger: %w", err)
	}
	return l, nil
}

func signLock(name string, now time.Time) error {
	text, err := json.Marshal(Locked{PID: os.Getpid(), Since: now.UTC().Truncate(time.Second)})
	if err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteAt(fmt.Appendf(nil, "%-*s\n", holderSize, text), holderAt)
	return err
}

// holder reads who has the lock. When that can't be read it stays unknown.
func holder(name string) *Locked {
	held := &Locked{}
	f, err := os.Open(name)
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
