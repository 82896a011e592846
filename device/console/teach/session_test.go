package teach

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestLogsOfManyPrograms: the same session comes out of each program's file.
func TestLogsOfManyPrograms(t *testing.T) {
	plain := []string{"dev# lic info", "Model: X200", "dev# lic list", "ACT-1 5"}
	stamped := func(format string) string {
		var out strings.Builder
		for i, line := range plain {
			fmt.Fprintf(&out, format+"%s\r\n", i, line)
		}
		return out.String()
	}
	colored := "\x1b]0;dev\a\x1b[01;32mdev#\x1b[00m lic info\r\nModel: X200\r\n\x1b[01;32mdev#\x1b[00m lic list\r\nACT-1 5\r\n"
	dump := "Event Log: Opening serial device /dev/ttyUSB0\r\nOutgoing raw data at 2026-11-28 14:00:00\r\n  00000000  78 79   xy\r\n" +
		"Incoming raw data at 2026-11-28 14:00:00\r\n"
	for i, text := 0, strings.Join(plain, "\r\n")+"\r\n"; i < len(text); i += 16 {
		piece := text[i:min(i+16, len(text))]
		dump += fmt.Sprintf("  %08x  % x  %s\r\n", i, piece, strings.Repeat(".", len(piece)))
	}
	for name, text := range map[string]string{
		"screen":                   colored,
		"minicom":                  strings.Join(plain, "\n") + "\n",
		"minicom, with times":      stamped("[2026-11-28 14:00:%02d.123] "),
		"PuTTY":                    "=~=~=~=~=~=~=~=~=~=~=~= PuTTY log 2026.11.28 14:00:00 =~=~=~=~=~=~=~=~=~=~=~=\r\n" + colored,
		"PuTTY, raw":               dump,
		"tio":                      stamped("[14:00:%02d.456] "),
		"tio, ISO 8601":            stamped("[2026-11-28T14:00:%02d.456] "),
		"tio, epoch":               stamped("[17961888%02d.456] "),
		"Tera Term":                stamped("[Sat Nov 28 14:00:%02d.123 2026] "),
		"script":                   "Script started on 2026-11-28 14:00:00+00:00 [TERM=\"xterm\"]\r\n" + colored + "\r\nScript done on 2026-11-28 14:01:00+00:00\r\n",
		"Handback":                 stamped("2026-11-28T14:00:%02d.123456789Z "),
		"Handback's marks":         "dev# echo \"HB\"\"B1\"; lic info; echo \"HB\"\"E1:$?\"\nHBB1\nModel: X200\nHBE1:0\ndev# lic list\nACT-1 5HBE2:0\n",
		"corrected":                "dev# lic inx\b \bfo\r\nModel: X200\r\ndev# lic last\b\b\b\x1b[Kist\r\nACT-1 5\r\n",
		"corrected in the middle":  "dev# lic ifo\b\b\x1b[1@n\r\nModel: X200\r\ndev# lic llist\x1b[4D\x1b[P\r\nACT-1 5\r\n",
		"a page that was full":     "dev# lic info\r\nModel: X200\r\n--More--\r        \rdev# lic list\r\nACT-1 5\r\n",
		"a byte order mark, tails": "\ufeffdev# lic info   \r\nModel: X200\r\n\r\n\r\ndev# lic list\r\nACT-1 5",
	} {
		s, err := ReadSession([]byte(text))
		for i, line := range s.Lines {
			s.Lines[i] = strings.TrimRight(line, " ")
		}
		if err != nil || !slices.Equal(s.Lines, plain) {
			t.Errorf("%s: %q, %v", name, s.Lines, err)
		}
		if strings.HasPrefix(name, "a page") && !slices.Contains(s.Erased, "--More--") {
			t.Errorf("erased %q", s.Erased)
		}
	}
}

func TestWhatIsNoSession(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": " \r\n", "a program": "\x7fELF" + strings.Repeat("\x01\x02\xff\xfe", 100), "too much": strings.Repeat("x\n", MaxSession),
	} {
		if s, err := ReadSession([]byte(text)); err == nil {
			t.Errorf("%s: %.40q", name, s.Lines)
		}
	}
}

func TestSecretsStayOutOfASession(t *testing.T) {
	s, err := ReadSession([]byte("login: service\r\nPassword: hunter2\r\ndev# set token hunter3\r\n"))
	if text := strings.Join(s.Lines, "\n"); err != nil || strings.Contains(text, "hunter") || !strings.Contains(text, "service") {
		t.Errorf("%q, %v", text, err)
	}
}

func TestPrompts(t *testing.T) {
	for name, c := range map[string]struct {
		lines   string
		first   string
		pattern string
	}{
		"a shell":            {"dev# a\nx: 1\nx: 2\nx: 3\ndev# b", "dev# ", `^dev# ?$`},
		"a counter":          {"x200[1]> a\nx200[2]> b\nx200[3]> b", "x200[1]> ", `^x200\[\d+\]> ?$`},
		"a name with digits": {"x200> a\nx200> b", "x200> ", `^x200> ?$`},
		"a menu":             {"1 Info\n2 List\nChoice: 1\nModel: X\n1 Info\n2 List\nChoice: 2\nACT: 1", "Choice: ", `^Choice: ?$`},
		"another script":     {"設備❯ 表示\nx\n設備❯ 一覧", "設備❯ ", `^設備❯ ?$`},
		"nothing echoed":     {"acme>\nModel: X\nacme>\nACT", "acme>", `^acme> ?$`},
		"a path in it":       {"root@d:~# a\nroot@d:~# b\nroot@d:/tmp# c", "root@d:~# ", `^[\w.-]+@[\w.-]+:.*[#$] ?$`},
	} {
		lines := strings.Split(c.lines, "\n")
		found := FindPrompts(lines)
		if len(found) == 0 || found[0] != c.first {
			t.Errorf("%s: %q", name, found)
			continue
		}
		var seen []string
		for _, e := range Split(lines, []string{c.first, "root@d:/tmp# "}) {
			seen = append(seen, e.Prompt)
		}
		seen = slices.DeleteFunc(seen, func(p string) bool { return p == "" })
		if got := PromptPattern(seen); got != c.pattern {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := PromptPattern([]string{"d(config)# ", "d(config-lic)# ", "d# "}); got != `^d.*# ?$` && got != `^(?:d\(config\)#|d\(config-lic\)#|d#) ?$` {
		t.Error(got)
	}
	for prompt, want := range map[string]string{
		"device7 login: ": `(?:^|\s)login: ?$`, "login: ": `^login: ?$`, "Password: ": `^Password: ?$`, "Password for kim: ": `^Password .*[:>] ?$`,
	} {
		if got := loginPattern(prompt); got != want {
			t.Errorf("%q: %s", prompt, got)
		}
	}
}

// FuzzReadSession: whatever a file holds, its lines are fit to be shown.
func FuzzReadSession(f *testing.F) {
	f.Add([]byte("[14:00:00.456] dev# a\r\n\x1b[5@\x1b[9P\x1b[99G\x1b[K\tx\b"))
	f.Add([]byte("Incoming raw data\n  00000000  " + hex.EncodeToString([]byte("x")) + "  x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ReadSession(data)
		if err != nil {
			return
		}
		for _, line := range append(s.Lines, s.Erased...) {
			if strings.ContainsAny(line, "\x1b\r\n\x00") {
				t.Fatalf("%q", line)
			}
		}
		for _, e := range Split(s.Lines, FindPrompts(s.Lines)) {
			if e.Prompt == "" && len(e.Lines) == 0 {
				t.Fatal("an exchange of nothing")
			}
		}
	})
}
