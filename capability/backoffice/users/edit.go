package users

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"unicode/utf8"

	"golang.org/x/crypto/bcrypt"

	"handback/capability"
)

// cost is that of the passwords: some hundredths of a second for one try, which
// a program pays at each request that it logs in for.
const cost = bcrypt.DefaultCost

// Add adds a user to the file at path, which it makes when there is none, with a
// new session key. A user of that name gets the new password and roles and keeps
// the tokens; then added is false. One person at a time may change the file.
func Add(path, name, password string, roles []Role) (added bool, err error) {
	if err := errors.Join(checkName(name), checkPassword(password), checkRoles(roles)); err != nil {
		return false, err
	}
	f, _, err := load(path)
	if errors.Is(err, fs.ErrNotExist) {
		f, err = fresh(), nil
	}
	if err != nil {
		return false, err
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(password), cost)
	if err != nil {
		return false, fmt.Errorf("%w: %w", ErrPassword, err)
	}
	i := f.find(name)
	if added = i < 0; added {
		i = len(f.Users)
		f.Users = append(f.Users, User{Name: name})
	}
	f.Users[i].Password, f.Users[i].Roles = string(hash), roles
	return added, f.save(path)
}

func fresh() file {
	key := make([]byte, sessionKeySize)
	_, _ = rand.Read(key) // it never fails
	return file{SessionKey: base64.StdEncoding.EncodeToString(key)}
}

func checkPassword(password string) error {
	switch {
	case !utf8.ValidString(password) || utf8.RuneCountInString(password) < MinPassword:
		return fmt.Errorf("%w: at least %d characters are needed", ErrPassword, MinPassword)
	case len(password) > MaxPassword:
		return fmt.Errorf("%w: at most %d bytes are possible", ErrPassword, MaxPassword)
	}
	return nil
}

// Delete takes a user out of the file. The error is an [ErrNoUser].
func Delete(path, name string) error {
	return edit(path, name, func(f *file, i int) { f.Users = slices.Delete(f.Users, i, i+1) })
}

// NewToken gives a user a bearer token beside those that he has. It is told this
// once; the file has only its digest. The error is an [ErrNoUser].
func NewToken(path, name string) (token string, err error) {
	token = rand.Text() + rand.Text() // 260 bits: no one guesses it, so its digest needs no salt
	err = edit(path, name, func(f *file, i int) {
		f.Users[i].Tokens = append(f.Users[i].Tokens, capability.DigestOf([]byte(token)))
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

func edit(path, name string, do func(f *file, i int)) error {
	f, _, err := load(path)
	if err != nil {
		return err
	}
	i := f.find(name)
	if i < 0 {
		return fmt.Errorf("%w: %s", ErrNoUser, capability.Printable(name))
	}
	do(&f, i)
	return f.save(path)
}
