package sim

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"handback/capability/message"
	"handback/capability/message/seal"
)

// The files in a device's directory.
const (
	keyFile        = "device.key"  // plays the fuses of a chip: never changes
	vaultFile      = "vault.json"  // plays the trusted storage
	lockFile       = "lock"        // one simulator at a time
	EnrollmentFile = "enroll.json" // for the back office; never read by the device
)

// maxVault bounds vaultFile, in bytes: 1,000 licenses with the longest texts.
const maxVault = 8 << 20

// Errors of the storage.
var (
	ErrTampered = errors.New("the trusted storage is damaged or was tampered with")
	ErrInUse    = errors.New("another simulator uses this device")

	// errNotStored says that the disk still holds what it held before.
	errNotStored = errors.New("not stored")
)

// storage is a directory that holds one device.
type storage struct {
	dir    string
	lock   *flock.Flock
	medium medium
}

// openStorage takes the directory, making it if needed, until close.
func openStorage(dir string, m medium) (*storage, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(dir, lockFile))
	locked, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", dir, err)
	}
	if !locked {
		return nil, fmt.Errorf("%w: %s", ErrInUse, dir)
	}
	return &storage{dir: dir, lock: lock, medium: m}, nil
}

func (s *storage) close() error { return s.lock.Close() }

// load reads the vault; found is false on a first start. The key is written
// last, so a vault without a key is a first start that was cut short, but a
// key without a vault is a device whose storage was taken away.
func (s *storage) load() (v Vault, found bool, err error) {
	text, err := readBounded(filepath.Join(s.dir, keyFile), 1<<10)
	if errors.Is(err, fs.ErrNotExist) {
		return Vault{}, false, nil
	}
	if err != nil {
		return Vault{}, false, err
	}
	key, err := seal.ParseKey(text)
	if err != nil {
		return Vault{}, false, fmt.Errorf("%w: %s: %w", ErrTampered, keyFile, err)
	}
	data, err := readBounded(filepath.Join(s.dir, vaultFile), maxVault)
	if errors.Is(err, fs.ErrNotExist) {
		return Vault{}, false, fmt.Errorf("%w: %s is missing", ErrTampered, vaultFile)
	}
	if err != nil {
		return Vault{}, false, err
	}
	v, err = decodeVault(data, key)
	return v, true, err
}

// create stores a new device.
func (s *storage) create(v Vault) error {
	if err := s.save(v); err != nil {
		return err
	}
	text, err := seal.MarshalKey(v.Key)
	if err != nil {
		return err
	}
	return replaceFile(s.medium, filepath.Join(s.dir, keyFile), text)
}

// save replaces the vault. After errNotStored the old one is there still;
// after any other error, either.
func (s *storage) save(v Vault) error {
	data, err := encodeVault(v)
	if err != nil {
		return fmt.Errorf("%w: %w", errNotStored, err)
	}
	return replaceFile(s.medium, filepath.Join(s.dir, vaultFile), data)
}

// introduce writes the enrollment file unless it is there.
func (s *storage) introduce(e message.Enrollment) error {
	path := filepath.Join(s.dir, EnrollmentFile)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var text bytes.Buffer
	if err := e.Write(&text); err != nil {
		return err
	}
	return replaceFile(s.medium, path, text.Bytes())
}

func readBounded(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("%w: %s has more than %d bytes", ErrTampered, filepath.Base(path), most)
	}
	return data, nil
}
