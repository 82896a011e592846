package main

import (
	"os"
	"path/filepath"
	"runtime"
)

// stateDir is where the ledger lies: --state, or the user's folder for state
// (XDG Base Directory Specification on Linux).
func (f *flags) stateDir() (string, error) {
	if f.state != "" {
		return f.state, nil
	}
	if runtime.GOOS != "linux" {
		dir, err := os.UserConfigDir()
		return filepath.Join(dir, "handback"), err
	}
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "handback"), nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "state", "handback"), err
}
