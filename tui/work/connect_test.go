package work

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability/desk"
	"handback/device"
	"handback/device/sim/simtest"
	"handback/device/smp"
)

// TestConnectingAsksOnceAndReadingOnceMore: who is there is known from the
// greeting, and asked again with the licenses.
func TestConnectingAsksOnceAndReadingOnceMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var link *Link
		there := simtest.New()
		r := NewRunner(t.Context(), Options{
			Now: time.Now, Desk: desk.New(desk.Options{}),
			Open: func(ctx context.Context, port, _ string, o device.Options) (device.Met, error) {
				near, far := net.Pipe()
				go func() { _ = smp.Serve(t.Context(), far, there, smp.ServerOptions{}) }() // ends with the line
				return device.Connect(ctx, near, port, o)
			},
		})
		for i, job := range []Job{ConnectJob("port"), ReadJob()} {
			f := waitFor(r.Start(job))
			if f.Err != nil {
				t.Fatal(f.Err)
			}
			link = f.Selection.Link
			if there.Asked != i+1 {
				t.Errorf("after %q the device was asked %d times who it is", job.Title, there.Asked)
			}
		}
		if link == nil || link.Device.Serial != there.Identity.Serial {
			t.Errorf("linked to %+v", link)
		}
		if _, err := r.Close(time.Second); err != nil {
			t.Error(err)
		}
	})
}

// waitFor is how a job ended.
func waitFor(run *Running) Finished {
	for {
		if f, ok := run.Wait().(Finished); ok {
			return f
		}
	}
}
