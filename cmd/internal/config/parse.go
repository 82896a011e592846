package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"handback/capability"

	"github.com/pelletier/go-toml/v2"
)

// MaxFile is the most that a configuration file may have, in bytes.
const MaxFile = 64 << 10

// ErrSyntax says that the file is no TOML.
var ErrSyntax = errors.New("this is not TOML")

// document is the file's form.
type document struct {
	Config
	Stick   stickTable        `toml:"stick"`
	Portal  *Portal           `toml:"portal"`
	Portals map[string]Portal `toml:"portals"`
}

// Parse reads a configuration. What is wrong with it is a *[capability.FileFault]; the paths
// stay as they are written.
func Parse(r io.Reader) (Config, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return Default(), err
	}
	if len(text) > MaxFile {
		return Default(), &capability.FileFault{Err: fmt.Errorf("%w: a configuration has at most %d bytes", capability.ErrFileTooLarge, MaxFile)}
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // as Windows editors begin a file
	d := document{Config: Default()}
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&d); err != nil {
		return Default(), faultOf(err)
	}
	c := d.Config
	if c.Stick, err = d.Stick.policy(); err == nil {
		c.Portals, err = d.collect()
	}
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return Default(), &capability.FileFault{Err: err}
	}
	return c, nil
}

// faultOf tells in which line and column the decoder stopped; of several
// unknown keys, at the first.
func faultOf(err error) error {
	if unknown, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(unknown.Errors) > 0 {
		first := unknown.Errors[0]
		line, column := first.Position()
		key := capability.Printable(strings.Join(first.Key(), "."))
		return &capability.FileFault{Line: line, Column: column, Err: fmt.Errorf("%w: %q", capability.ErrUnknownKey, key)}
	}
	at, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return &capability.FileFault{Err: fmt.Errorf("%w: %s", ErrSyntax, shown(err))}
	}
	line, column := at.Position()
	if key := at.Key(); len(key) > 0 {
		return &capability.FileFault{Line: line, Column: column, Err: impossible(keyOf(key))}
	}
	return &capability.FileFault{Line: line, Column: column, Err: fmt.Errorf("%w: %s", ErrSyntax, shown(at))}
}

// keyOf names a key of a table with its table; what lies deeper belongs to it. The
// keys of every portal are those of [portal].
func keyOf(key toml.Key) string {
	if key[0] == "portals" && len(key) > 2 {
		key = toml.Key{"portal", key[2]}
	}
	return strings.Join(key[:min(len(key), 2)], ".")
}

// shown is the decoder's own text without its name, fit to be shown.
func shown(err error) string {
	return capability.Printable(strings.TrimPrefix(err.Error(), "toml: "))
}
