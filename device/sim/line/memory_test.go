package line_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/device/sim/line"
	"handback/device/smp"
)

const mebibyte = 1 << 20

// noise is pieces of everything that a line carries, so that a decoder is led
// as far astray as can be.
func noise(source *rand.Rand, n int) []byte {
	frame := []byte("\x06\x09AEkBAAA\n\x04\x14////\n\x06\x09" + string(bytes.Repeat([]byte("QUJD"), 30)) + "\n")
	out := make([]byte, 0, n)
	for len(out) < n {
		switch source.IntN(4) {
		case 0:
			out = append(out, frame[:source.IntN(len(frame))]...)
		case 1:
			out = append(out, "login: \x1b[2J[   1.234] eth0: link up\r\n"...)
		case 2:
			out = append(out, 0, byte(source.Uint32()), 0)
		default:
			for range source.IntN(300) {
				out = append(out, byte(source.Uint32()))
			}
		}
	}
	return out[:n]
}

// TestFloodOfNoise pours 10 MB on an end while nobody asks for anything. Both
// sides work afterwards, and what was poured is not kept.
func TestFloodOfNoise(t *testing.T) {
	const size = 64 << 10
	pieces := 160
	if testing.Short() {
		pieces = 41
	}
	source := rand.New(rand.NewPCG(1, 1))
	poured := make([][]byte, 7)
	for i := range poured {
		poured[i] = noise(source, size)
	}
	for _, d := range []line.Direction{line.AToB, line.BToA} {
		for _, fast := range []bool{false, true} {
			if fast != (d == line.AToB) && !*every {
				continue
			}
			synctest.Test(t, func(t *testing.T) {
				logged := 0
				r := setup{params: quick(), station: newDevice(20, 1000), server: smp.ServerOptions{Fast: fast}}
				r.client.Log = func(text string) { logged += len(text) }
				c, err := r.connect(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				before, most := heap(), int64(0)
				for i := range pieces {
					c.line.Inject(d, poured[i%len(poured)])
					time.Sleep(time.Second)
					if i%40 == 0 {
						most = max(most, heap()-before)
					}
				}
				if most > mebibyte {
					t.Errorf("%d bytes were kept", most)
				}
				for _, a := range acts() {
					if err := a.do(t.Context(), c.client, r.station); err != nil {
						t.Errorf("after the flood, %s: %v", a.name, err)
					}
				}
				t.Logf("%d bytes of noise, %d of them logged, %d bytes kept at most", pieces*size, logged, most)
				if err := c.close(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// heap is how many bytes are in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestMemoryOfATransfer: moving 64 KiB takes little memory beside the file.
func TestMemoryOfATransfer(t *testing.T) {
	for _, w := range []way{up, down} {
		synctest.Test(t, func(t *testing.T) {
			r := setup{params: line.Params{Latency: 5 * time.Millisecond}, station: newDevice(2, fileSize), server: smp.ServerOptions{BufSize: 1024}}
			c, err := r.connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			response := random(fileSize)
			idle, most := heap(), int64(0)
			reports := 0
			watch := func(capability.Progress) {
				if reports++; reports%8 == 0 { // to look takes its time
					most = max(most, heap()-idle)
				}
			}
			if w == up {
				_, err = c.client.LoadResponse(t.Context(), response, watch)
			} else {
				_, err = c.client.Fetch(t.Context(), made(r.station), watch)
			}
			if err := errors.Join(err, c.close()); err != nil {
				t.Error(err)
			}
			t.Logf("%s: %d KiB above idle, client and device together", w, most>>10)
			if most > mebibyte {
				t.Errorf("%s: %d bytes above idle", w, most)
			}
			runtime.KeepAlive(response)
		})
	}
}
