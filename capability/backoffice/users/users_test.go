package users_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/crypto/bcrypt"

	"handback/capability/backoffice/users"
)

const password = "correct horse"

// sample is a file with one user, whose hash is quick to check.
func sample(t *testing.T, more string) string {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	return write(t, fmt.Sprintf("session_key = %q\n[[user]]\nname = \"anna\"\npassword = %q\nroles = [\"upload\"]\n%s",
		strings.Repeat("A", 128), hash, more))
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t *testing.T, path string) *users.Store {
	t.Helper()
	store, err := users.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func TestAddMakesTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "users.toml")
	added, err := users.Add(path, "anna", password, []users.Role{users.Upload, users.Obsolete})
	if err != nil || !added {
		t.Fatal(added, err)
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(text), password) {
		t.Errorf("the file has the password, or %v", err)
	}
	u, err := open(t, path).Login("anna", password, "here")
	if err != nil || !u.May(users.Upload) || !u.May(users.Obsolete) || u.May(users.Remove) {
		t.Errorf("%+v, %v", u.Roles, err)
	}
	if err := users.Delete(path, "anna"); err != nil {
		t.Error(err)
	}
	if err := users.Delete(path, "anna"); !errors.Is(err, users.ErrNoUser) {
		t.Errorf("deleted twice: %v", err)
	}
}

func TestWhatCannotBeAdded(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "users.toml")
	for name, c := range map[string]struct {
		name, password string
		role           users.Role
		want           error
	}{
		"no name":            {"", password, users.Upload, users.ErrName},
		"a colon":            {"a:b", password, users.Upload, users.ErrName},
		"a control":          {"a\x1b", password, users.Upload, users.ErrName},
		"a long name":        {strings.Repeat("a", users.MaxName+1), password, users.Upload, users.ErrName},
		"a short password":   {"anna", "short", users.Upload, users.ErrPassword},
		"a long password":    {"anna", strings.Repeat("a", users.MaxPassword+1), users.Upload, users.ErrPassword},
		"a role of no place": {"anna", password, "admin", users.ErrRole},
	} {
		if _, err := users.Add(path, c.name, c.password, []users.Role{c.role}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file was made: %v", err)
	}
}

func TestLogin(t *testing.T) {
	t.Parallel()
	store := open(t, sample(t, ""))
	for name, c := range map[string]struct {
		name, password string
		want           error
	}{
		"right":          {"anna", password, nil},
		"wrong password": {"anna", password + "x", users.ErrLogin},
		"unknown name":   {"berta", password, users.ErrLogin},
	} {
		if _, err := store.Login(c.name, c.password, name); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestFailedLoginsAreSlowedDown(t *testing.T) {
	t.Parallel()
	path := sample(t, "")
	synctest.Test(t, func(t *testing.T) {
		store := open(t, path)
		for range 10 {
			if _, err := store.Bearer("guess", "there"); !errors.Is(err, users.ErrLogin) {
				t.Fatal(err)
			}
		}
		if _, err := store.Login("anna", password, "there"); !errors.Is(err, users.ErrTooMany) {
			t.Errorf("after ten failures: %v", err)
		}
		if _, err := store.Login("anna", password, "elsewhere"); err != nil {
			t.Errorf("from elsewhere: %v", err)
		}
		time.Sleep(6 * time.Second)
		if _, err := store.Login("anna", password, "there"); err != nil {
			t.Errorf("after a pause: %v", err)
		}
	})
}

func TestTokens(t *testing.T) {
	t.Parallel()
	path := sample(t, "")
	token, err := users.NewToken(path, "anna")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), token) {
		t.Errorf("the file has the token, or %v", err)
	}
	store := open(t, path)
	if u, err := store.Bearer(token, "here"); err != nil || u.Name != "anna" {
		t.Errorf("%+v, %v", u, err)
	}
	if _, err := users.NewToken(path, "berta"); !errors.Is(err, users.ErrNoUser) {
		t.Errorf("a token for nobody: %v", err)
	}
}

// A user who is taken out is out at the next request, and a new password ends
// what was begun with the old one.
func TestTheFileCountsAsItIs(t *testing.T) {
	t.Parallel()
	path := sample(t, "")
	store := open(t, path)
	before, err := store.Find("anna")
	if err != nil {
		t.Fatal(err)
	}
	sign, encrypt, err := store.SessionKeys()
	if err != nil || len(sign) != 64 || len(encrypt) != 32 {
		t.Errorf("keys of %d and %d bytes, %v", len(sign), len(encrypt), err)
	}
	if added, err := users.Add(path, "anna", "another password", nil); err != nil || added {
		t.Fatal(added, err)
	}
	if after, err := store.Find("anna"); err != nil || after.Mark() == before.Mark() || after.May(users.Upload) {
		t.Errorf("%+v, %v", after.Roles, err)
	}
	if err := users.Delete(path, "anna"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Find("anna"); !errors.Is(err, users.ErrNoUser) {
		t.Errorf("after she left: %v", err)
	}
}

func TestFilesThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	good, err := os.ReadFile(sample(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"no TOML":         "[[",
		"empty":           "",
		"an unknown key":  string(good) + "color = 1",
		"an unknown role": strings.Replace(string(good), `"upload"`, `"admin"`, 1),
		"no hash":         strings.Replace(string(good), "$2a$", "", 1),
		"a short key":     strings.Replace(string(good), "AAAA", "", 1),
		"a name twice":    string(good) + string(good)[strings.Index(string(good), "[[user]]"):],
		"too large":       string(good) + strings.Repeat("#", 1<<20),
	} {
		if _, err := users.Open(write(t, text)); !errors.Is(err, users.ErrFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if runtime.GOOS == "windows" {
		return
	}
	path := write(t, string(good))
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := users.Open(path); !errors.Is(err, users.ErrFile) {
		t.Errorf("readable for all: %v", err)
	}
}

func TestLimitsForget(t *testing.T) {
	t.Parallel()
	l := users.NewLimits(time.Hour, 1)
	for i := range 30_000 {
		if !l.Take(fmt.Sprint(i)) {
			t.Fatalf("name %d has no act", i)
		}
	}
}

func FuzzFile(f *testing.F) {
	f.Add("session_key = \"\"\n[[user]]\nname = \"anna\"\npassword = \"$2a$04$\"\nroles = [\"upload\"]\n")
	f.Add("user = 1")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := users.Open(write(t, text)); err != nil && !errors.Is(err, users.ErrFile) {
			t.Errorf("%v", err)
		}
	})
}
