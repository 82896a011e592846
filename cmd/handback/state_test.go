package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/ledger"
)

// ledgerOf makes a ledger with open returns of those IDs, and gives its folder.
func ledgerOf(t *testing.T, ids ...capability.ReturnID) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "state")
	l, err := ledger.Open(dir, ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, id := range ids {
		reading := capability.Reading{
			Device:   capability.Identity{Model: "X200", Host: capability.HostID{Type: "STRING", Value: string(id)}},
			Licenses: []capability.License{{ActivationID: "ACT-1", Feature: "imaging", Version: "1", Count: 1}},
		}
		opened := capability.Opened{ID: id, Way: capability.FromDevice, Reading: reading, Order: capability.ReturnAll(reading.Licenses)}
		if _, err := l.Create(capability.Entry{At: time.Date(2026, 3, 2, 10, 40, 0, 0, time.UTC), By: "kim", Fact: opened}); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestSixteenCommandsAtOnceTakeTurns: each waits until the ledger is free.
func TestSixteenCommandsAtOnceTakeTurns(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs sixteen programs")
	}
	var ids []capability.ReturnID
	for i := range 16 {
		ids = append(ids, capability.ReturnID(fmt.Sprintf("R-7F3%c2", "ABCDEFGHJKMNPQRS"[i])))
	}
	dir := ledgerOf(t, ids...)
	var said [16]bytes.Buffer
	var all [16]*exec.Cmd
	for i, id := range ids {
		all[i] = exec.Command(os.Args[0], "cancel", string(id), "--state", dir, "--reason", "trial", "--wait", "1m")
		all[i].Env = append(os.Environ(), asProgram+"=1")
		all[i].Stdout, all[i].Stderr = &said[i], &said[i]
	}
	for _, cmd := range all {
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
	}
	for i, cmd := range all {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%s: %v: %s", ids[i], err, &said[i])
		}
	}
	l, err := ledger.Open(dir, ledger.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, id := range ids {
		if r, err := l.Return(id); err != nil || r.Stage != capability.StageCancelled {
			t.Errorf("%s: stage %v, %v", id, r.Stage, err)
		}
	}
}

// TestWhoHasTheLedgerIsNamed: a command gives up when its wait is over, and says
// who works on the ledger.
func TestWhoHasTheLedgerIsNamed(t *testing.T) {
	dir := ledgerOf(t, "R-7F3A2")
	other, err := ledger.Open(dir, ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	holder := fmt.Sprintf("process %d, since ", os.Getpid())
	for _, tt := range []struct {
		wait  string
		tells bool
	}{{"0", false}, {"30ms", false}, {"1500ms", true}} {
		if testing.Short() && tt.tells {
			continue // it waits for real
		}
		var out, errs bytes.Buffer
		code := run(t.Context(), []string{"cancel", "R-7F3A2", "--state", dir, "--wait", tt.wait}, streams{strings.NewReader(""), &out, &errs})
		if code != exitFailed || !strings.Contains(errs.String(), holder) {
			t.Errorf("--wait %s: status %d, %s", tt.wait, code, &errs)
		}
		if told := strings.Contains(errs.String(), "waiting at most"); told != tt.tells {
			t.Errorf("--wait %s: it told %t of the wait: %s", tt.wait, told, &errs)
		}
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
}
