package sim_test

import (
	"testing"

	"golang.org/x/sys/unix"

	"handback/device/smp"
)

// A program that asked for the port alone and was killed never gives it back;
// on a real port its end does.
func TestAKilledProgramDoesNotKeepThePort(t *testing.T) {
	cable, link := newCable(t, start(t, t.TempDir(), options(t)))
	if err := cable.Plug(t.Context()); err != nil {
		t.Fatal(err)
	}
	other, port := openPort(t, link), openPort(t, link)
	defer other.Close()
	if err := unix.IoctlSetInt(int(other.Fd()), unix.TIOCEXCL, 0); err != nil {
		t.Fatal(err)
	}
	client, err := smp.Connect(t.Context(), port, smp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Close(); err != nil {
		t.Fatal(err)
	}
	if alone, err := unix.IoctlGetInt(int(other.Fd()), unix.TIOCGEXCL); err != nil || alone != 0 {
		t.Errorf("the port is kept: %d, %v", alone, err)
	}
}
