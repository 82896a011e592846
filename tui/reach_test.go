package tui

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"handback/capability"
	"handback/device"
)

func TestDeviceIsReachedByTheChosenProfile(t *testing.T) {
	w, _ := portsWorld(t)
	var used []string
	w.o.Open = func(_ context.Context, _, profile string, _ device.Options) (capability.Device, error) {
		used = append(used, profile)
		return w.device, nil
	}
	b := w.driver(t)
	toPorts(b)
	b.press("o")
	b.sees("How is the device reached?", "> the management protocol (SMP)", "linux-fne: Linux shell")
	b.press("down", "down", "enter")
	b.sees("Devices are reached by their console: linux-fne", "enter connect")
	b.press("enter", "esc")
	toPorts(b)
	b.press("o", "home", "enter", "enter")
	if len(used) != 2 || used[0] != "linux-fne" || used[1] != "" {
		t.Errorf("connected by %q", used)
	}
}

func TestProfileWithMistakesIsNotChosen(t *testing.T) {
	w, _ := portsWorld(t)
	b := w.driver(t)
	toPorts(b)
	path := filepath.Join(t.TempDir(), "mine.toml")
	if err := os.WriteFile(path, []byte("format = 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.press("o", "end")
	b.send(paste(path))
	b.press("enter")
	b.sees("The profile has mistakes.", "handback profile check")
	if b.m.Env.Selection.Profile != "" {
		t.Errorf("chosen is %q", b.m.Env.Selection.Profile)
	}
}
