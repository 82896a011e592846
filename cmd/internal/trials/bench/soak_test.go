package bench

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability/testkit"
)

var soakDevices = flag.Int("bench.devices", 8, "devices of the day at the bench")

// atATime is how many devices are at the bench, and a day their time for all.
const (
	atATime = 16
	day     = 24 * time.Hour
)

// TestADayAtTheBench does the returns of many devices, sixteen at a time, at the
// same ports and by the same bench. Nothing is lost, no request is made twice, and
// what the program holds on to does not grow.
func TestADayAtTheBench(t *testing.T) {
	dir, devices := testkit.Dir(t), *soakDevices
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, dir)
		pause := day * atATime / time.Duration(max(devices, atATime))
		first := 0
		for n := 0; n < devices; n += atATime {
			s.units = nil
			for i := n; i < min(n+atATime, devices); i++ {
				s.plug(fmt.Sprintf("port-%02d", i-n), s.build(i))
			}
			tasks := s.startAll(s.units)
			s.giveBack(tasks)
			s.check(tasks)
			s.events = nil
			for _, u := range s.units {
				if err := u.end(); err != nil {
					t.Error(err)
				}
				s.unplug(u.port)
			}
			s.units = nil
			if err := os.RemoveAll(s.stick()); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(s.stick(), 0o755); err != nil {
				t.Fatal(err)
			}
			time.Sleep(pause)
			runtime.GC()
			var heap runtime.MemStats
			runtime.ReadMemStats(&heap)
			files, err := os.ReadDir("/dev/fd")
			if err != nil {
				t.Skip(err)
			}
			held := runtime.NumGoroutine() + len(files)
			if n == 0 {
				first = held
			}
			if held > first+atATime {
				t.Errorf("after %d devices %d goroutines and %d files are held, %d at first", n+atATime, runtime.NumGoroutine(), len(files), first)
			}
			if n/atATime%8 == 0 {
				t.Logf("%d devices: %d goroutines, %d files, %d MB of heap, %s", n+len(tasks), runtime.NumGoroutine(), len(files), heap.HeapAlloc>>20, peakMemory(t))
			}
		}
		s.close()
	})
}
