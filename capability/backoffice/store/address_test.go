package store

import (
	"errors"
	"strings"
	"testing"
)

// FuzzAddress: whatever --db says, it is understood or an error, and a password
// is in neither.
func FuzzAddress(f *testing.F) {
	for _, seed := range []struct{ before, after string }{
		{"postgres://portal:", "@127.0.0.1:1/books"},
		{"postgres://127.0.0.1:1/books?user=portal&password=", ""},
		{"postgresql://portal:", "@127.0.0.1:one/books"},
		{"postgres://portal:", "%zz@127.0.0.1:1/books"},
		{"postgres://portal:x@", "@127.0.0.1:1/books"},
		{"postgres://portal:", " @[::1/books"},
		{"postgres://portal:1/", "@127.0.0.1:1/books"},
		{"postgres:///books?host=/run&passfile=", "&connect_timeout=soon"},
		{"postgres://portal@127.0.0.1/books?sslmode=maybe&password=", "&sslpassword=1"},
		{"postgresql://?", "="},
	} {
		f.Add(seed.before, seed.after)
	}
	const secret = "hunter2"
	f.Fuzz(func(t *testing.T, before, after string) {
		address := before + secret + after
		if !isPostgres(address) || strings.Contains(before+after, secret) {
			return
		}
		k, err := newPostgres(address)
		if err != nil {
			if !errors.Is(err, ErrAddress) {
				t.Errorf("%q: %v, want ErrAddress", address, err)
			}
			if authority, _, _ := strings.Cut(before, "@"); strings.Contains(authority, ":") && strings.HasPrefix(after, "@") && strings.Contains(err.Error(), secret) {
				t.Errorf("%q: the password is in %v", address, err)
			}
			return
		}
		if k.(postgres).config.Password == secret && strings.Contains(k.String(), secret) {
			t.Errorf("%q: the password is in %s", address, k)
		}
	})
}
