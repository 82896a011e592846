package redact_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"handback/capability"
	"handback/device/redact"
)

func TestLine(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"plain":             {"pump: pressure 1013 hPa", "pump: pressure 1013 hPa"},
		"nothing":           {"", ""},
		"prompt":            {"Password: ", "Password: "},
		"after a colon":     {"Password: hunter2 and more", "Password: ***"},
		"after equals":      {"wifi_psk=abc123 ssid=shop", "wifi_psk=*** ssid=shop"},
		"capitals":          {"DB_PASSWORD=x y", "DB_PASSWORD=*** y"},
		"camel case":        {"apiKey = 77", "apiKey = ***"},
		"flag":              {"mount --token abc", "mount --token ***"},
		"flag with equals":  {"--secret=abc -v", "--secret=*** -v"},
		"router":            {"enable secret 5 $1$mERr", "enable secret ***"},
		"JSON":              {`{"password":"a,b","serial":"SN1"}`, `{"password":"***","serial":"SN1"}`},
		"JSON, two":         {`{"pin": "1234", "token": "t"}`, `{"pin": "***", "token": "***"}`},
		"quote left open":   {`token="abc def`, `token="***`},
		"URL":               {"ntp://u:p@host/x?a=1", "ntp://u:***@host/x?a=1"},
		"URL query":         {"http://h/?token=abc&b=2", "http://h/?token=***&b=2"},
		"bearer":            {"Authorization: Bearer abc", "Authorization: ***"},
		"sentence":          {"password is wrong", "password is wrong"},
		"sentence, too":     {"token required.", "token required."},
		"press any key":     {"press any key to continue", "press any key to continue"},
		"keyboard":          {"keyboard: none", "keyboard: none"},
		"pin of a chip":     {"pinctrl: ready", "pinctrl: ready"},
		"colors":            {"pass\x1b[1mword: \x1b[31mx\x1b[0m", "password: ***"},
		"controls":          {"a\x07b\x00c", "abc"},
		"PEM on one line":   {"k -----BEGIN PRIVATE KEY-----AA-----END PRIVATE KEY----- z", "k *** z"},
		"PEM that goes on":  {"k -----BEGIN PRIVATE KEY-----AA", "k ***"},
		"fat arrow":         {"secret => x", "secret => ***"},
		"brackets of a map": {"cfg['password'] = 'x'", "cfg['password'] = '***'"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := redact.Line(c.text); got != c.want {
				t.Errorf("%q became %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestMaskerKnowsSecrets(t *testing.T) {
	var m redact.Masker
	m.Know("")
	m.Know("tr0ub4\tdor")
	for text, want := range map[string]string{
		"nothing of it":              "nothing of it",
		"xtr0ub4\tdorx":              "x***x",
		"as shown: tr0ub4 dor":       "as shown: ***",
		"colored tr0\x1b[1mub4\tdor": "colored ***",
	} {
		if got := m.Line(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestMaskerSeesBlocksOverLines(t *testing.T) {
	var m redact.Masker
	text := "a\n-----BEGIN EC PRIVATE KEY-----\nMHcC\nAQEE\n-----END EC PRIVATE KEY----- b\nc"
	var got []string
	for line := range strings.Lines(text) {
		got = append(got, m.Line(strings.TrimSuffix(line, "\n")))
	}
	if want := "a|***|***|***|*** b|c"; strings.Join(got, "|") != want {
		t.Errorf("got %q", got)
	}
}

// The end of a block can be lost on the line.
func TestABlockWithoutAnEndIsBounded(t *testing.T) {
	var m redact.Masker
	m.Line("-----BEGIN PRIVATE KEY-----")
	for range 256 {
		if got := m.Line("AAAA"); got != redact.Mask {
			t.Fatalf("shows %q", got)
		}
	}
	if got := m.Line("ready"); got != "ready" {
		t.Errorf("still masks: %q", got)
	}
}

func TestAKnownSecretNeverPasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[!-)+-~]{1,12}`).Draw(t, "secret")
		var m redact.Masker
		m.Know(secret)
		text := rapid.String().Draw(t, "before") + secret + rapid.String().Draw(t, "after")
		if got := m.Line(text); strings.Contains(strings.ReplaceAll(got, redact.Mask, ""), secret) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

func FuzzLine(f *testing.F) {
	f.Add("password=\"x")
	f.Add("\x1b]0;t\apin: 1 -----BEGIN X-----")
	f.Add("a://b:c@d token token token=")
	f.Fuzz(func(t *testing.T, text string) {
		got := redact.Line(text)
		if len(got) > 4*capability.MaxPrintable {
			t.Fatalf("%d bytes", len(got))
		}
		for _, r := range got {
			if !unicode.IsGraphic(r) {
				t.Fatalf("%q kept %U", text, r)
			}
		}
	})
}

func TestKeptLinesKeepTheirTabs(t *testing.T) {
	var m redact.Masker
	m.Know("hunter2")
	for text, want := range map[string]string{
		"a\tb\x1b[31m\tc": "a\tb\tc", "x hunter2\ty": "x ***\ty", "a\u3000b": "a\u3000b", "password:\ttiger": "password:\t***", "secret\ttiger": "secret\t***",
		strings.Repeat("a ", 1000): strings.Repeat("a ", 1000),
	} {
		if got := m.Keep(text); got != want {
			t.Errorf("%.40q became %.40q", text, got)
		}
	}
}
