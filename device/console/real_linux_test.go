package console_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/device/console"
	"handback/device/console/profile"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// machine is a real shell on a pseudo terminal, with the licensing client of
// testdata on its path.
type machine struct {
	*testing.T
	state   string // folder of the client
	profile *profile.Profile
	options console.Options
	env     []string
	start   []string // the command on the terminal
}

// needs skips the test where a program is missing.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs real programs in real time")
	}
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("there is no %s here", name)
		}
	}
}

// newMachine starts nothing yet.
func newMachine(t *testing.T, start ...string) *machine {
	t.Helper()
	needs(t, append([]string{"base64", "sha256sum"}, start[0])...)
	client, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{T: t, state: t.TempDir(), start: start, profile: ownFiles(t)}
	m.env = append(os.Environ(), "PATH="+client+":"+os.Getenv("PATH"), "FNE_STATE="+m.state,
		"TERM=vt102", "LANG=C", "PS1=device# ", "HISTFILE=", "ENV=")
	m.put("serial", "SN0042\n")
	m.put("last", "0\n")
	for i := range 5 {
		m.put(fmt.Sprintf("licenses/ACT-%d", i), fmt.Sprintf("%d 2027-03-0%d 1.0 Feature %d\n", i+1, i+1, i))
	}
	return m
}

// ownFiles is the built-in profile with files of this test's own.
func ownFiles(t *testing.T) *profile.Profile {
	t.Helper()
	text, err := profile.Source("linux-fne")
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte("/tmp/"), []byte(t.TempDir()+"/"))
	p, err := profile.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (m *machine) put(name, text string) {
	m.Helper()
	file := filepath.Join(m.state, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644)); err != nil {
		m.Fatal(err)
	}
}

// turnOn starts the machine and gives the laptop's end of the line.
func (m *machine) turnOn() *os.File {
	m.Helper()
	cmd := exec.Command(m.start[0], m.start[1:]...)
	cmd.Env, cmd.Dir = m.env, m.state
	end, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		m.Fatal(err)
	}
	end = pollable(m.T, end)
	m.Cleanup(func() {
		_ = end.Close() // which ends the shell
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return end
}

// pollable is the same terminal with deadlines, which the library's has lost.
func pollable(t *testing.T, f *os.File) *os.File {
	t.Helper()
	fd, err := unix.Dup(int(f.Fd()))
	if err = errors.Join(err, f.Close(), unix.SetNonblock(fd, true)); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), f.Name())
}

// wholeReturn goes from the first reading to the confirmation.
func (m *machine) wholeReturn(conn console.Conn) {
	m.Helper()
	var log []string
	m.options.Log = func(line string) { log = append(log, line) }
	ctx, stop := context.WithTimeout(m.Context(), time.Minute)
	defer stop()
	c, err := console.Connect(ctx, conn, m.profile, m.options)
	if err != nil {
		m.Fatalf("%v; the device said %q", err, log)
	}
	defer func() {
		if err := c.Close(); err != nil {
			m.Error(err)
		}
	}()
	if err := returnOne(ctx, c); err != nil {
		m.Errorf("%v; the device said %q", err, log)
	}
	for _, line := range log {
		if strings.Contains(line, "hunter") {
			m.Errorf("the password is in the log: %q", line)
		}
	}
}

// returnOne returns ACT-2.
func returnOne(ctx context.Context, c *console.Client) error {
	before, err := c.Licenses(ctx, nil)
	if err != nil || len(before) != 5 || before[1].Expires != time.Date(2027, 3, 2, 0, 0, 0, 0, time.UTC) {
		return fmt.Errorf("licenses %+v, %w", before, err)
	}
	made, err := c.MakeRequest(ctx, []capability.Line{{ActivationID: "ACT-2"}, {ActivationID: "ACT-3", Count: 1}}, nil)
	if err != nil {
		return err
	}
	if data, err := c.Fetch(ctx, made, nil); err != nil || !bytes.HasPrefix(data, []byte("request\n-id ACT-2 -remaining 0 -id ACT-3 -remaining 1\n")) {
		return fmt.Errorf("request %.60q, %w", data, err)
	}
	response := append([]byte("take ACT-2\n"), requestOf(3)...)
	if mark, err := c.LoadResponse(ctx, response, nil); err != nil || mark.Seq != 1 {
		return fmt.Errorf("loaded %+v, %w", mark, err)
	}
	if _, err := c.LoadResponse(ctx, response, nil); !errors.Is(err, &capability.Refusal{Code: capability.AlreadyLoaded}) {
		return fmt.Errorf("the same response again: %w", err)
	}
	if _, err := c.LoadResponse(ctx, []byte("rubbish"), nil); !errors.Is(err, &capability.Refusal{Code: capability.BadSignature}) {
		return fmt.Errorf("rubbish: %w", err)
	}
	after, err := c.Licenses(ctx, nil)
	if err != nil || len(after) != 4 || capability.CountOf(after, "ACT-2") != 0 {
		return fmt.Errorf("licenses %+v, %w", after, err)
	}
	made, err = c.MakeRequest(ctx, nil, nil)
	if err != nil {
		return err
	}
	if data, err := c.Fetch(ctx, made, nil); err != nil || !bytes.HasPrefix(data, []byte("sync\n")) {
		return fmt.Errorf("confirmation %.60q, %w", data, err)
	}
	return nil
}

func TestRealShells(t *testing.T) {
	t.Parallel()
	shells := map[string][]string{
		"bash":        {"bash", "--norc", "--noprofile", "-i"},
		"busybox ash": {"busybox", "ash", "-i"},
		"sh":          {"sh", "-i"},
	}
	for name, start := range shells {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t, start...)
			m.wholeReturn(m.turnOn())
		})
	}
}

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
			var asked []console.QuestionKind
			m.options.Ask = func(_ context.Context, q console.Question) (string, error) {
				asked = append(asked, q.About)
				return map[console.QuestionKind]string{console.UserName: "service", console.Password: "hunter2"}[q.About], nil
			}
			m.wholeReturn(m.turnOn())
			if want := []console.QuestionKind{console.UserName, console.Password}; !slices.Equal(asked, want) {
				t.Errorf("asked for %q", asked)
			}
		})
	}
}
