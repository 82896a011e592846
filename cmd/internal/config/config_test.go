package config

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"handback/capability"
	"handback/capability/signature"
)

const whole = `# the workshop's laptop
confirmation = "skipped"
operator = "kim"
signing-key = "~/keys/handback"
trusted-signers = "signers"
slip-template = "slip.txt"
state = "/srv/handback"
group = 0x4C44
baud = 9600
line-buffers = 2

[stick]
serials = ["60A44C413FAE", "07AF"]
release = "required"
scan-record = true
`

func TestWholeFile(t *testing.T) {
	want := Config{
		Confirmation: capability.ConfirmationSkipped, Operator: "kim", SigningKey: "~/keys/handback", Trusted: "signers",
		SlipTemplate: "slip.txt", State: "/srv/handback", Group: 0x4C44, Baud: 9600, LineBuffers: 2,
		Stick: capability.SitePolicy{Serials: []string{"60A44C413FAE", "07AF"}, Release: true, ScanRecord: true},
	}
	for _, text := range []string{whole, "\ufeff" + whole, strings.ReplaceAll(whole, "\n", "\r\n")} {
		if got, err := Parse(strings.NewReader(text)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v", got, err)
		}
	}
}

func TestWhatIsLeftOutIsTheDefault(t *testing.T) {
	for _, text := range []string{"", "# nothing\n"} {
		if got, err := Parse(strings.NewReader(text)); err != nil || !reflect.DeepEqual(got, Default()) {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	got, err := Parse(strings.NewReader(`operator = "kim"`))
	if err != nil || got.Confirmation != capability.ConfirmationUnknown || got.Operator != "kim" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestFaultsSayWhere(t *testing.T) {
	tests := []struct {
		name, text   string
		line, column int
		want         error
		says         string
	}{
		{"unknown key", "baud = 9600\n  opertor = 'kim'\n", 2, 3, capability.ErrUnknownKey, `"opertor"`},
		{"unknown table", "[gate]\nurl = 'x'\n", 1, 2, capability.ErrUnknownKey, "gate"},
		{"key in another spelling", "signing_key = 'x'\n", 1, 1, capability.ErrUnknownKey, "signing_key"},
		{"escape in an unknown key", "\"a\\u001b[2J\" = 1\n", 1, 1, capability.ErrUnknownKey, "a[2J"},
		{"no TOML", "operator = \n", 1, 0, ErrSyntax, ""},
		{"wrong type", "\nbaud = 'fast'\n", 2, 8, ErrValue, "baud takes a number from 300"},
		{"group too high", "group = 70000\n", 1, 9, ErrValue, "65535"},
		{"key twice", "baud = 9600\nbaud = 9600\n", 2, 1, ErrValue, "once"},
		{"table in place of a value", "[state]\nx = 1\n", 1, 2, ErrValue, "state takes a path"},
		{"unknown policy", "confirmation = 'maybe'\n", 0, 0, ErrValue, `"skipped"`},
		{"empty policy", "confirmation = ''\n", 0, 0, ErrValue, `"skipped"`},
		{"reserved group", "group = 8\n", 0, 0, ErrValue, "64"},
		{"standing still", "baud = -1\n", 0, 0, ErrValue, "baud takes"},
		{"too many line buffers", "line-buffers = 65\n", 0, 0, ErrValue, "line-buffers takes a number from 1 to 64"},
		{"escape in the operator", `operator = "\u001b[2J"`, 0, 0, ErrValue, "operator"},
		{"unknown key of a table", "[stick]\nserial = ['a']\n", 2, 1, capability.ErrUnknownKey, `"stick.serial"`},
		{"serial number alone", "[stick]\nserials = 'a'\n", 2, 0, ErrValue, "stick.serials takes a list"},
		{"number among serial numbers", "[stick]\nserials = ['a', 7]\n", 2, 0, ErrValue, "stick.serials takes a list"},
		{"empty serial number", "[stick]\nserials = [' ']\n", 0, 0, ErrValue, "stick.serials takes a list"},
		{"no serial number", "[stick]\nserials = []\n", 0, 0, ErrValue, "1 to"},
		{"unknown release", "[stick]\nrelease = 'maybe'\n", 0, 0, ErrValue, `"required" or`},
		{"empty release", "[stick]\nrelease = ''\n", 0, 0, ErrValue, `"required" or`},
		{"unclear scan record", "[stick]\nscan-record = 'yes'\n", 2, 0, ErrValue, "true or false"},
		{"stick without a table", "stick = 1\n", 1, 0, ErrValue, "stick takes a table"},
		{"endless path", "state = '" + strings.Repeat("x", maxPath+1) + "'\n", 0, 0, ErrValue, "state"},
		{"endless file", strings.Repeat("#", MaxFile+1), 0, 0, capability.ErrFileTooLarge, ""},
	}
	for _, tt := range tests {
		c, err := Parse(strings.NewReader(tt.text))
		var f *capability.FileFault
		if !errors.As(err, &f) || !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) || !reflect.DeepEqual(c, Default()) {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if f.Line != tt.line || tt.column > 0 && f.Column != tt.column {
			t.Errorf("%s: line %d, column %d: %v", tt.name, f.Line, f.Column, err)
		}
	}
}

func TestReadingErrorComesThrough(t *testing.T) {
	if _, err := Parse(iotest.ErrReader(io.ErrUnexpectedEOF)); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
}

// put writes a configuration into a folder of its own.
func put(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "handback.toml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestPathsStartInTheFolderOfTheFileOrAtHome(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	absolute := filepath.Join(home, "state")
	name := put(t, "signing-key = '~/keys/handback'\nslip-template = 'slip.txt'\nstate = '"+absolute+"'\n")
	c, err := Load(name)
	want := Config{
		Confirmation: capability.ConfirmationUnknown, SigningKey: filepath.Join(home, "keys", "handback"),
		SlipTemplate: filepath.Join(filepath.Dir(name), "slip.txt"), State: absolute,
	}
	if err != nil || !reflect.DeepEqual(c, want) {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestMissingFileIsTheDefaultUnlessItWasNamed(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "AppData"} {
		t.Setenv(name, home)
	}
	if c, err := Load(""); err != nil || !reflect.DeepEqual(c, Default()) {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := Load(filepath.Join(home, "none.toml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that was named: %v", err)
	}
	place, err := DefaultPath()
	if err != nil || !strings.HasPrefix(place, home) || filepath.Base(place) != "handback.toml" {
		t.Fatalf("%s, %v", place, err)
	}
	if err := errors.Join(os.MkdirAll(filepath.Dir(place), 0o700), os.WriteFile(place, []byte("baud = 9600"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if c, err := Load(""); err != nil || c.Baud != 9600 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestUserWithoutAFolderGetsTheDefault(t *testing.T) {
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "AppData"} {
		t.Setenv(name, "")
	}
	if c, err := Load(""); err != nil || !reflect.DeepEqual(c, Default()) {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestFaultNamesTheFile(t *testing.T) {
	name := put(t, "\nspeed = 1\n")
	_, err := Load(name)
	var f *capability.FileFault
	if !errors.As(err, &f) || f.File != name || err.Error() != name+` line 2, column 1: this key is not known: "speed"` {
		t.Error(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(whole)
	f.Add("[a]\nb = [1, {c = 2}]\n")
	f.Add("confirmation = 'maybe'")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse(strings.NewReader(text))
		var fault *capability.FileFault
		if err == nil && c.check() != nil || err != nil && !errors.As(err, &fault) {
			t.Fatalf("%+v, %v", c, err)
		}
		if err != nil && capability.Printable(err.Error()) != err.Error() && len(err.Error()) < capability.MaxPrintable {
			t.Fatalf("%q would be obeyed by a terminal", err)
		}
	})
}

const signer = "kim@example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKtlu8Tfd1g5HQWLtf1iRHWNLCqeafvwiVwCz1hUKHpq\n"

// writeSigners writes a list of signers next to the configuration.
func writeSigners(t *testing.T, configuration, text string) (list string) {
	t.Helper()
	list = filepath.Join(filepath.Dir(configuration), "signers")
	if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestTrustedSignersAreRead(t *testing.T) {
	name := put(t, "trusted-signers = 'signers'\n")
	list := writeSigners(t, name, "# ours\n"+signer)
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
	list := writeSigners(t, name, signer+"\nlee nonsense\n")
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
