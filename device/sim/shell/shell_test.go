package shell_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/device/sim/shell"
	"handback/device/station"
)

func TestCommands(t *testing.T) {
	s := newStation()
	s.Held = []capability.License{
		{ActivationID: "A-1", Feature: "Größe \x1b", Version: "2.0", Count: 3},
		{ActivationID: "A-2", Feature: "b c", Version: "1", Count: 1, Expires: time.Unix(5000, 0)},
	}
	request := fmt.Sprintf("request %s 7 %s\r\n", station.RequestFile, capability.DigestOf([]byte("request")))
	at(t, s, shell.Options{}, func(term *terminal) {
		if got := term.hears(); got != shell.DefaultPrompt {
			t.Errorf("begins with %q", got)
		}
		for _, c := range []struct{ command, want string }{
			{"", ""},
			{"version", "X200 2.0\r\n"},
			{"lic info", "vendor: \"A\\x1b[2J\"\r\nmodel: \"X200\"\r\nserial: \"SN1\"\r\nfirmware: \"2.0\"\r\nhost: STRING h\r\nclock: 1000\r\nlast: -\r\n"},
			{"lic list", "A-1 3 permanent \"2.0\" \"Gr\\u00f6\\u00dfe \\x1b\"\r\nA-2 1 5000 \"1\" \"b c\"\r\n2 licenses\r\n"},
			{"lic last", "none\r\n"},
			{"lic status", "idle\r\n"},
			{"lic request return", "error 8: the order is empty\r\n"},
			{"lic order A-1", "error 1: usage: lic order clear | lic order ID COUNT\r\n"},
			{"lic order A-1 -1", "error 8: -1\r\n"},
			{"lic order A-1 2", "ordered A-1 2\r\n"},
			{"lic order A-2 0", "ordered A-2 0\r\n"},
			{"lic order A-1 0", "ordered A-1 0\r\n"},
			{"lic request return", request},
			{"lic last", request},
			{"lic status", request},
			{"lic request return", "error 8: the order is empty\r\n"},
			{"lic request all", "error 1: usage: lic request return|confirm\r\n"},
			{"get /absent hex", "error 11: /absent: there is no such file\r\n"},
			{"get " + station.RequestFile + " hex", "72657175657374\r\n.\r\n"},
			{"get " + station.RequestFile + " base64", "cmVxdWVzdA==\r\n.\r\n"},
			{"get " + station.RequestFile + " kermit", "error 1: kermit is no form\r\n"},
			{"lic load /absent 00", "error 11: SHA-256 has 64 hexadecimal digits, not 2\r\n"},
			{"make coffee", "error 1: no such command: make; try help\r\n"},
			{"lic", "error 1: no such command: lic; try help\r\n"},
			{"set paging maybe", "error 1: usage: set paging on|off\r\n"},
		} {
			if got := term.answers(c.command); got != c.want {
				t.Errorf("%q says %q, want %q", c.command, got, c.want)
			}
		}
	})
	if want := []capability.Line{{ActivationID: "A-2"}, {ActivationID: "A-1"}}; !slices.Equal(s.Lines, want) {
		t.Errorf("made %v, want %v", s.Lines, want)
	}
}

func TestHelpNamesEveryCommand(t *testing.T) {
	at(t, newStation(), shell.Options{}, func(term *terminal) {
		help := term.answers("help")
		for _, name := range []string{"lic info", "lic list", "lic order", "lic request", "lic status", "lic last", "lic load", "get ", "put ", "set paging", "version", "exit"} {
			if !strings.Contains(help, name) {
				t.Errorf("the help does not tell of %q", name)
			}
		}
	})
}

func TestABusyDevice(t *testing.T) {
	s := newStation()
	s.Busy = 2
	at(t, s, shell.Options{}, func(term *terminal) {
		for _, c := range []struct{ command, begins string }{
			{"lic request confirm", "busy 0\r\n"},
			{"lic status", "busy 50\r\n"},
			{"lic status", "busy 50\r\n"},
			{"lic status", "request " + station.RequestFile + " 7 "},
		} {
			if got := term.answers(c.command); !strings.HasPrefix(got, c.begins) {
				t.Errorf("%q says %q, want %q", c.command, got, c.begins)
			}
		}
	})
}

func TestLogin(t *testing.T) {
	o := shell.Options{User: "service", Password: "s3cret", Banner: "Welcome\nx200> is the prompt"}
	at(t, newStation(), o, func(term *terminal) {
		for _, c := range []struct{ keys, want string }{
			{"", "login: "},
			{"\r", "\r\nlogin: "},
			{"root\r", "root\r\nPassword: "},
			{"s3cret\r", "\r\nLogin incorrect\r\nlogin: "},
			{"service\r", "service\r\nPassword: "},
			{"wrong\r", "\r\nLogin incorrect\r\nlogin: "},
			{"service\n", "service\r\nPassword: "},
			{"s3cret\r\n", "\r\nWelcome\r\nx200> is the prompt\r\nx200> "},
			{"exit\r", "exit\r\nlogin: "},
		} {
			if got := term.types(c.keys); got != c.want {
				t.Errorf("%q shows %q, want %q", c.keys, got, c.want)
			}
		}
	})
}

