package profile

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/testkit"
	"handback/capability/tomlfile"
)

// with is the simulated device's profile with a text replaced.
func with(t testing.TB, old, replacement string) []byte {
	t.Helper()
	text, err := Source("handback-sim")
	if err != nil {
		t.Fatal(err)
	}
	if old != "" && !strings.Contains(string(text), old) {
		t.Fatalf("the profile holds no %q", old)
	}
	return []byte(strings.Replace(string(text), old, replacement, 1))
}

func TestFaultsSayWhereAndWhat(t *testing.T) {
	tests := map[string]struct{ old, replacement, says string }{
		"no TOML":                 {"format = 1", "format = ", "this is not TOML"},
		"another format":          {"format = 1", "format = 2", "format takes a number from 1 to 1"},
		"missing table":           {"[load]", "[unload]", "load is missing"},
		"unknown key":             {`clear = "\u0015"`, `clean = "\u0015"`, `the key "clean" is not known here`},
		"unknown table":           {"[load]", "[extra]\n[load]", `the key "extra" is not known here`},
		"escape in a key":         {"[load]", "\"a\\u001b[2J\" = 1\n[load]", `the key "a[2J"`},
		"wrong type":              {"quoted = true", "quoted = 1", "quoted takes true or false"},
		"rate":                    {"9600]", "96]", "rates takes a number from 300 to 12000000"},
		"bad expression":          {`'^login: $'`, `'^login: ($'`, "user-prompt is no regular expression: missing closing )"},
		"huge expression":         {`'^login: $'`, `'(a{50}){50}{9}'`, "user-prompt"},
		"repetition":              {`'^login: $'`, `'a{101}'`, "repeats something more than 100 times"},
		"long expression":         {`'^login: $'`, `'` + strings.Repeat("a", MaxPattern+1) + `'`, "1 to 512 bytes"},
		"group without a meaning": {"(?P<vendor>", "(?P<vendr>", `match has the group "vendr", which means nothing here`},
		"group that lacks":        {"(?P<total>", "(", "total lacks the group (?P<total>...)"},
		"nothing finds the host":  {`(?P<host>\S+)`, `\S+`, "[identity] finds no host"},
		"unknown placeholder":     {"get {name}", "get {file}", "send has {file}, which stands for nothing here; possible are name, size, sha256"},
		"control character":       {"get {name}", "get\\u0003 {name}", "send holds a control character"},
		"unknown way":             {`by = "base64"`, `by = "zmodem"`, `by takes one of ["base64" "hex" "xmodem-1k" "ymodem"]`},
		"time":                    {`time = "unix"`, `time = "yesterday"`, `time takes "unix", or how`},
		"duration":                {"setup =", "time = \"5\"\nsetup =", `time takes a time from "0s" to "1h0m0s"`},
		"both ways of an order":   {"add =", "item = \"{id}\"\nadd =", "either add"},
		"refusal's code":          {"[[refusals]]", "[[refusals]]\ncode = \"tired\"", `code takes one of "unknown", "bad signature"`},
		"a password":              {`logout = "exit"`, `password = "geheim"`, `the key "password" is not known here`},
		"wrap without an end":     {"setup =", "wrap = \"{command}\"\nsetup =", "[shell] lacks the key done"},
		"mark without a number":   {"setup =", "wrap = \"{command}\"\ndone = \"END\"\nsetup =", "done needs {n}"},
		"text in place of tables": {"[busy]", "[other]", "other"},
		"value in place of table": {`pager = { match = '^--More--', send = " " }`, "pager = 3", "shell.pager takes a table"},
		"key of a second refusal": {"[[refusals]]", "[[refusals]]\nmatch = 'x'\n[[refusals]]\nstatus = 0", "status takes a number from 1 to 255"},
	}
	for name, tt := range tests {
		_, err := Parse(with(t, tt.old, tt.replacement))
		var faults tomlfile.Faults
		if !errors.As(err, &faults) || !errors.Is(err, ErrProfile) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, f := range faults.All {
			if f.Line < 1 || f.Column < 1 {
				t.Errorf("%s: %s", name, f)
			}
		}
	}
}

func TestEveryMistakeIsToldInTheOrderOfTheFile(t *testing.T) {
	_, err := Parse([]byte("format = 1\ntitle = 'x'\n[line]\nspeed = 3\n  width = 'w'\n[wake]\nquiet = '1h'\n" +
		"[[wake.answers]]\nmatch = '('\n[load]\nsend = ['a {x}', 3]\n"))
	var faults tomlfile.Faults
	if !errors.As(err, &faults) {
		t.Fatal(err)
	}
	var told []string
	for _, f := range faults.All {
		if f.Line > 1 {
			told = append(told, fmt.Sprintf("%d:%d %.30s", f.Line, f.Column, f.Text))
		}
	}
	want := []string{
		`4:1 the key "speed" is not known h`, "5:3 width takes a number from 4 to", `7:1 quiet takes a time from "0s" t`,
		"8:3 [wake.answers] lacks the key s", "9:1 match is no regular expression", "11:1 send takes a text or a list of",
	}
	if !slices.Equal(told, want) {
		t.Errorf("%q, want %q: %v", told, want, err)
	}
}

