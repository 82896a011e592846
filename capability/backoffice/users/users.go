// Package users knows who may use the portal: the people at its pages and the
// programs at its web service. They are kept in a TOML file that only its owner
// can read, and that several servers may share:
//
//	session_key = "<96 bytes in base64>"    # of the sessions and forms of the pages
//
//	[[user]]
//	name = "anna"
//	password = "$2a$10$..."                 # bcrypt
//	roles = ["upload", "remove"]
//	tokens = ["<SHA-256 in hexadecimal>"]   # of bearer tokens
//
// A change of the file counts from the next request on, without a restart.
package users

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/crypto/bcrypt"

	"handback/capability"
)

// Role is what a user may do. Every user may look.
type Role string

// The roles.
const (
	Upload     Role = "upload"     // give requests to the portal and take the responses
	Remove     Role = "remove"     // take licenses away from devices
	Obsolete   Role = "obsolete"   // write devices off
	WebService Role = "webservice" // do so by program
)

// Roles lists the roles.
func Roles() []Role { return []Role{Upload, Remove, Obsolete, WebService} }

// Limits.
const (
	MaxName     = 64      // bytes of a user's name
	MinPassword = 12      // characters, as the person types them
	MaxPassword = 72      // bytes that bcrypt looks at
	maxFile     = 1 << 20 // bytes
)

// Errors of the file and of what shall be added to it.
var (
	ErrFile     = errors.New("not a usable file of users")
	ErrName     = errors.New("not a possible user name")
	ErrPassword = errors.New("not a possible password")
	ErrRole     = errors.New("no such role")
	ErrNoUser   = errors.New("no such user")
)

// User is one who may use the portal.
type User struct {
	Name     string              `toml:"name"`
	Password string              `toml:"password"` // its bcrypt hash
	Roles    []Role              `toml:"roles"`
	Tokens   []capability.Digest `toml:"tokens,omitempty"`
}

// May reports whether the user has a role.
func (u User) May(r Role) bool { return slices.Contains(u.Roles, r) }

// Mark changes when the password does, and tells nothing of it.
func (u User) Mark() string { return capability.DigestOf([]byte(u.Password)).Short() }

// sessionKeySize is 64 bytes to sign with, and 32 to encrypt with.
const sessionKeySize = 64 + 32

// file is the file.
type file struct {
	SessionKey string `toml:"session_key"`
	Users      []User `toml:"user"`
}

// load reads and checks the file. The error is an fs.ErrNotExist where there is
// none.
func load(path string) (file, fs.FileInfo, error) {
	in, err := os.Open(path)
	if err != nil {
		return file{}, nil, err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return file{}, nil, err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return file{}, nil, fmt.Errorf("%w: others than its owner can read %s (chmod 600 mends it)", ErrFile, path)
	}
	data, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return file{}, nil, err
	}
	if len(data) > maxFile {
		return file{}, nil, fmt.Errorf("%w: more than %d bytes", ErrFile, maxFile)
	}
	f, err := parse(data)
	if err != nil {
		return file{}, nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, info, nil
}

// parse reads the text of a file and checks all that the portal relies on.
func parse(data []byte) (file, error) {
	var f file
	if err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&f); err != nil {
		return f, fmt.Errorf("%w: %w", ErrFile, err)
	}
	if _, err := f.sessionKey(); err != nil {
		return f, err
	}
	seen := map[string]bool{}
	for _, u := range f.Users {
		err := errors.Join(checkName(u.Name), checkRoles(u.Roles))
		if _, bad := bcrypt.Cost([]byte(u.Password)); bad != nil {
			err = errors.Join(err, errors.New("the password is no bcrypt hash")) // whose text may tell of it
		}
		if seen[u.Name] {
			err = errors.Join(err, errors.New("the name comes twice"))
		}
		if err != nil {
			return f, fmt.Errorf("%w: user %.80q: %w", ErrFile, u.Name, err)
		}
		seen[u.Name] = true
	}
	return f, nil
}

func (f file) sessionKey() ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(f.SessionKey)
	if err != nil || len(key) != sessionKeySize {
		return nil, fmt.Errorf("%w: the session key is not %d bytes in base64", ErrFile, sessionKeySize)
	}
	return key, nil
}

func (f file) find(name string) int {
	return slices.IndexFunc(f.Users, func(u User) bool { return u.Name == name })
}

// checkName: what can stand in a Basic login, an event and a log.
func checkName(name string) error {
	if name == "" || len(name) > MaxName {
		return fmt.Errorf("%w: it has %d bytes, 1 to %d are possible", ErrName, len(name), MaxName)
	}
	if strings.ContainsAny(name, ":# ") || capability.Printable(name) != name {
		return fmt.Errorf("%w: it holds a colon, a number sign, a space or what can't be seen", ErrName)
	}
	return nil
}

func checkRoles(roles []Role) error {
	for _, r := range roles {
		if !slices.Contains(Roles(), r) {
			return fmt.Errorf("%w: %.40q; there are %v", ErrRole, string(r), Roles())
		}
	}
	return nil
}

// save puts the file in its place at once, whole.
func (f file) save(path string) error {
	data, err := toml.Marshal(f)
	if err != nil {
		return err
	}
	out, err := os.CreateTemp(filepath.Dir(path), ".users-*") // 0600
	if err != nil {
		return err
	}
	_, err = out.Write(data)
	err = errors.Join(err, out.Sync(), out.Close())
	if err == nil {
		err = os.Rename(out.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(out.Name()))
	}
	return nil
}
