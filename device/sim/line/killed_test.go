package line_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"handback/device/smp"
)

// TestConnectAfterKill: a device that was left in the middle of a packet, of
// either framing, answers the next who comes.
func TestConnectAfterKill(t *testing.T) {
	for name, rest := range map[string]string{
		"half a line":            "\x06\x09AEkB",
		"half a frame":           "\x06\x09AEkBAAA\n",
		"half a stuffed packet":  "\x00\x02\x02\x05",
		"a stuffed packet begun": "\x00",
		"somebody's typing":      "reboot --for",
	} {
		for _, fast := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, fast %v", name, fast), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					r := rig{station: newShelf(2, 1), server: smp.ServerOptions{Fast: fast}}
					b, err := r.setUp(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					if err := b.client.Close(); err != nil {
						t.Fatal(err)
					}
					port := b.conn()
					if _, err := port.Write([]byte(rest)); err != nil {
						t.Fatal(err)
					}
					if err := port.Close(); err != nil {
						t.Fatal(err)
					}
					again, err := smp.Connect(t.Context(), b.conn(), r.client)
					if err != nil {
						t.Fatal(err)
					}
					if err := errors.Join(readLicenses(t.Context(), again, r.station), again.Close(), b.close()); err != nil {
						t.Error(err)
					}
				})
			})
		}
	}
}