func TestPaging(t *testing.T) {
	s := newStation()
	for i := range 45 {
		s.Held = append(s.Held, capability.License{ActivationID: capability.ActivationID(fmt.Sprintf("A-%02d", i)), Count: 1})
	}
	at(t, s, shell.Options{}, func(term *terminal) {
		first := term.types("lic list\r")
		if !strings.HasSuffix(first, "\"\"\r\n--More--") || strings.Count(first, "A-") != 20 {
			t.Errorf("the first page ends in %q", first[max(0, len(first)-40):])
		}
		if second := term.types(" "); strings.Count(second, "A-") != 20 {
			t.Errorf("the second page is %q", second)
		}
		if last := term.types("q"); !strings.HasSuffix(last, shell.DefaultPrompt) || strings.Contains(last, "A-") {
			t.Errorf("after q: %q", last)
		}
		if said := term.answers("set paging off"); said != "" {
			t.Errorf("says %q", said)
		}
		if all := term.answers("lic list"); strings.Count(all, "A-") != 45 || !strings.HasSuffix(all, "45 licenses\r\n") {
			t.Errorf("without paging: %q", all)
		}
	})
}

func TestTyping(t *testing.T) {
	for name, c := range map[string]struct{ keys, want string }{
		"backspace":     {"versiom\bn\r", "X200 2.0\r\n"},
		"delete":        {"versiom\x7fn\r", "X200 2.0\r\n"},
		"all erased":    {"rubbish\x15version\r", "X200 2.0\r\n"},
		"dropped":       {"rubbish\x03version\r", "X200 2.0\r\n"},
		"more erased":   {"a\b\b\bversion\r", "X200 2.0\r\n"},
		"LF":            {"version\n", "X200 2.0\r\n"},
		"CR LF":         {"version\r\n", "X200 2.0\r\n"},
		"controls":      {"ver\x00\x1bsion\r", "X200 2.0\r\n"},
		"too long":      {strings.Repeat("x", 600) + "\r", "error 1: a line of more than 512 bytes\r\n"},
		"long, dropped": {strings.Repeat("x", 600) + "\x15version\r", "X200 2.0\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			at(t, newStation(), shell.Options{}, func(term *terminal) {
				if got := term.types(c.keys); !strings.HasSuffix(got, "\r\n"+c.want+shell.DefaultPrompt) {
					t.Errorf("%q shows %q, want %q at the end", c.keys, got, c.want)
				}
			})
		})
	}
}

func TestTheEchoIsWrapped(t *testing.T) {
	at(t, newStation(), shell.Options{Columns: 10}, func(term *terminal) {
		term.hears()
		if got := term.types("lic info"); got != "lic  \rinfo" {
			t.Errorf("shows %q", got)
		}
	})
}

// typist types all keys at once and looks at nothing.
type typist struct{ io.Reader }

func (typist) Write(p []byte) (int, error) { return len(p), nil }

// FuzzShell types whatever it is. The shell says no control characters but
// those of a terminal, and ends when the keys do.
func FuzzShell(f *testing.F) {
	f.Add("service\rs3cret\rlic info\rlic list\rexit\r")
	f.Add("service\ns3cret\nput /lic/response.cap 5 base64\naGVs\nbG8=\n.\nget /lic/response.cap hex\n")
	f.Add("service\r\ns3cret\r\nlic order A-1 0\r\nlic request return\r\nget /lic/request.cap ymodem\r\nC\x06C\x06\x06C\x06")
	f.Add("service\rs3cret\rput /lic/response.cap 1 xmodem\r\x01\x01\xfe\x04\x04\x03\x15\x7f\x04")
	f.Fuzz(func(t *testing.T, keys string) {
		s := newStation()
		s.Files[station.RequestFile] = []byte("x")
		o := shell.Options{User: "service", Password: "s3cret", Columns: 20}
		o.ReplaceOutput = func(_ context.Context, kind shell.Output, out []byte) ([]byte, error) {
			control := func(r rune) bool { return r < ' ' && !strings.ContainsRune("\r\n\b", r) }
			if at := bytes.IndexFunc(out, control); at >= 0 && kind != shell.Block {
				t.Errorf("says %q", out)
			}
			return out, nil
		}
		if err := shell.Serve(t.Context(), typist{strings.NewReader(keys)}, s, o); err != nil {
			t.Error(err)
		}
	})
}
