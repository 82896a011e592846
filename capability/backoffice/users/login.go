package users

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/crypto/bcrypt"

	"handback/capability"
)

// What can be wrong with a login.
var (
	ErrLogin   = errors.New("the name or the password is not right")
	ErrTooMany = errors.New("too many logins failed; wait a minute")
)

// Store is the file of users while a portal runs. Goroutines may share it.
type Store struct {
	path     string
	failures *Limits // by address: by name, anyone could keep a user out

	mu   sync.Mutex
	file file
	info os.FileInfo // of the file as it was read
}

// Logins that fail are slowed down after so many, to one in so long.
const (
	freeFailures = 10
	failurePause = 6 * time.Second
)

// Open reads the file. The error is an [ErrFile] when it can't be used.
func Open(path string) (*Store, error) {
	s := &Store{path: path, failures: NewLimits(failurePause, freeFailures)}
	_, err := s.current()
	return s, err
}

// current is the file as it is now.
func (s *Store) current() (file, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	info, err := os.Stat(s.path)
	if err != nil {
		return file{}, fmt.Errorf("reading the users: %w", err)
	}
	if s.info != nil && os.SameFile(info, s.info) && info.ModTime().Equal(s.info.ModTime()) && info.Size() == s.info.Size() {
		return s.file, nil
	}
	f, info, err := load(s.path)
	if err != nil {
		return file{}, fmt.Errorf("reading the users: %w", err)
	}
	s.file, s.info = f, info
	return f, nil
}

// SessionKeys are those with which sessions are signed and encrypted: 64 and 32
// bytes. They stay the same while the file has them.
func (s *Store) SessionKeys() (sign, encrypt []byte, err error) {
	f, err := s.current()
	if err != nil {
		return nil, nil, err
	}
	key, err := f.sessionKey()
	if err != nil {
		return nil, nil, err
	}
	return key[:64], key[64:], nil
}

// Find gives a user by name. The error is an [ErrNoUser].
func (s *Store) Find(name string) (User, error) {
	f, err := s.current()
	if err != nil {
		return User{}, err
	}
	i := f.find(name)
	if i < 0 {
		return User{}, fmt.Errorf("%w: %s", ErrNoUser, capability.Printable(name))
	}
	return f.Users[i], nil
}

// Login checks a password that came from an address. The error is an [ErrLogin],
// which does not tell whether there is such a user, or an [ErrTooMany] when too
// many failed from that address.
func (s *Store) Login(name, password, address string) (User, error) {
	f, err := s.current()
	if err != nil {
		return User{}, err
	}
	if s.failures.Spent(address) {
		return User{}, ErrTooMany
	}
	user := User{Password: nobody}
	i := f.find(name)
	if i >= 0 {
		user = f.Users[i]
	}
	// An unknown name takes as long as a wrong password.
	wrong := bcrypt.CompareHashAndPassword([]byte(user.Password), []byte(password))
	if i < 0 || wrong != nil {
		s.failures.Take(address)
		return User{}, ErrLogin
	}
	return user, nil
}

// nobody is a hash of a password that nobody knows, of the same cost as the others.
const nobody = "$2a$10$hxS5CJywhB78VWzupXYiRuc6WbGIAR4qZrzVzuZoHuAoHhYdIXiFi"

// Bearer finds the user of a token that came from an address. The error is an
// [ErrLogin] or [ErrTooMany].
func (s *Store) Bearer(token, address string) (User, error) {
	f, err := s.current()
	if err != nil {
		return User{}, err
	}
	if s.failures.Spent(address) {
		return User{}, ErrTooMany
	}
	digest := capability.DigestOf([]byte(token))
	for _, u := range f.Users {
		for _, t := range u.Tokens {
			if subtle.ConstantTimeCompare(t[:], digest[:]) == 1 {
				return u, nil
			}
		}
	}
	s.failures.Take(address)
	return User{}, ErrLogin
}
