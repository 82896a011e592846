package proof

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sync"
	"time"

	"handback/capability"
)

// Limits of a bundle. The journal is most of it.
const (
	MaxBundle = 96 << 20 // bytes
	maxFiles  = 2000
)

// ErrBundle says that a file can't be read as a bundle, or made into one.
var ErrBundle = errors.New("this is no bundle that can be read")

// BundleError is an [ErrBundle] that says why, in words fit to be shown.
type BundleError struct{ Why string }

func (e *BundleError) Error() string { return ErrBundle.Error() + ": " + e.Why }

// Unwrap gives [ErrBundle].
func (e *BundleError) Unwrap() error { return ErrBundle }

func unreadable(format string, args ...any) error {
	return &BundleError{capability.Printable(fmt.Sprintf(format, args...))}
}

// part is one file of a bundle.
type part struct {
	name string
	data []byte
}

// goodName is what the names of parts look like: ASCII, at most one folder, and
// nothing that a file system, a shell or a terminal would take otherwise.
var goodName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\A(?:(?:files|signed|keys)/)?[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z`)
})

// packed is the date of every file: a bundle's bytes follow from its parts.
var packed = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// pack writes a zip whose files are stored as they are.
func pack(parts []part) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range parts {
		f, err := w.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Store, Modified: packed})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(p.data); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if out.Len() > MaxBundle {
		return nil, unreadable("it would have more than %d bytes", MaxBundle)
	}
	return out.Bytes(), nil
}

// unpack reads the parts of a zip that anybody may have made, into memory only.
func unpack(data []byte) ([]part, error) {
	if len(data) > MaxBundle {
		return nil, unreadable("it has more than %d bytes", MaxBundle)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, unreadable("%v", err)
	}
	if len(r.File) > maxFiles {
		return nil, unreadable("it holds more than %d files", maxFiles)
	}
	seen, room := map[string]bool{}, uint64(len(data)) // stored files can't be larger than the zip
	var parts []part
	for _, f := range r.File {
		switch {
		case !goodName().MatchString(f.Name):
			return nil, unreadable("a bundle holds no file named %s", f.Name)
		case seen[f.Name]:
			return nil, unreadable("%s is in it twice", f.Name)
		case f.Method != zip.Store:
			return nil, unreadable("%s is compressed, and in a bundle nothing is", f.Name)
		case f.UncompressedSize64 > room:
			return nil, unreadable("%s is larger than it can be", f.Name)
		}
		seen[f.Name] = true
		room -= f.UncompressedSize64
		p, err := readPart(f)
		if err != nil {
			return nil, unreadable("%s: %v", f.Name, err)
		}
		parts = append(parts, p)
	}
	return parts, nil
}

func readPart(f *zip.File) (part, error) {
	r, err := f.Open()
	if err != nil {
		return part{}, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, int64(f.UncompressedSize64)+1)) // its CRC is checked at the end
	return part{f.Name, data}, err
}
