package media

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/windows"
)

// fromStick opens the file once more without the system's cache
// (FILE_FLAG_NO_BUFFERING), where its file system can. Any other failure than
// that it can't comes again with the first read: the cache must not hide it.
func fromStick(f *os.File) (reader io.Reader, sure bool) {
	again, err := reopen(f, windows.FILE_FLAG_NO_BUFFERING)
	if err != nil {
		return f, false
	}
	d := &uncachedFile{direct{file: again, block: alignedBlock()}}
	if errors.Is(d.fill(), windows.ERROR_INVALID_PARAMETER) {
		_ = again.Close()
		return f, false
	}
	return d, true
}

// uncachedFile is direct with a file of its own.
type uncachedFile struct{ direct }

func (u *uncachedFile) Close() error { return u.file.Close() }

// reopen opens the very file that f is, whatever has its name by now.
func reopen(f *os.File, flags uint32) (*os.File, error) {
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	open := windows.NewLazySystemDLL("kernel32.dll").NewProc("ReOpenFile")
	h, _, err := open.Call(f.Fd(), windows.GENERIC_READ, share, uintptr(flags))
	if windows.Handle(h) == windows.InvalidHandle {
		return nil, err
	}
	return os.NewFile(h, f.Name()), nil
}
