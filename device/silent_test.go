package device

import (
	"testing"

	"handback/device/heard"
)

func TestCausesOfSilence(t *testing.T) {
	tests := []struct {
		silent SilentError
		first  Cause
	}{
		{SilentError{Sent: 20}, CauseNoPower},
		{SilentError{Sent: 20, Received: 9, Heard: heard.Rubbish}, CauseWrongRate},
		{SilentError{Sent: 20, Received: 20, Heard: heard.Echo}, CauseJoined},
		{SilentError{Sent: 20, Received: 20, Heard: heard.Login}, CauseConsole},
		{SilentError{Sent: 20, Received: 20, Heard: heard.Loader}, CauseLoader},
	}
	for _, tt := range tests {
		if causes := tt.silent.Causes(); len(causes) == 0 || causes[0] != tt.first {
			t.Errorf("%+v: %q, want %q first", tt.silent, causes, tt.first)
		}
	}
}

func TestMeddlers(t *testing.T) {
	tests := []struct {
		port PortInfo
		want string
	}{
		{PortInfo{USB: &USB{VendorID: "1A86", ProductID: "7523"}}, "brltty"},
		{PortInfo{Driver: "cdc_acm", USB: &USB{VendorID: "2FE3", ProductID: "0100"}}, "ModemManager"},
		{PortInfo{USB: &USB{VendorID: "067B", ProductID: "2303"}}, ""},
		{PortInfo{Path: "/dev/ttyS0"}, ""},
	}
	for _, tt := range tests {
		if got, command := tt.port.Meddler(); got != tt.want || (command == "") != (got == "") {
			t.Errorf("%+v: %q, %q, want %q", tt.port, got, command, tt.want)
		}
	}
}
