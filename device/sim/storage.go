package sim

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
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
	dir   string
	lock  *flock.Flock
	files fileSystem
}

// openStorage takes the directory, making it if needed, until close.
func openStorage(dir string, f fileSystem) (*storage, error) {
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
	return &storage{dir: dir, lock: lock, files: f}, nil
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
	return replaceFile(s.files, filepath.Join(s.dir, keyFile), text)
}

// save replaces the vault. After errNotStored the old one is there still;
// after any other error, either.
func (s *storage) save(v Vault) error {
	data, err := encodeVault(v)
	if err != nil {
		return fmt.Errorf("%w: %w", errNotStored, err)
	}
	return replaceFile(s.files, filepath.Join(s.dir, vaultFile), data)
}

// enroll writes the enrollment file unless it is there.
func (s *storage) enroll(e message.Enrollment) error {
	path := filepath.Join(s.dir, EnrollmentFile)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var text bytes.Buffer
	if err := e.Write(&text); err != nil {
		return err
	}
	return replaceFile(s.files, path, text.Bytes())
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

// storedVault is the form on disk: the state, and an HMAC-SHA256 (RFC 2104)
// over exactly its bytes under a key that is derived from the device's key.
type storedVault struct {
	State json.RawMessage `json:"state"`
	MAC   []byte          `json:"hmac_sha256"`
}

func encodeVault(v Vault) ([]byte, error) {
	state, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	mac, err := vaultMAC(v.Key, state)
	if err != nil {
		return nil, err
	}
	return json.Marshal(storedVault{State: state, MAC: mac})
}

// decodeVault refuses what encodeVault did not write with this key, as
// ErrTampered. The portal's key is not stored: it comes with the firmware.
func decodeVault(data []byte, key ed25519.PrivateKey) (Vault, error) {
	var stored storedVault
	if err := json.Unmarshal(data, &stored); err != nil {
		return Vault{}, fmt.Errorf("%w: %w", ErrTampered, err)
	}
	mac, err := vaultMAC(key, stored.State)
	if err != nil {
		return Vault{}, err
	}
	if !hmac.Equal(mac, stored.MAC) {
		return Vault{}, fmt.Errorf("%w: its authentication code is wrong", ErrTampered)
	}
	v := Vault{Key: key}
	if err := json.Unmarshal(stored.State, &v); err != nil {
		return Vault{}, fmt.Errorf("%w: %w", ErrTampered, err)
	}
	return v, nil
}

func vaultMAC(key ed25519.PrivateKey, state []byte) ([]byte, error) {
	derived, err := hkdf.Key(sha256.New, key.Seed(), nil, "handback trusted storage", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("deriving the storage key: %w", err)
	}
	mac := hmac.New(sha256.New, derived)
	mac.Write(state)
	return mac.Sum(nil), nil
}

// replaceFile puts data in the place of a file so that a power cut leaves
// either the old content or the new. Up to the rename the error is an
// errNotStored.
func replaceFile(f fileSystem, path string, data []byte) error {
	temporary := path + ".new"
	err := writeSynced(f, temporary, data)
	if err == nil {
		err = f.Rename(temporary, path)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errNotStored, errors.Join(err, f.Remove(temporary)))
	}
	return f.SyncDir(filepath.Dir(path))
}

func writeSynced(f fileSystem, path string, data []byte) (err error) {
	file, err := f.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.Write(data); err != nil {
		return err
	}
	return file.Sync()
}

// fileSystem is all that the storage asks of one to change a file. Tests cut
// the power at each step and each byte.
type fileSystem interface {
	Create(path string) (syncedFile, error) // new, or emptied
	Rename(from, to string) error
	Remove(path string) error
	SyncDir(dir string) error
}

type syncedFile interface {
	io.WriteCloser
	Sync() error
}

// disk is the system's file system.
type disk struct{}

func (disk) Create(path string) (syncedFile, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
}

func (disk) Rename(from, to string) error { return os.Rename(from, to) }
func (disk) Remove(path string) error     { return os.Remove(path) }
func (disk) SyncDir(dir string) error     { return syncDir(dir) }
