package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability/ledger"
)

// TestLedgerOfARoamingProfileIsMovedOnce: the words come once, too.
func TestLedgerOfARoamingProfileIsMovedOnce(t *testing.T) {
	former, dir := filepath.Join(t.TempDir(), "Roaming", "handback"), filepath.Join(t.TempDir(), "Local", "handback")
	l, err := ledger.Open(former, ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(l.Close(), os.Mkdir(filepath.Join(former, "returns", "R-7F3K2"), 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(former, "handback.toml"), []byte("baud = 9600\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for n, want := range []string{"The ledger was moved", ""} {
		var said bytes.Buffer
		if err := moveState(streams{err: &said}, former, dir); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(said.String(), want) || (want == "") != (said.Len() == 0) {
			t.Errorf("time %d: it said %q", n+1, said.String())
		}
	}
	if !ledger.Exists(dir) || ledger.Exists(former) {
		t.Error("the ledger is not where it should be")
	}
	if _, err := os.Stat(filepath.Join(former, "handback.toml")); err != nil {
		t.Error("the configuration went with it")
	}
}

// TestLedgerOfWindowsDoesNotRoam: it lies apart from the configuration.
func TestLedgerOfWindowsDoesNotRoam(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	dir, former, err := usualState("windows")
	config, _ := os.UserConfigDir()
	if err != nil || former != filepath.Join(config, "handback") || dir == former || strings.HasPrefix(dir, config) {
		t.Errorf("%q, formerly %q, %v", dir, former, err)
	}
	if _, former, err := usualState("linux"); former != "" || err != nil {
		t.Errorf("on Linux formerly %q, %v", former, err)
	}
}
