package sim_test

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/device/sim"
	"handback/device/smp"
)

// onPipe serves the device on a pipe until the test ends, and connects to it.
func onPipe(t *testing.T, d *sim.Device, log func(string)) (*smp.Client, error) {
	t.Helper()
	here, there := net.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- d.Serve(ctx, there, smp.ServerOptions{}) }()
	client, err := smp.Connect(ctx, here, smp.Options{Tries: 3, Wait: 300 * time.Millisecond, Poll: time.Millisecond, Log: log})
	t.Cleanup(func() {
		if client != nil {
			if err := client.Close(); err != nil {
				t.Error(err)
			}
		}
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return client, err
}

// A whole return over the line, as a technician's tool does it, while the line
// is as it may be.
func TestReturnOverTheLine(t *testing.T) {
	for name, faults := range map[string]sim.Faults{
		"clean":        {},
		"late":         {Late: 20 * time.Millisecond},
		"chatter":      {Chatter: true},
		"drop":         {Drop: 4},
		"lose":         {Lose: 1500},
		"busy":         {Busy: 3},
		"ugly":         {Ugly: true},
		"all together": {Late: time.Millisecond, Chatter: true, Drop: 5, Busy: 2, Ugly: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := options(t)
				o.Faults = faults
				wholeReturn(t, start(t, t.TempDir(), o))
			})
		})
	}
}

func wholeReturn(t *testing.T, d *sim.Device) {
	t.Helper()
	client, err := onPipe(t, d, nil)
	if err != nil {
		t.Fatal(err)
	}
	returnBy(t, d, client)
}

// returnBy makes a whole return of a device by who reaches it.
func returnBy(t *testing.T, d *sim.Device, client capability.Device) {
	t.Helper()
	ctx := t.Context()
	made, err := client.MakeRequest(ctx, []capability.Line{{ActivationID: doppler}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	request, err := client.Fetch(ctx, made, nil)
	if err != nil {
		t.Fatal(err)
	}
	if m := decode(t, request); m.Request.IsConfirmation() || m.Request.Last != nil {
		t.Errorf("the return request says %+v", m.Request)
	}
	data := sealed(t, response(d.Vault().Device.Host, 1), portalKey())
	mark, err := client.LoadResponse(ctx, data, nil)
	if err != nil || mark.SHA256 != capability.DigestOf(data) {
		t.Fatalf("loaded %v, %v", mark, err)
	}
	left, err := client.Licenses(ctx, nil)
	if err != nil || len(left) != 1 || left[0].ActivationID != export {
		t.Fatalf("left are %v, %v", left, err)
	}
	again, err := client.LoadResponse(ctx, data, nil) // where the refusal is lost, the mark tells
	if !errors.Is(err, refusal(capability.AlreadyLoaded)) && (err != nil || again != mark) {
		t.Errorf("the same again: %v, %v, want already loaded", again, err)
	}
	made, err = client.MakeRequest(ctx, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	confirmation, err := client.Fetch(ctx, made, nil)
	if err != nil {
		t.Fatal(err)
	}
	if m := decode(t, confirmation); !m.Request.IsConfirmation() || *m.Request.Last != mark {
		t.Errorf("the confirmation request says %+v", m.Request)
	}
}

func TestSilentDevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := options(t)
		o.Faults.Silent = true
		if _, err := onPipe(t, start(t, t.TempDir(), o), nil); !errors.Is(err, smp.ErrNoAnswer) {
			t.Errorf("got %v, want ErrNoAnswer", err)
		}
	})
}

func TestChatterIsHeardAsText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := options(t)
		o.Faults.Chatter = true
		var mu sync.Mutex
		var lines int
		if _, err := onPipe(t, start(t, t.TempDir(), o), func(string) {
			mu.Lock()
			defer mu.Unlock()
			lines++
		}); err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		defer mu.Unlock()
		if lines == 0 {
			t.Error("no log line came through")
		}
	})
}

// Ending takes no longer because an answer is late.
func TestLateAnswerDoesNotHoldTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := options(t)
		o.Faults.Late = time.Hour
		began := time.Now()
		if _, err := onPipe(t, start(t, t.TempDir(), o), nil); !errors.Is(err, smp.ErrNoAnswer) {
			t.Errorf("got %v, want ErrNoAnswer", err)
		}
		if waited := time.Since(began); waited > time.Minute {
			t.Errorf("waited %s", waited)
		}
	})
}