func TestFillQuotesWhatAShellWouldRead(t *testing.T) {
	hostile := map[string]string{"id": "A;rm -rf $HOME'`x`"}
	if got, err := Template("x {id}").Fill(hostile, true); err != nil || got != `x 'A;rm -rf $HOME'\''`+"`x`'" {
		t.Errorf("%s, %v", got, err)
	}
	for _, value := range []string{"A;B", "-option", "", "a b", "é", "$x"} {
		if got, err := Template("x {id}").Fill(map[string]string{"id": value}, false); !errors.Is(err, ErrUnsafe) {
			t.Errorf("%q: %q, %v", value, got, err)
		}
	}
	if _, err := Template("x {id}").Fill(map[string]string{"id": "a\rb"}, true); !errors.Is(err, ErrUnsafe) {
		t.Error(err)
	}
}

func TestExtractFromJSON(t *testing.T) {
	x := Extract{JSON: map[string]string{"id": "activationId", "count": "rights.0.n"}, Rows: "data.list"}
	lines := []string{"# status", `{"data": {"list": [{"activationId": "A", "rights": [{"n": 3}]},`, `{"activationId": "B"}]}}`, "# "}
	rows, err := x.Lists(lines)
	if err != nil || len(rows) != 2 || rows[0]["id"] != "A" || rows[0]["count"] != "3" || rows[1]["id"] != "B" {
		t.Errorf("%v, %v", rows, err)
	}
	for _, bad := range [][]string{lines[:2], {"nothing"}, {`{"data": 3}`}, {"[1, 2"}, {`{"data":{"list":[{"activationId": []}]}}`}} {
		if rows, err := x.Lists(bad); !errors.Is(err, ErrAnswer) {
			t.Errorf("%q: %v, %v", bad, rows, err)
		}
	}
}

func TestValuesAndRefusals(t *testing.T) {
	v := Values{Time: "2006-01-02", Never: "permanent", None: "-", Quoted: true}
	if at, err := v.Moment("2027-03-01"); err != nil || at.Format("2006-01-02 MST") != "2027-03-01 UTC" {
		t.Errorf("%v, %v", at, err)
	}
	for _, none := range []string{"permanent", "-", ""} {
		if at, err := v.Moment(none); err != nil || !at.IsZero() {
			t.Errorf("%q: %v, %v", none, at, err)
		}
	}
	for _, bad := range []string{"1.3.2027", "9"} {
		if _, err := v.Moment(bad); !errors.Is(err, ErrAnswer) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if text, err := v.Text(`"a\"b"`); err != nil || text != `a"b` {
		t.Errorf("%q, %v", text, err)
	}
	p, err := Parse(with(t, "", ""))
	if err != nil {
		t.Fatal(err)
	}
	if no := p.Refusals[0].Refused("error 4: older", 0); no == nil || no.Code != capability.Stale || no.Text != "older" {
		t.Errorf("%+v", no)
	}
	if no := p.Refusals[0].Refused("no error", 0); no != nil {
		t.Errorf("%+v", no)
	}
}

func FuzzParse(f *testing.F) {
	var built [][]byte
	add := func(e testkit.Edit) { f.Add(e.Of, e.At, e.Cut, e.Piece) }
	for i, name := range Names() {
		text, err := Source(name)
		if err != nil {
			f.Fatal(err)
		}
		built = append(built, text)
		add(testkit.Edit{Of: uint8(i)})
	}
	add(testkit.Whole("a.b = 1\n[a]\nc = {d = [1, {e = 2}]}\n[[x.y]]\n[x.y.z]\n"))
	add(testkit.Whole("[" + strings.Repeat("long", 40) + "]\n"))
	add(testkit.Whole("[line]\nrates = [1_000, 0x10]\n[shell]\nprompt = '('\n"))
	f.Fuzz(func(t *testing.T, of uint8, at, cut uint16, piece []byte) {
		text := testkit.Edit{Of: of, At: at, Cut: cut, Piece: piece}.Apply(built...)
		p, err := Parse(text)
		var faults tomlfile.Faults
		if (p == nil) != (err != nil) || err != nil && (!errors.As(err, &faults) || len(faults.All) == 0) {
			t.Fatalf("%+v, %v", p, err)
		}
		for _, fault := range faults.All {
			if fault.Line < 1 || fault.Column < 1 || fault.Line > 1+strings.Count(string(text), "\n") {
				t.Fatalf("%+v", fault)
			}
			if capability.Printable(fault.Text) != fault.Text {
				t.Fatalf("%q would be obeyed by a terminal", fault.Text)
			}
		}
	})
}

func TestProfileOfADeviceThatSpeaksSMP(t *testing.T) {
	const text = "format = 1\ntitle = 'X200'\nprotocol = 'smp'\n[line]\nrates = [9600]\nline-buffers = 2\n"
	p, err := Parse([]byte(text))
	if err != nil || !p.SMP || p.Line.Buffers != 2 || p.Line.Rates[0] != 9600 {
		t.Errorf("%+v, %v", p, err)
	}
	for what, bad := range map[string]string{
		`protocol takes one of ["console" "smp"]`:  strings.Replace(text, "'smp'", "'snmp'", 1),
		"line-buffers takes a number from 1 to 64": strings.Replace(text, "= 2", "= 0", 1),
		`the key "shell" is not known here`:        text + "[shell]\nprompt = '> '\n",
		`the key "line-buffers" is not known here`: string(with(t, "[line]\n", "[line]\nline-buffers = 2\n")),
	} {
		if _, err := Parse([]byte(bad)); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%v, want %s", err, what)
		}
	}
}
