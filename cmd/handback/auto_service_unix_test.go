//go:build unix

package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestAutoTellsTheServiceManager: that it is ready, alive, reads its policy again and
// ends, as sd_notify(3) has it.
func TestAutoTellsTheServiceManager(t *testing.T) {
	dir := t.TempDir()
	at := filepath.Join(dir, "notify")
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: at, Net: "unixgram"})
	if err != nil {
		t.Skipf("no socket at %s: %v", at, err)
	}
	defer manager.Close()
	t.Setenv("NOTIFY_SOCKET", at)
	t.Setenv("WATCHDOG_USEC", "1000000")
	policy := filepath.Join(dir, "policy.toml")
	if err := os.WriteFile(policy, []byte("devices = ['SN0042']\nthrough = 'folder'\nfolder = '"+dir+"'\nports = ['none.port']\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	defer end()
	ended := make(chan int, 1)
	var errs bytes.Buffer
	go func() {
		ended <- run(ctx, []string{"auto", "--policy", policy, "--state", filepath.Join(dir, "state")}, streams{strings.NewReader(""), io.Discard, &errs})
	}()
	managerHears(t, manager, "READY=1")
	managerHears(t, manager, "WATCHDOG=1")
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	managerHears(t, manager, "RELOADING=1")
	managerHears(t, manager, "READY=1")
	end()
	managerHears(t, manager, "STOPPING=1")
	if status := <-ended; status != exitDone {
		t.Errorf("status %d: %s", status, errs.String())
	}
}

// managerHears waits until the service manager is told something.
func managerHears(t *testing.T, manager *net.UnixConn, what string) {
	t.Helper()
	if err := manager.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	message := make([]byte, 4096)
	for {
		n, err := manager.Read(message)
		if err != nil {
			t.Fatalf("%s never came: %v", what, err)
		}
		if strings.HasPrefix(string(message[:n]), what) {
			return
		}
	}
}
