package bench

import (
	"flag"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability/testkit"
)

var inRealTime = flag.Bool("bench.real", false, "measure time and memory with lines in real time")

// TestSixteenAtOnce: sixteen devices take at most a tenth more time on their lines
// than one, and all sixteen are spoken to at the same time.
func TestSixteenAtOnce(t *testing.T) {
	one, _ := returnsInVirtualTime(t, 1)
	sixteen, most := returnsInVirtualTime(t, 16)
	if most != 16 {
		t.Errorf("at most %d of 16 devices were open at once", most)
	}
	if sixteen > one+one/10 {
		t.Errorf("one device took %v, sixteen took %v", one, sixteen)
	}
	t.Logf("one device took %v of the line's time, sixteen took %v: %.3f times that", one, sixteen, float64(sixteen)/float64(one))
}

func returnsInVirtualTime(t *testing.T, devices int) (took time.Duration, most int) {
	dir := testkit.Dir(t)
	synctest.Test(t, func(t *testing.T) {
		s := openShop(t, dir, devices)
		tasks := s.startAll(s.units)
		begun := time.Now()
		s.giveBack(tasks)
		took, most = time.Since(begun), s.most
		s.check(tasks)
		s.close()
	})
	return took, most
}

// TestSixteenInRealTime measures what the test above computes, with the work that
// the ledger, the stick and this machine have in it, and the memory that it takes
// together with the sixteen devices and the back office. Each device has 40 licenses,
// and the lines are those of USB adapters with a latency timer of 16 ms, as FTDI's
// come. What the portal takes does not count.
func TestSixteenInRealTime(t *testing.T) {
	if !*inRealTime {
		t.Skip("it measures; see -bench.real")
	}
	took := make(map[int]time.Duration)
	for _, devices := range []int{1, 16} {
		debug.FreeOSMemory()
		s := newShop(t, testkit.Dir(t))
		s.params.USBTimer, s.held = 16*time.Millisecond, 40
		s.add(devices)
		tasks := s.startAll(s.units)
		begun := time.Now()
		s.giveBack(tasks)
		took[devices] = time.Since(begun) - s.atPortal
		var heap runtime.MemStats
		runtime.ReadMemStats(&heap)
		t.Logf("%d devices: %v, %d MB of heap in use, %s", devices, took[devices].Round(time.Millisecond), heap.HeapInuse>>20, peakMemory(t))
		s.check(tasks)
		s.close()
	}
	t.Logf("sixteen take %.3f times what one takes", float64(took[16])/float64(took[1]))
}

// peakMemory is the line of Linux about the most memory that this process had.
func peakMemory(t *testing.T) string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip(err)
	}
	for text := range strings.Lines(string(status)) {
		if strings.HasPrefix(text, "VmHWM") {
			return strings.Join(strings.Fields(text), " ")
		}
	}
	return "no VmHWM"
}
