package heard

import (
	"testing"
)

func TestJudge(t *testing.T) {
	question := "\n\x06\tAAoAAAABAAEGAL8=\n"
	tests := []struct {
		name, received string
		want           Kind
		console        bool
	}{
		{"silence", "", Nothing, false},
		{"wrong rate", "\xf8\x00\x80\xfe\xfe\xe0x\x00", Rubbish, false},
		{"joined wires", question, Echo, false},
		{"getty", "\r\nDebian GNU/Linux 12 x200 ttyS0\r\n\r\nx200 login: ", Login, true},
		{"vendor's login", "\r\nUser Name:", Login, true},
		{"password", "kim\r\nPassword: ", Password, true},
		{"sudo", "[sudo] password for kim: ", Password, true},
		{"root's shell", "\r\nroot@x200:~# ", Shell, true},
		{"colored prompt", "\x1b[?2004h\x1b[01;32mkim@x200\x1b[00m:\x1b[01;34m~\x1b[00m$ ", Shell, true},
		{"Zephyr's shell", "\r\n\x1b[1;32muart:~$ \x1b[m", Shell, true},
		{"busybox asks for the cursor", "~ # \x1b[6n", Shell, true},
		{"pager", "line 1\r\nline 2\r\n--More-- ", Pager, true},
		{"U-Boot", "\r\n=> ", Loader, true},
		{"U-Boot starts", "DRAM: 512 MiB\r\nHit any key to stop autoboot:  3 \b\b\b 2 ", Loader, true},
		{"grub", "grub> ", Loader, true},
		{"log lines", "[    1.234567] usb 1-2: new device\r\n[    1.3] more\r\n", Text, false},
		{"day's message like a prompt", "welcome, type # for help\r\nhave a nice day\r\n", Text, false},
		{"bash as Debian sets it", "\x1b]0;kim@x200: ~\a\x1b[01;32mkim@x200\x1b[00m:~$ ", Shell, true},
		{"new systemd", "\x1b]3008;start=1;cwd=/srv/a\\x3bb\x1b\\dev# ", Shell, true},
		{"escapes more than text", "\x1b[38;2;1;2;3m\x1b[48;2;4;5;6m#\x1b[0m\x1b[K ", Shell, true},
		{"Chinese login", "\r\n欢迎使用\r\n用户名：", Login, true},
		{"Russian text", "Загрузка завершена, ждите\r\n", Text, false},
		{"boxes", "╔══════════╗\r\n║ ГОТОВО   ║\r\n╚══════════╝\r\nroot@x:~# ", Shell, true},
		{"a prompt of arrows", "~/src \x1b[32m❯\x1b[0m ", Shell, true},
		{"Latin-1 in a Latin-1 world", "Gerät läuft übermäßig heiß\r\n", Text, false},
		{"NULs keep the line alive", "\x00\x00\x00\x00\x00\x00\x00\x00x200 login: \x00\x00", Login, true},
		{"only NULs", "\x00\x00\x00", Rubbish, false},
		{"kernel hides a login", "x200 login: [   12.345678][    T1] usb 1-1: new\r\n", Login, true},
		{"kernel with a level", "Password: <6>[   12.345678] usb 1-1: new\r\n", Password, true},
		{"new password", "You must change your password.\r\nEnter new password:", NewPassword, true},
		{"old password before", "(current) UNIX password: ", NewPassword, true},
		{"once more", "Retype new password: ", NewPassword, true},
		{"once more, shorter", "Confirm password: ", NewPassword, true},
		{"again", "Password (again): ", NewPassword, true},
		{"how it must be", "New password (at least 8 characters): ", NewPassword, true},
		{"router", "new password> ", NewPassword, true},
		{"German", "Neues Passwort: ", NewPassword, true},
		{"French", "Nouveau mot de passe : ", NewPassword, true},
		{"expired", "Your password has expired.\r\nPassword: ", NewPassword, true},
		{"a rule of the house", "Passwords must be changed each year.\r\nkim@x200:~$ ", Shell, true},
		{"press enter", "Please press Enter to activate this console.", Pager, true},
		{"text with a broken byte", "temperature 21.5\xb0C, all is well here\r\n", Text, false},
	}
	for _, tt := range tests {
		got := Classify([]byte(tt.received), []byte(question))
		if got != tt.want || got.Console() != tt.console {
			t.Errorf("%s: heard %s, want %s", tt.name, got, tt.want)
		}
	}
}

func FuzzJudge(f *testing.F) {
	f.Add([]byte("x200 login: "), []byte("\n"))
	f.Add([]byte("\x1b[\x1b]0;title\x07\x1b[6n# "), []byte{})
	f.Fuzz(func(t *testing.T, received, sent []byte) {
		got := Classify(received, sent)
		if (got == Nothing) != (len(received) == 0) {
			t.Fatalf("%q: heard %s", received, got)
		}
		text := Sample(received)
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
