package line_test

import (
	"bytes"
	"context"
	"testing"
	"testing/synctest"

	"handback/device/sim/line"
	"handback/device/smp"
)

// TestTransfersResume hangs up five times during one transfer. It goes on where
// it was each time: no more than the messages under way are carried twice.
func TestTransfersResume(t *testing.T) {
	const hangUps, underWay = 5, 3 * 1400 // bytes
	for w, d := range map[way]line.Direction{up: line.AToB, down: line.BToA} {
		whole := carried(t, w, d, 0)
		cut := carried(t, w, d, hangUps)
		t.Logf("%s: %d bytes without a hang-up, %d with %d", w, whole, cut, hangUps)
		if cut > whole+hangUps*underWay {
			t.Errorf("%s: %d bytes went over the line, without hang-ups %d", w, cut, whole)
		}
	}
}

// carried is how many bytes a transfer puts on the line with some hang-ups.
func carried(t *testing.T, w way, d line.Direction, hangUps int) (bytesCarried int64) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		const apart = 15_000 // bytes between two hang-ups
		var b *bench
		r := rig{station: newShelf(2, fileSize), server: smp.ServerOptions{BufSize: 1024}}
		left := hangUps
		arm := func() {
			if left--; left >= 0 {
				b.line.HangUpAfter(d, apart)
			}
		}
		r.client.Redial = func(context.Context) (smp.Conn, error) {
			b.line.PlugIn()
			arm()
			return b.conn(), nil
		}
		b, err := r.setUp(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		arm()
		if err := b.transfer(t.Context(), w); err != nil {
			t.Error(err)
		}
		if w == up && !bytes.Equal(r.station.Files[smp.ResponseFile], random(fileSize)) {
			t.Error("another file arrived")
		}
		if left >= 0 {
			t.Errorf("%d hang-ups did not happen", left+1)
		}
		bytesCarried = b.line.Counts(d).Bytes
		if err := b.close(); err != nil {
			t.Error(err)
		}
	})
	return bytesCarried
}
