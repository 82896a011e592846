package secret

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"handback/capability/testkit"
)

const password = "pässword 1"

// TestMain lets the test stand in for a command that prints a secret.
func TestMain(m *testing.M) {
	switch os.Getenv("SECRET_TEST_COMMAND") {
	case "":
		os.Exit(m.Run())
	case "print":
		fmt.Print(password + "\nuser: kim\n")
	case "much":
		fmt.Print(strings.Repeat("x", 1<<20))
	case "nothing":
	case "fail":
		fmt.Print(password)
		fmt.Fprint(os.Stderr, password)
		os.Exit(3)
	case "hang":
		time.Sleep(time.Minute)
	}
}

func command(t *testing.T, what string) Source {
	t.Helper()
	t.Setenv("SECRET_TEST_COMMAND", what)
	return Source{Command: []string{os.Args[0], "--token=" + password}}
}

func file(t *testing.T, text string, mode os.FileMode) Source {
	t.Helper()
	name := filepath.Join(testkit.Dir(t), "secret")
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return Source{File: name}
}

// fetch expects the secret, or an error with the words, that holds no secret.
func fetch(t *testing.T, s Source, words string) {
	t.Helper()
	got, err := s.Fetch(t.Context())
	switch {
	case words == "" && (err != nil || got.Reveal() != password):
		t.Errorf("%v: %q, %v", s, got.Reveal(), err)
	case words != "" && (err == nil || !got.IsZero()):
		t.Errorf("%v: no error", s)
	case words != "" && (!strings.Contains(err.Error(), words) || !strings.Contains(err.Error(), s.String())):
		t.Errorf("%v: the words are %v", s, err)
	case err != nil && strings.Contains(err.Error(), password):
		t.Errorf("%v: the error tells the secret: %v", s, err)
	}
}

func TestFile(t *testing.T) {
	fetch(t, file(t, password, 0o600), "")
	fetch(t, file(t, password+"\r\nmore\n", 0o400), "")
	fetch(t, file(t, "\n"+password, 0o600), "it is empty")
	fetch(t, file(t, "", 0o600), "it is empty")
	fetch(t, file(t, password+"\x00", 0o600), "not text of one line")
	fetch(t, file(t, password+"\xff", 0o600), "not text of one line")
	fetch(t, file(t, strings.Repeat("x", MaxBytes+1), 0o600), "more than 4096 bytes")
	fetch(t, Source{File: testkit.Dir(t)}, "not a regular file")
	fetch(t, Source{File: filepath.Join(testkit.Dir(t), "none")}, "the secret from the file")
	if runtime.GOOS == "windows" {
		return
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o601} {
		s := file(t, password, 0o600)
		if err := os.Chmod(s.File, mode); err != nil {
			t.Fatal(err)
		}
		fetch(t, s, fmt.Sprintf("mode %04o); make it so with: chmod 600", mode))
	}
}

func TestCommand(t *testing.T) {
	fetch(t, command(t, "print"), "")
	fetch(t, command(t, "much"), "more than 4096 bytes")
	fetch(t, command(t, "nothing"), "it is empty")
	fetch(t, command(t, "fail"), "it failed: exit status 3")
	fetch(t, Source{Command: []string{filepath.Join(testkit.Dir(t), "none")}}, "the secret from the command")

	ctx, end := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer end()
	if _, err := command(t, "hang").Fetch(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

// TestShellOnlyForOneText: a list of arguments goes past the shell.
func TestShellOnlyForOneText(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the test speaks to sh")
	}
	t.Setenv("PART", "ssword 1")
	fetch(t, Source{Shell: `printf 'pä%s\n' "$PART"`}, "")
	got, err := Source{Command: []string{"printf", `%s\n`, "$PART; exit 1"}}.Fetch(t.Context())
	if err != nil || got.Reveal() != "$PART; exit 1" {
		t.Errorf("%q, %v", got.Reveal(), err)
	}
}

func TestKeyring(t *testing.T) {
	keyring.MockInit()
	if err := keyring.Set(Service, "kim##site", password); err != nil {
		t.Fatal(err)
	}
	fetch(t, Source{Keyring: "kim##site"}, "")
	fetch(t, Source{Keyring: "lee"}, "holds nothing for it (service handback)")
	keyring.MockInitWithError(errors.New("the keyring is locked"))
	fetch(t, Source{Keyring: "kim##site"}, "locked")
}

func TestSources(t *testing.T) {
	for name, s := range map[string]Source{
		"none":       {},
		"two":        {File: "x", Keyring: "y"},
		"both forms": {Command: []string{"x"}, Shell: "y"},
		"no program": {Command: []string{"", "x"}},
	} {
		if _, err := s.Fetch(t.Context()); !errors.Is(err, ErrSource) {
			t.Errorf("%s: %v", name, err)
		}
		if s.IsZero() != (name == "none") {
			t.Errorf("%s: zero: %v", name, s.IsZero())
		}
	}
	for want, s := range map[string]Source{
		"the keyring's account kim": {Keyring: "kim"},
		"the file /etc/x":           {File: "/etc/x"},
		"the command pass":          {Command: []string{"pass", "show", "x"}},
		"the command for the shell": {Shell: "PASSWORD=x print"},
	} {
		if err := s.Check(); err != nil || s.String() != want {
			t.Errorf("%v: %v", s, err)
		}
	}
}

func FuzzFirstLine(f *testing.F) {
	for _, text := range []string{password + "\r\nmore", "", "\n", "\x00", "\xff", strings.Repeat("x", MaxBytes+1)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := firstLine(text)
		if err == nil && (got == "" || len(got) > MaxBytes || !strings.HasPrefix(text, got) || strings.ContainsAny(got, "\r\n\x00")) {
			t.Errorf("%q gives %q", text, got)
		}
		if err != nil && len(text) > 20 && strings.Contains(err.Error(), text) {
			t.Errorf("the error tells the secret: %v", err)
		}
	})
}

// TestSecretIsNeverPrinted: whatever it is in.
func TestSecretIsNeverPrinted(t *testing.T) {
	s := New(password)
	around := struct {
		Name   string
		Secret Secret
		Other  *Secret
	}{"x", s, &s}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t"} {
		fmt.Fprintf(&out, verb, s)
		fmt.Fprintf(&out, verb, &s)
		fmt.Fprintf(&out, verb, around)
	}
	if err := json.NewEncoder(&out).Encode(around); err != nil {
		t.Fatal(err)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "secret", s, "around", around)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "secret", s, "around", around)
	out.WriteString(fmt.Sprint(errors.New(s.String())))
	for _, leak := range []string{password, "ssword", fmt.Sprintf("%x", password)} {
		if strings.Contains(out.String(), leak) {
			t.Errorf("it is printed: %s", out.String())
		}
	}
}
