package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/signature"
)

const signer = "kim@example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKtlu8Tfd1g5HQWLtf1iRHWNLCqeafvwiVwCz1hUKHpq\n"

// beside writes a list of signers beside the configuration.
func beside(t *testing.T, configuration, text string) (list string) {
	t.Helper()
	list = filepath.Join(filepath.Dir(configuration), "signers")
	if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestTrustedSignersAreRead(t *testing.T) {
	name := put(t, "trusted-signers = 'signers'\n")
	list := beside(t, name, "# ours\n"+signer)
	c, err := Load(name)
	if err != nil || c.Trusted != list || reflect.DeepEqual(c.Signers, signature.Signers{}) {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestBadSignersAreNamed(t *testing.T) {
	name := put(t, "trusted-signers = 'signers'\n")
	if c, err := Load(name); !errors.Is(err, fs.ErrNotExist) || !reflect.DeepEqual(c, Default()) {
		t.Errorf("no list: %v", err)
	}
	list := beside(t, name, signer+"\nlee nonsense\n")
	_, err := Load(name)
	var f *capability.FileFault
	if !errors.As(err, &f) || f.File != list || f.Line != 3 || !errors.Is(err, signature.ErrSigners) || !strings.HasPrefix(err.Error(), list+" line 3: ") {
		t.Errorf("bad line: %v", err)
	}
	if err := errors.Join(os.Remove(list), os.Mkdir(list, 0o700)); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(name); !errors.As(err, &f) || f.File != list || f.Line != 0 {
		t.Errorf("a folder: %v", err)
	}
}
