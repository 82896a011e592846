package smp

import (
	"sync/atomic"
	"testing"
	"time"

	"handback/capability"
	"handback/device/station"
)

func TestWindow(t *testing.T) {
	// g: an exchange went well, l: a loss while two were under way, a: a loss
	// of a request that was alone.
	for name, tt := range map[string]struct {
		count int
		steps string
		size  int
		ever  bool // two are possible again after many good exchanges
	}{
		"enough buffers":              {4, "", 2, true},
		"not enough":                  {3, "ggggg", 1, false},
		"after a loss":                {4, "gggggl", 1, true},
		"after a good one":            {4, "gggggl" + "g", 2, true},
		"the same loss told twice":    {4, "gggll", 1, true},
		"twice lost soon":             {4, "lg" + "l" + "g", 1, true},
		"twice lost soon, then a run": {4, "lg" + "l" + "gg", 2, true},
		"lost whenever there are two": {4, "l" + "gl" + "ggl" + "ggggl", 1, false},
		"lost alone as well":          {4, "lgl" + "a" + "gl" + "a" + "gl", 1, true},
		"lost now and then":           {4, "lggggl" + "ggggl" + "ggggl" + "ggggl", 1, true},
	} {
		w := window{}
		w.open(tt.count)
		for _, step := range tt.steps {
			switch step {
			case 'g':
				w.good()
			default:
				w.lost(step == 'a')
			}
		}
		if w.size() != tt.size {
			t.Errorf("%s: %d under way, want %d", name, w.size(), tt.size)
		}
		for range 100 {
			w.good()
		}
		if (w.size() == mostWindow) != tt.ever {
			t.Errorf("%s: %d under way in the end", name, w.size())
		}
	}
}

func TestChunk(t *testing.T) {
	var c chunk
	const overhead = 50
	if got := c.size(5000, overhead); got != maxChunk {
		t.Errorf("%d bytes on a good line, want %d", got, maxChunk)
	}
	last := maxChunk
	for range 20 {
		c.sent(last)
		c.lost()
		if got := c.size(5000, overhead); got > last || got < leastChunk {
			t.Errorf("%d bytes after another loss, %d before it", got, last)
		} else {
			last = got
		}
	}
	if last > leastChunk+leastChunk/8 || c.size(100, overhead) != 100 {
		t.Errorf("%d bytes when all is lost, want about %d", last, leastChunk)
	}
	for range 1000 {
		c.sent(1000)
	}
	if got := c.size(5000, overhead); got != maxChunk {
		t.Errorf("%d bytes long after the last loss, want %d", got, maxChunk)
	}
}

func TestRTT(t *testing.T) {
	r := rtt{first: 500 * time.Millisecond}
	r.lost()
	if r.timeout() != r.first {
		t.Errorf("%s before any answer, want %s", r.timeout(), r.first)
	}
	r.answered(time.Second, false)
	if r.timeout() < time.Second {
		t.Errorf("%s for a device that may take a second", r.timeout())
	}
	for range 100 {
		r.answered(15*time.Millisecond, true)
	}
	if r.timeout() != leastTimeout || r.shortTimeout() > 2*jitter {
		t.Errorf("%s and %s for a quick device", r.timeout(), r.shortTimeout())
	}
	before := r.timeout()
	r.lost()
	r.answered(time.Second, false)
	if r.timeout() != 2*before || r.shortTimeout() != r.timeout() {
		t.Errorf("%s and %s after a loss, want %s", r.timeout(), r.shortTimeout(), 2*before)
	}
}

// TestDeviceThatHoldsOneRequest drops what comes while it still works on
// something: it is served one by one, and hardly ever loses anything.
func TestDeviceThatHoldsOneRequest(t *testing.T) {
	s := newStation(200)
	var working atomic.Int32
	dropped, all := 0, 0
	r := simulatedLine{station: s}
	r.toDevice = func(_ int, frame []byte) [][]byte {
		if len(packetsIn(frame)) == 0 {
			return [][]byte{frame}
		}
		if all++; working.Load() > 0 {
			dropped++
			return nil
		}
		working.Add(1)
		return [][]byte{frame}
	}
	r.toClient = func(_ int, frame []byte) [][]byte {
		time.Sleep(5 * time.Millisecond) // while it works the next request comes
		working.Add(-1)
		return [][]byte{frame}
	}
	r.run(t, func(t *testing.T, c *Client) {
		for range 3 {
			response := make([]byte, 20_000)
			response[0] = byte(s.Loads)
			if _, err := c.LoadResponse(t.Context(), response, nil); err != nil {
				t.Fatal(err)
			}
			if got := s.Files[station.ResponseFile]; capability.DigestOf(got) != capability.DigestOf(response) {
				t.Error("another file arrived")
			}
			if all, err := c.Licenses(t.Context(), nil); err != nil || len(all) != 200 {
				t.Errorf("%d licenses, %v", len(all), err)
			}
		}
		if !c.flow.window.forGood || dropped > 6 {
			t.Errorf("%d of %d requests were dropped, one at a time for good: %v", dropped, all, c.flow.window.forGood)
		}
	})
}
