//go:build linux || darwin

package media

import (
	"errors"
	"os"
	"syscall"
	"testing"
)

// What the system says when a stick fails.
const (
	numberBroken   = syscall.EIO
	numberFull     = syscall.ENOSPC
	numberReadOnly = syscall.EROFS
	numberGone     = syscall.ENODEV
	numberDenied   = syscall.EACCES
)

func TestEachErrorNumberHasAMeaning(t *testing.T) {
	initial, err := newModel().Stat()
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[syscall.Errno]error{
		syscall.ENOSPC: ErrFull, syscall.EDQUOT: ErrQuota, syscall.EROFS: ErrReadOnly, syscall.EIO: ErrDamaged,
		syscall.ENODEV: ErrGone, syscall.ENXIO: ErrGone, syscall.ENOTCONN: ErrGone, syscall.ESTALE: ErrGone,
		syscall.EACCES: ErrPermission, syscall.EPERM: ErrImmutable, syscall.ENOENT: ErrChanged,
		syscall.EOPNOTSUPP: ErrNoFiles, syscall.ENOSYS: ErrNoFiles, syscall.EMFILE: ErrTooManyFiles, syscall.ENFILE: ErrTooManyFiles,
		syscall.ETIMEDOUT: ErrUnreachable, syscall.EHOSTDOWN: ErrUnreachable, syscall.ENETUNREACH: ErrUnreachable,
		syscall.ENAMETOOLONG: ErrName, syscall.EILSEQ: ErrName, errStructure: ErrCorrupt, syscall.EBADMSG: ErrCorrupt,
		syscall.ENOTDIR: ErrBlocked, syscall.EEXIST: ErrBlocked, syscall.ELOOP: ErrBlocked, syscall.EISDIR: ErrBlocked,
	} {
		failed := &os.PathError{Op: "write", Path: "x", Err: number}
		got := explain(newModel(), initial, 100, "saving", failed)
		if !errors.Is(got, want) {
			t.Errorf("%v became %v, want %v", number, got, want)
		}
	}
	got := explain(newModel(), initial, 100, "saving", syscall.ENOSPC)
	var full *FullError
	if !errors.As(got, &full) || full.Needed != 100 || full.Free == 0 {
		t.Errorf("a full stick: %v", got)
	}
}

// leaving is a pulled volume that the system still lists for a moment.
type leaving struct {
	volume
	gone bool
}

func (l *leaving) AwaitRemoval() { l.gone = true }

func (l *leaving) Stat() (fsInfo, error) {
	p, err := l.volume.Stat()
	p.attached = p.attached && !l.gone
	return p, err
}

func TestPulledThoughStillListed(t *testing.T) {
	initial, err := newModel().Stat()
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range []syscall.Errno{syscall.EIO, syscall.ENOSPC, syscall.EROFS} {
		got := explain(&leaving{volume: newModel()}, initial, 100, "saving", number)
		if !errors.Is(got, ErrGone) {
			t.Errorf("%v became %v", number, got)
		}
	}
}
