package work

import (
	"testing"

	"handback/device"
	"handback/tui/internal/sample"
)

func TestWhatWasFoundIsForgottenWithThePort(t *testing.T) {
	var p portList
	ports := sample.PluggedPorts()[:1]
	p.update(sample.Now(), ports, nil)
	p.note(device.ProbeResult{Port: ports[0], Baud: 9600})
	if p.rate("/dev/ttyUSB0", 0) != 9600 {
		t.Errorf("the rate is %d", p.rate("/dev/ttyUSB0", 0))
	}
	p.update(sample.Now(), nil, nil)
	p.update(sample.Now(), ports, nil)
	if p.rate("/dev/ttyUSB0", 0) != 0 {
		t.Error("another device at the port would be taken for the one that was found")
	}
}

func TestRateThatIsUsed(t *testing.T) {
	found := device.ProbeResult{Baud: 9600}
	last := device.LastDevice{Baud: 57600}
	for _, tt := range []struct {
		port       Port
		configured int
		want       int
	}{
		{Port{Found: &found, Last: &last}, 115200, 9600},
		{Port{Last: &last}, 115200, 115200},
		{Port{Last: &last}, 0, 57600},
		{Port{}, 19200, 19200},
	} {
		tt.port.Path = "/dev/ttyUSB0"
		p := portList{list: []Port{tt.port}}
		if got := p.rate("/dev/ttyUSB0", tt.configured); got != tt.want {
			t.Errorf("%+v with %d configured: %d, want %d", tt.port, tt.configured, got, tt.want)
		}
	}
}
