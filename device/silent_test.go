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
