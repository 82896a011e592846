package text

import (
	"context"
	"fmt"
	"testing"
)

func TestLogHasNoInnerWords(t *testing.T) {
	for line, want := range map[string]string{
		"read licenses (group 19523 command 1 op 0)": "read licenses",
		"no licensing in group 19523":                "no licensing",
		"device: boot ok":                            "device: boot ok",
	} {
		if got := Logged(line); got != want {
			t.Errorf("%q is shown as %q", line, got)
		}
	}
	if said, stopped := LogError("Reading the licenses", fmt.Errorf("read: %w", context.Canceled)); !stopped || said != "Reading the licenses: stopped" {
		t.Errorf("an act that was stopped is shown as %q", said)
	}
}
