package widget

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestOneLineKeepsStylesAlone(t *testing.T) {
	const hostile = "<\x1b]52;c;ZXZpbA==\a\x1b[31m\u009b31m\u202e\u200b\x00\b\r\nFAKE LINE\x7f\u2028>"
	got := oneLine("\x1b[1m" + hostile + "\x1b[0m")
	if want := "\x1b[1m<]52;c;ZXZpbA==\x1b[31m31m  FAKE LINE >\x1b[0m"; got != want || ansi.Strip(got) != "<]52;c;ZXZpbA==31m  FAKE LINE >" {
		t.Errorf("%q", got)
	}
}
