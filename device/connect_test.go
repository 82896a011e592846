package device

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/device/heard"
	"handback/device/serial"
	"handback/device/smp"
	"handback/device/wire"
)

// station is a device that can only say who it is.
type station struct {
	smp.Station
	serial string
}

func (s station) Identify(context.Context) (capability.Identity, error) {
	return capability.Identity{
		Vendor: "Example", Model: "X200", Serial: s.serial, Host: capability.HostID{Type: "STRING", Value: "SN0042"},
	}, nil
}

func TestConnectOnAPipe(t *testing.T) {
	near, far := net.Pipe()
	served := make(chan error, 1)
	go func() { served <- smp.Serve(t.Context(), far, station{}, smp.ServerOptions{}) }()
	d, err := Connect(t.Context(), near, "pipe", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if id, err := d.Identify(t.Context()); err != nil || id.Model != "X200" {
		t.Errorf("%+v, %v", id, err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// connectBy connects over a port that open opens, as often as it is lost.
func connectBy(t *testing.T, open func(path string, baud int) (smp.Conn, error)) (capability.Device, error) {
	t.Helper()
	o := Options{ReconnectTimeout: time.Minute}
	f := &finder{port: serial.Port{Path: "/nowhere/ttyS9"}, open: open, options: o}
	l, err := f.dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return connect(t.Context(), l, "port", o, f)
}

// TestPulledBeforeItWasGreeted: the cable is pulled while the device is asked
// who it is, so many times, and put back.
func TestPulledBeforeItWasGreeted(t *testing.T) {
	for pulls := range maxGreetings + 1 {
		synctest.Test(t, func(t *testing.T) {
			left := pulls
			open := func(string, int) (smp.Conn, error) {
				near, far := net.Pipe()
				if left--; left >= 0 {
					go func() {
						_, _ = far.Read(make([]byte, 1))
						_ = far.Close()
					}()
					return near, nil
				}
				go func() { _ = smp.Serve(t.Context(), far, station{}, smp.ServerOptions{}) }()
				return near, nil
			}
			d, err := connectBy(t, open)
			if pulls == maxGreetings {
				if !errors.Is(err, wire.ErrEnded) {
					t.Errorf("pulled %d times: %v", pulls, err)
				}
				return
			}
			if err != nil {
				t.Fatalf("pulled %d times: %v", pulls, err)
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestSilenceTellsWhatWasReceived(t *testing.T) {
	tests := map[string]struct {
		sent   string
		text   bool
		heard  heard.Kind
		sample string
	}{
		"nothing":     {"", false, heard.Nothing, ""},
		"rubbish":     {"\xff\x00\xfe\x80\x80\xf8", false, heard.Rubbish, ""},
		"login shell": {"\r\nwelcome\r\nlogin: ", true, heard.Login, "login:"},
	}
	for name, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			near, far := net.Pipe()
			go io.Copy(io.Discard, far)
			go io.WriteString(far, tt.sent)
			_, err := Connect(t.Context(), near, "pipe", Options{Baud: 9600})
			var silent *SilentError
			if !errors.As(err, &silent) || !errors.Is(err, ErrSilent) {
				t.Fatalf("%s: %v, want %v", name, err, ErrSilent)
			}
			if silent.Received != int64(len(tt.sent)) || silent.Heard.Legible() != tt.text || silent.Path != "pipe" {
				t.Errorf("%s: %+v, legible: %v", name, silent, silent.Heard.Legible())
			}
			if silent.Heard != tt.heard || silent.Sample != tt.sample || (silent.Sent == 0) != silent.Heard.Minds() || silent.Baud != 9600 {
				t.Errorf("%s: %+v", name, silent)
			}
		})
	}
}
