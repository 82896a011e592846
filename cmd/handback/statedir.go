package main

import (
	"os"
	"path/filepath"
	"runtime"

	"handback/capability/ledger"
	"handback/tui/text"
)

// stateDir is where the ledger lies: --state, or the user's folder for state.
// One that lies where it was kept formerly is read there until it is moved.
func (f *flags) stateDir() (string, error) {
	if f.state != "" {
		return f.state, nil
	}
	dir, former, err := usualState(runtime.GOOS)
	if err == nil && former != "" && !ledger.Lies(dir) && ledger.Lies(former) {
		return former, nil
	}
	return dir, err
}

// usualState is the user's folder for state on a system (XDG Base Directory
// Specification on Linux), and the one where older versions kept the ledger;
// empty: the same. On Windows that was the folder for settings, which a domain
// copies from computer to computer and merges.
func usualState(system string) (dir, former string, err error) {
	switch system {
	case "windows":
		if dir, err = os.UserCacheDir(); err != nil { // %LocalAppData%
			return "", "", err
		}
		former, err = os.UserConfigDir() // %AppData%
		if err != nil {
			return filepath.Join(dir, "handback"), "", nil
		}
		return filepath.Join(dir, "handback"), filepath.Join(former, "handback"), nil
	case "linux":
		if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "handback"), "", nil
		}
		home, err := os.UserHomeDir()
		return filepath.Join(home, ".local", "state", "handback"), "", err
	default:
		dir, err := os.UserConfigDir()
		return filepath.Join(dir, "handback"), "", err
	}
}

// moveState moves a ledger that lies where it was kept formerly, and says so.
func (f *flags) moveState(s streams) error {
	if f.state != "" {
		return nil
	}
	dir, former, err := usualState(runtime.GOOS)
	if err != nil || former == "" {
		return err
	}
	return moveState(s, former, dir)
}

func moveState(s streams, former, dir string) error {
	moved, err := ledger.Move(former, dir, "ports.json", "lines")
	if moved {
		s.tell("handback: %s", text.Moved(former, dir))
	}
	return err
}
