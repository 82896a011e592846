package traffic

import (
	"sync"
	"testing"
)

func TestCounterCounts(t *testing.T) {
	var c Counter
	c.Sent(12)
	c.Received([]byte("login:\r\n\x00\xff"))
	c.Message()
	c.Damaged()
	c.Again()
	want := Counts{Sent: 12, Received: 10, Messages: 1, Damaged: 1, Again: 1}
	if got := c.Counts(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestNobodyCounts(t *testing.T) {
	var c *Counter
	c.Sent(1)
	c.Received([]byte("x"))
	c.Message()
	c.Damaged()
	c.Again()
	if got := c.Counts(); got != (Counts{}) {
		t.Errorf("got %+v", got)
	}
}

func TestSeveralMayCountAtOnce(t *testing.T) {
	var c Counter
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 1000 {
				c.Received([]byte{'a'})
				c.Counts()
			}
		})
	}
	all.Wait()
	if got := c.Counts().Received; got != 4000 {
		t.Errorf("%d bytes", got)
	}
}
