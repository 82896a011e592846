//go:build linux || darwin

package media

import (
	"errors"
	"os"
	"syscall"
	"testing"
)

func TestEachErrorNumberHasAMeaning(t *testing.T) {
	begun, err := newModel().Look()
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[syscall.Errno]error{
		syscall.ENOSPC: ErrFull, syscall.EDQUOT: ErrFull, syscall.EROFS: ErrReadOnly, syscall.EIO: ErrDamaged,
		syscall.ENODEV: ErrGone, syscall.ENXIO: ErrGone, syscall.ENOTCONN: ErrGone, syscall.ESTALE: ErrGone,
		syscall.EACCES: ErrPermission, syscall.EPERM: ErrPermission, syscall.ENOENT: ErrChanged,
		syscall.ENAMETOOLONG: ErrName, syscall.EILSEQ: ErrName, errStructure: ErrCorrupt, syscall.EBADMSG: ErrCorrupt,
		syscall.ENOTDIR: ErrBlocked, syscall.EEXIST: ErrBlocked, syscall.ELOOP: ErrBlocked, syscall.EISDIR: ErrBlocked,
	} {
		failed := &os.PathError{Op: "write", Path: "x", Err: number}
		got := explain(newModel(), begun, 100, "saving", failed)
		if !errors.Is(got, want) {
			t.Errorf("%v became %v, want %v", number, got, want)
		}
	}
	got := explain(newModel(), begun, 100, "saving", syscall.ENOSPC)
	var full *FullError
	if !errors.As(got, &full) || full.Needed != 100 || full.Free == 0 {
		t.Errorf("a full stick: %v", got)
	}
}
