package profile

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

//go:embed *.toml
var files embed.FS

// ErrNoProfile says that there is no built-in profile of a name.
var ErrNoProfile = errors.New("there is no such built-in profile")

// Names are those of the built-in profiles.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = strings.TrimSuffix(entry.Name(), ".toml")
	}
	return names
}

// Source is the text of a built-in profile, or [ErrNoProfile].
func Source(name string) ([]byte, error) {
	text, err := files.ReadFile(name + ".toml")
	if err != nil {
		return nil, fmt.Errorf("%w: %q; there are %s", ErrNoProfile, name, strings.Join(Names(), ", "))
	}
	return text, nil
}

// Builtin is the built-in profile of a name, or [ErrNoProfile].
func Builtin(name string) (*Profile, error) {
	text, err := Source(name)
	if err != nil {
		return nil, err
	}
	return Parse(text)
}

// Load reads the file at a path, or the built-in profile of a name; a file
// whose name could be one has to be given with its folder, as ./name.
func Load(nameOrPath string) (*Profile, error) {
	if !strings.ContainsAny(nameOrPath, `/\.`) {
		return Builtin(nameOrPath)
	}
	text, err := readBounded(nameOrPath)
	if err != nil {
		return nil, err
	}
	p, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", nameOrPath, err)
	}
	return p, nil
}

// readBounded reads no more of a file than shows that it is too long.
func readBounded(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, MaxFile+1))
}
