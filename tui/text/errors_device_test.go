package text

import (
	"fmt"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/device/smp"
)

// TestWhatADeviceSaidIsSaid: the protocol's words and number, the device's own,
// and what to do.
func TestWhatADeviceSaidIsSaid(t *testing.T) {
	field := &smp.AnswerError{Command: "info", Field: "host", Value: `["STRING", "\x1b[2J"]`, Want: "[type, value]"}
	missing := &smp.AnswerError{Command: "load", Field: "seq", Want: "the sequence number"}
	buffer := fmt.Errorf("%w: %w", smp.ErrSmallBuffer, &smp.AnswerError{Command: "params", Field: "buf_size", Value: "96", Want: "at least 128 bytes"})
	for _, tt := range []struct {
		err                 error
		what, means, doText string
	}{
		{
			&capability.Refusal{Code: capability.InvalidValue, Said: "invalid value (rc 3)"},
			"The device said: invalid value (rc 3).", "Nothing changed", "handback device check",
		},
		{
			&capability.Refusal{Code: capability.AccessDenied, Said: "access denied (rc 11)", Text: "locked"},
			`The device said: access denied (rc 11). Its words: "locked".`, "Nothing changed", "Unlock the device",
		},
		{
			&capability.Refusal{Code: capability.StorageFull, Said: "write failed (group 8 error 10)"},
			"The device said: write failed (group 8 error 10).", "Nothing changed", "Make room",
		},
		{&capability.Refusal{Code: capability.TooManyLines, Said: "60 lines are too many for one request"}, "60 lines are too many", "Nothing changed", "Return fewer licenses"},
		{&capability.Refusal{Code: capability.FileTooLarge, Said: "a request of 70000 bytes, more than 65536"}, "70000 bytes", "Nothing changed", "smaller"},
		{field, `The device's answer to "info" makes no sense: host is ["STRING", "\x1b[2J"]; expected: [type, value].`, "not used", "device check"},
		{missing, `The device's answer to "load" makes no sense: seq is missing; expected: the sequence number.`, "not used", "device check"},
		{buffer, "The device's buffer is too small: it says 96 bytes, and Handback needs at least 128 bytes.", "not used", "device check"},
		{&desk.OutcomeUnknown{Act: capability.ActLoadResponse, Err: missing}, "seq is missing", "not known whether the device did it", "asks it"},
	} {
		e := Explain(tt.err)
		if !strings.Contains(e.What, tt.what) || !strings.Contains(e.Means, tt.means) || !strings.Contains(e.Do, tt.doText) {
			t.Errorf("%v\n%+v", tt.err, e)
		}
	}
	if words, unit := What("send file in short messages"); !strings.Contains(words, "the device takes no more at once") || unit != "bytes" {
		t.Errorf("a slow upload is %q, in %q", words, unit)
	}
	no := capability.Return{Problem: &capability.Problem{Kind: capability.ProblemRefused, Code: capability.NotSupported, Said: "not supported (rc 8)"}}
	if text := Problem(no); !strings.Contains(text, "The device said: not supported (rc 8).") || !strings.Contains(text, "firmware") {
		t.Errorf("the problem is %q", text)
	}
}
