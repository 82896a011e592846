//go:build linux || darwin

package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"handback/device/smp"
)

// program is devicesim while it runs.
type program struct {
	lines *bufio.Scanner
	link  string
}

// begin runs devicesim until the test ends, which must end it well.
func begin(t *testing.T, args ...string) *program {
	t.Helper()
	link := filepath.Join(t.TempDir(), "port")
	args = append(args, "--portal-key", portalKeyFile(t), "--link", link)
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	var stderr strings.Builder
	ended := make(chan int, 1)
	go func() {
		code := run(ctx, args, in, &stderr)
		in.Close()
		ended <- code
	}()
	t.Cleanup(func() {
		stop()
		out.Close()
		if code := <-ended; code != exitDone {
			t.Errorf("ended with %d: %s", code, &stderr)
		}
		if _, err := os.Lstat(link); err == nil {
			t.Error("the link is left behind")
		}
	})
	return &program{lines: bufio.NewScanner(out), link: link}
}

func (p *program) says(t *testing.T, want string) string {
	t.Helper()
	if !p.lines.Scan() {
		t.Fatalf("ended before it said %q", want)
	}
	if line := p.lines.Text(); !strings.HasPrefix(line, want) {
		t.Fatalf("says %q, want %q", line, want)
	}
	return p.lines.Text()
}

func (p *program) host(t *testing.T, group uint16) string {
	t.Helper()
	port, err := os.OpenFile(p.link, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	client, err := smp.Connect(t.Context(), port, smp.Options{Group: group})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	id, err := client.Identify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return id.Host.String()
}

func TestServesOnTheLink(t *testing.T) {
	p := begin(t, "--state", t.TempDir(), "--group", "0x50")
	line := p.says(t, "devicesim: X200 SN0042 PUBLISHER_DEFINED/")
	if host := p.host(t, 0x50); line != "devicesim: X200 SN0042 "+host+" on "+p.link {
		t.Errorf("says %q, but the device is %s", line, host)
	}
}

// A person logs in with nothing but a terminal.
func TestServesAConsole(t *testing.T) {
	p := begin(t, "--state", t.TempDir(), "--face", "console", "--password", "s3cret", "--clock-back", "48h")
	p.says(t, "devicesim: X200 SN0042")
	port, err := os.OpenFile(p.link, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	screen := bufio.NewReader(port)
	for _, c := range []struct{ until, types string }{
		{"login: ", "service\r"},
		{"Password: ", "s3cret\r"},
		{"x200> ", "lic info\r"},
		{"serial: \"SN0042\"\r\n", ""},
		{"clock: ", ""},
	} {
		var seen strings.Builder
		for !strings.HasSuffix(seen.String(), c.until) {
			key, err := screen.ReadByte()
			if err != nil {
				t.Fatalf("after %q: %v", seen.String(), err)
			}
			seen.WriteByte(key)
		}
		if _, err := port.WriteString(c.types); err != nil {
			t.Fatal(err)
		}
	}
	line, err := screen.ReadString('\r')
	if err != nil {
		t.Fatal(err)
	}
	seconds, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
	if behind := time.Since(time.Unix(seconds, 0)); err != nil || behind < 48*time.Hour {
		t.Errorf("the clock is %s behind, %v", behind, err)
	}
}

func TestSignalsMoveTheCable(t *testing.T) {
	p := begin(t, "--state", t.TempDir())
	p.says(t, "devicesim: X200")
	before := p.host(t, 0)
	if err := syscall.Kill(os.Getpid(), syscall.SIGUSR1); err != nil {
		t.Fatal(err)
	}
	p.says(t, "devicesim: unplugged")
	if _, err := os.Lstat(p.link); err == nil {
		t.Error("the link is still there")
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGUSR2); err != nil {
		t.Fatal(err)
	}
	p.says(t, "devicesim: plugged in")
	if after := p.host(t, 0); after != before {
		t.Errorf("was %s, is %s", before, after)
	}
}

// The portal's key may come after the device was enrolled.
func TestEnrolledBeforeTheKeyCame(t *testing.T) {
	dir := t.TempDir()
	if code := run(t.Context(), []string{"--state", dir, "--enroll-only"}, io.Discard, io.Discard); code != exitDone {
		t.Fatalf("status %d", code)
	}
	before, err := os.ReadFile(filepath.Join(dir, "enroll.json"))
	if err != nil {
		t.Fatal(err)
	}
	p := begin(t, "--state", dir)
	p.says(t, "devicesim: X200")
	if host := p.host(t, 0); !strings.Contains(string(before), strings.TrimPrefix(host, "PUBLISHER_DEFINED/")) {
		t.Errorf("%s is not the device that was enrolled", host)
	}
}

func TestALinkThatCannotBe(t *testing.T) {
	link := filepath.Join(t.TempDir(), "absent", "port")
	var stderr strings.Builder
	code := run(t.Context(), []string{"--state", t.TempDir(), "--portal-key", portalKeyFile(t), "--link", link}, io.Discard, &stderr)
	if code != exitFailed || !strings.Contains(stderr.String(), link) {
		t.Errorf("status %d, says %q", code, &stderr)
	}
}
