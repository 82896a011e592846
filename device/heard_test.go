package device

import (
	"testing"
)

func TestListen(t *testing.T) {
	question := "\n\x06\tAAoAAAABAAEGAL8=\n"
	tests := []struct {
		name, received string
		want           Heard
		console        bool
	}{
		{"silence", "", HeardNothing, false},
		{"wrong rate", "\xf8\x00\x80\xfe\xfe\xe0x\x00", HeardRubbish, false},
		{"joined wires", question, HeardEcho, false},
		{"getty", "\r\nDebian GNU/Linux 12 x200 ttyS0\r\n\r\nx200 login: ", HeardLogin, true},
		{"vendor's login", "\r\nUser Name:", HeardLogin, true},
		{"password", "kim\r\nPassword: ", HeardPassword, true},
		{"sudo", "[sudo] password for kim: ", HeardPassword, true},
		{"root's shell", "\r\nroot@x200:~# ", HeardShell, true},
		{"colored prompt", "\x1b[?2004h\x1b[01;32mkim@x200\x1b[00m:\x1b[01;34m~\x1b[00m$ ", HeardShell, true},
		{"Zephyr's shell", "\r\n\x1b[1;32muart:~$ \x1b[m", HeardShell, true},
		{"busybox asks for the cursor", "~ # \x1b[6n", HeardShell, true},
		{"pager", "line 1\r\nline 2\r\n--More-- ", HeardPager, true},
		{"U-Boot", "\r\n=> ", HeardLoader, true},
		{"U-Boot starts", "DRAM: 512 MiB\r\nHit any key to stop autoboot:  3 \b\b\b 2 ", HeardLoader, true},
		{"grub", "grub> ", HeardLoader, true},
		{"log lines", "[    1.234567] usb 1-2: new device\r\n[    1.3] more\r\n", HeardText, false},
		{"day's message like a prompt", "welcome, type # for help\r\nhave a nice day\r\n", HeardText, false},
		{"text with a broken byte", "temperature 21.5\xb0C, all is well here\r\n", HeardText, false},
	}
	for _, tt := range tests {
		got := Listen([]byte(tt.received), []byte(question))
		if got != tt.want || got.Console() != tt.console {
			t.Errorf("%s: heard %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestCausesOfSilence(t *testing.T) {
	tests := []struct {
		silent SilentError
		first  Cause
	}{
		{SilentError{Sent: 20}, CauseNoPower},
		{SilentError{Sent: 20, Received: 9, Heard: HeardRubbish}, CauseWrongRate},
		{SilentError{Sent: 20, Received: 20, Printable: 20, Heard: HeardEcho}, CauseJoined},
		{SilentError{Sent: 20, Received: 20, Printable: 20, Heard: HeardLogin}, CauseConsole},
		{SilentError{Sent: 20, Received: 20, Printable: 20, Heard: HeardLoader}, CauseLoader},
	}
	for _, tt := range tests {
		if causes := tt.silent.Causes(); len(causes) == 0 || causes[0] != tt.first {
			t.Errorf("%+v: %q, want %q first", tt.silent, causes, tt.first)
		}
	}
}

func TestMeddlers(t *testing.T) {
	tests := []struct {
		port PortInfo
		want string
	}{
		{PortInfo{USB: &USB{VendorID: "1A86", ProductID: "7523"}}, "brltty"},
		{PortInfo{Driver: "cdc_acm", USB: &USB{VendorID: "2FE3", ProductID: "0100"}}, "ModemManager"},
		{PortInfo{USB: &USB{VendorID: "067B", ProductID: "2303"}}, ""},
		{PortInfo{Path: "/dev/ttyS0"}, ""},
	}
	for _, tt := range tests {
		if got, command := tt.port.Meddler(); got != tt.want || (command == "") != (got == "") {
			t.Errorf("%+v: %q, %q, want %q", tt.port, got, command, tt.want)
		}
	}
}

func FuzzListen(f *testing.F) {
	f.Add([]byte("x200 login: "), []byte("\n"))
	f.Add([]byte("\x1b[\x1b]0;title\x07\x1b[6n# "), []byte{})
	f.Fuzz(func(t *testing.T, received, sent []byte) {
		heard := Listen(received, sent)
		if (heard == HeardNothing) != (len(received) == 0) {
			t.Fatalf("%q: heard %s", received, heard)
		}
		text := sample(received)
		if len(text) > maxSample {
			t.Fatalf("%q: a sample of %d bytes", received, len(text))
		}
		for _, r := range text {
			if r < ' ' || r == 0x7f {
				t.Fatalf("%q would be obeyed by a terminal", text)
			}
		}
	})
}
