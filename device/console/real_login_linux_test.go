package console_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"handback/device/console"
)

// motd is a message of the day that looks like a prompt, and stays for a while
// as if it were one.
const motd = `echo "Welcome. Last login: never"; printf 'root@device:~# \nlogin: \ndevice# '; sleep 1; echo "was not the prompt"`

// withAccount lets the user service with the password hunter2 into a machine
// that begins with the given command, in a mount name space where nobody else
// sees his account.
func withAccount(t *testing.T, getty string) *machine {
	t.Helper()
	needs(t, "unshare", "mount", "login", "bash")
	if os.Getuid() != 0 {
		t.Skip("only root can start a login")
	}
	if out, err := exec.Command("unshare", "-m", "mount", "--bind", "/etc/passwd", "/etc/passwd").CombinedOutput(); err != nil {
		t.Skipf("no name space for an account of its own: %v: %s", err, out)
	}
	etc := t.TempDir()
	m := newMachine(t, "unshare", "-m", "sh", "-c", fmt.Sprintf(
		"mount --bind %[1]s/passwd /etc/passwd && mount --bind %[1]s/shadow /etc/shadow && %s", etc, getty))
	files := map[string]string{
		"passwd": "root:x:0:0:root:/root:/bin/sh\nservice:x:0:0::" + m.state + ":/bin/bash\n",
		"shadow": "root:*:19000::::::\nservice:$6$handback$Kgg1v/rWrBrothlOj1xJ3avUUOlAkloX0/v8vVHbpMEViXWziVI6m9WCTRgU1P5umdCk4p0K63l/qjOyvXnVc0:19000::::::\n",
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(etc, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	client, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	m.put(".bash_profile", motd+"\nexport HISTFILE= PS1='device# ' FNE_STATE=$HOME PATH="+client+":$PATH\n")
	m.put(".hushlogin", "")
	return m
}

func TestRealLogins(t *testing.T) {
	t.Parallel()
	gettys := map[string]string{
		"agetty":        "exec agetty -L - 115200 vt102",
		"login":         "exec login",
		"busybox login": "exec busybox login",
	}
	for name, getty := range gettys {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(strings.Fields(getty)[1]); err != nil {
				t.Skipf("%v: install it to test this login", err)
			}
			m := withAccount(t, getty)
			if name != "agetty" {
				m.profile.Wake.Stop = "" // ends a login for good that nobody starts anew
			}
			var asked []console.Asked
			m.options.Ask = func(_ context.Context, q console.Question) (string, error) {
				asked = append(asked, q.About)
				return map[console.Asked]string{console.UserName: "service", console.Password: "hunter2"}[q.About], nil
			}
			m.wholeReturn(m.turnOn())
			if want := []console.Asked{console.UserName, console.Password}; !slices.Equal(asked, want) {
				t.Errorf("asked for %q", asked)
			}
		})
	}
}
