package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/plainfile"
	"handback/capability/signature"
)

// DefaultPath is where the configuration lies unless another file is named:
// handback/handback.toml in the user's configuration folder.
func DefaultPath() (string, error) {
	dir, err := os.UserConfigDir()
	return filepath.Join(dir, "handback", "handback.toml"), err
}

// Load reads the file of that name, or the one at [DefaultPath] when name is empty,
// which may be missing: that, or a user without a folder for it, is the
// [Default]. What is wrong with the file, or with the list of signers that it
// names, is a *[capability.FileFault].
func Load(name string) (Config, error) {
	if name != "" {
		return load(name)
	}
	name, err := DefaultPath()
	if err != nil {
		return Default(), nil
	}
	c, err := load(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Default(), nil
	}
	return c, err
}

func load(name string) (Config, error) {
	f, err := os.Open(name)
	if err != nil {
		return Default(), fmt.Errorf("reading the configuration: %w", err)
	}
	defer f.Close()
	c, err := Parse(f)
	if fault, ok := errors.AsType[*capability.FileFault](err); ok {
		fault.File = name
		return c, fault
	}
	if err != nil {
		return c, fmt.Errorf("reading the configuration %s: %w", name, err)
	}
	if c, err = c.from(filepath.Dir(name)); err != nil {
		return Default(), err
	}
	if c.Signers, err = readSigners(c.Trusted); err != nil {
		return Default(), err
	}
	return c, nil
}

// from makes the paths absolute.
func (c Config) from(dir string) (Config, error) {
	for _, p := range c.paths() {
		rest, home := strings.CutPrefix(*p.value, "~/")
		var err error
		switch {
		case *p.value == "":
			continue
		case home:
			var start string
			start, err = os.UserHomeDir()
			*p.value = filepath.Join(start, rest)
		case !filepath.IsAbs(*p.value):
			*p.value, err = filepath.Abs(filepath.Join(dir, *p.value))
		}
		if err != nil {
			return Default(), fmt.Errorf("%s in the configuration: %w", p.key, err)
		}
	}
	return c, nil
}

// readSigners reads the list of trusted signers; times in it are those of this
// laptop unless they say UTC. Without a name nobody is trusted. What is wrong
// with the list is a *[capability.FileFault] of [signature.ErrSigners].
func readSigners(name string) (signature.Signers, error) {
	if name == "" {
		return signature.Signers{}, nil
	}
	text, err := plainfile.Open(name, &capability.FileFault{File: name, Err: fmt.Errorf("%w: it is no file", signature.ErrSigners)})
	if err != nil {
		return signature.Signers{}, fmt.Errorf("reading the trusted signers: %w", err)
	}
	defer text.Close()
	l, err := signature.ReadSigners(text, time.Local)
	if at, ok := errors.AsType[*signature.LineError](err); ok {
		return l, &capability.FileFault{File: name, Line: at.Line, Err: at.Err}
	}
	if err != nil {
		return l, fmt.Errorf("reading the trusted signers %s: %w", name, err)
	}
	return l, nil
}
