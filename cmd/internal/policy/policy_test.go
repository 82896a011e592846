package policy

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/auto"
	"handback/capability/tomlfile"
)

const whole = `devices = ["SN0042", "STRING/X200-7"]
models = ["X200"]
activations = ["ACT-1"]
through = "folder"
folder = "out"
ports = ["/dev/ttyUSB0"]
a-day = 3
persons = ["open", "load-response"]
two-persons = true
lists = "lists"
certificates = "/srv/certificates"
on-event = ["notify", "-q", "-q"]
ask-every = "10s"
reason = "repair"
`

func TestAWholePolicy(t *testing.T) {
	name := filepath.Join(t.TempDir(), "policy.toml")
	if err := os.WriteFile(name, []byte("\ufeff"+whole), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Load(name)
	dir := filepath.Dir(name)
	want := auto.Policy{
		Devices: []string{"SN0042", "STRING/X200-7"}, Models: []string{"X200"}, Activations: []capability.ActivationID{"ACT-1"},
		Through: auto.ByFolder, Folder: filepath.Join(dir, "out"), Ports: []string{"/dev/ttyUSB0"}, ADay: 3,
		Persons: []capability.ActKind{auto.ActOpen, capability.ActLoadResponse}, TwoPersons: true, Lists: filepath.Join(dir, "lists"),
		Certificates: "/srv/certificates", OnEvent: []string{"notify", "-q", "-q"}, AskEvery: 10 * time.Second, Reason: "repair",
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := Load(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := Load(dir); err == nil {
		t.Error("a folder was read")
	}
}

func TestAShortPolicyLeavesTheLoadToAPerson(t *testing.T) {
	got, err := Parse([]byte("devices = ['A']\nthrough = 'stick'\n"))
	want := auto.Policy{
		Devices: []string{"A"}, Through: auto.ByStick, ADay: 10, Persons: []capability.ActKind{capability.ActLoadResponse},
		AskEvery: time.Minute, Reason: "by policy",
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	got, err = Parse([]byte("devices = ['A']\nthrough = 'stick'\npersons = []\n"))
	if err != nil || got.Persons != nil {
		t.Errorf("nothing is left to persons: %+v, %v", got, err)
	}
}

func TestEveryMistakeIsNamed(t *testing.T) {
	base := "devices = ['A']\nthrough = 'portal'\n"
	tests := []struct {
		name, text, key string
		line            int
		says            string
	}{
		{"no TOML", "devices = \n", "", 1, "this is not TOML"},
		{"nothing", "", "", 1, "names nobody"},
		{"no way", "devices = ['A']\n", "", 1, "through is missing"},
		{"unknown key", base + "device = 'A'\n", "device", 3, `"device" is not known`},
		{"unknown table", base + "[x]\ny = 1\n", "x", 3, "not known"},
		{"escape in a key", base + "\"a\\u001b[2J\" = 1\n", "a[2J", 3, "not known"},
		{"one text", "devices = 'A'\nthrough = 'portal'\n", "devices", 1, "takes a list of 1 to"},
		{"empty list", "devices = []\nthrough = 'portal'\n", "devices", 1, "takes a list of 1 to"},
		{"empty entry", "devices = ['']\nthrough = 'portal'\n", "devices", 1, "entry 1"},
		{"number in a list", "devices = ['A', 7]\nthrough = 'portal'\n", "devices", 1, "entry 2"},
		{"twice", "devices = ['A', 'A']\nthrough = 'portal'\n", "devices", 1, "twice"},
		{"escape in a value", "devices = [\"\\u001b[2J\"]\nthrough = 'portal'\n", "devices", 1, "can be shown"},
		{"unknown way", "devices = ['A']\nthrough = 'mail'\n", "through", 2, `takes one of ["portal" "stick" "folder"]`},
		{"no folder", "devices = ['A']\nthrough = 'folder'\n", "through", 2, "folder is missing"},
		{"folder beside a portal", base + "folder = 'x'\n", "folder", 3, "means nothing"},
		{"portal beside a stick", "devices = ['A']\nthrough = 'stick'\nportal = 'x'\n", "portal", 3, "means nothing"},
		{"activation", base + "activations = ['a b']\n", "activations", 3, "not printable"},
		{"none a day", base + "a-day = 0\n", "a-day", 3, "a number from 1"},
		{"many a day", base + "a-day = 9999999\n", "a-day", 3, "a number from 1"},
		{"no act", base + "persons = ['load']\n", "persons", 3, `"load", which is no act`},
		{"lists alone", base + "lists = 'x'\n", "lists", 3, "two-persons"},
		{"two persons without lists", base + "two-persons = true\n", "two-persons", 3, "lists is missing"},
		{"maybe", base + "two-persons = 'maybe'\n", "two-persons", 3, "true or false"},
		{"too often", base + "ask-every = '1ms'\n", "ask-every", 3, `a time from "5s"`},
		{"no time", base + "ask-every = 5\n", "ask-every", 3, "a time from"},
		{"a shell's line", base + "on-event = 'notify -q'\n", "on-event", 3, "takes a list"},
		{"endless", "#" + strings.Repeat("x", MaxFile), "", 1, "at most"},
	}
	for _, tt := range tests {
		_, err := Parse([]byte(tt.text))
		faults, ok := errors.AsType[tomlfile.Faults](err)
		if !ok || len(faults.All) == 0 || !errors.Is(err, ErrPolicy) {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		found := false
		for _, f := range faults.All {
			found = found || f.Key == tt.key && f.Line == tt.line && strings.Contains(f.Text, tt.says)
		}
		if !found {
			t.Errorf("%s: %+v", tt.name, faults)
		}
	}
}

func TestAllMistakesComeAtOnceInTheOrderOfTheFile(t *testing.T) {
	_, err := Parse([]byte("a-day = 'x'\nthrough = 'mail'\nspeed = 1\ndevices = []\n"))
	faults, _ := errors.AsType[tomlfile.Faults](err)
	var keys []string
	for _, f := range faults.All {
		keys = append(keys, f.Key)
	}
	if want := []string{"a-day", "through", "speed", "devices"}; !reflect.DeepEqual(keys, want) {
		t.Errorf("%v: %v", keys, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(whole)
	f.Add("a.b = [1, {c = 2}]\n[devices]\nthrough = 1979-05-27")
	f.Add("persons = [[]]\nTHROUGH = 'stick'")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse([]byte(text))
		faults, ok := errors.AsType[tomlfile.Faults](err)
		if err != nil && (!ok || len(faults.All) == 0) {
			t.Fatal(err)
		}
		for _, fault := range faults.All {
			if capability.Printable(fault.Text) != fault.Text || fault.Line < 1 {
				t.Fatalf("%+v", fault)
			}
		}
		if err == nil && (p.ADay < 1 || p.Through == "" || len(p.Devices)+len(p.Models) == 0 || p.AskEvery < minAskEvery) {
			t.Fatalf("%+v", p)
		}
	})
}
