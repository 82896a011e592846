package desk_test

import (
	"errors"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
)

func TestSlipWordingCanBeReplaced(t *testing.T) {
	for _, bad := range []string{"{{.Nonsense}}", "{{", "{{range .Lines}}"} {
		if err := desk.CheckSlip(bad); !errors.Is(err, desk.ErrSlip) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	const own = "Bring {{.File}} to Lee.\n{{range .Lines}}{{.ActivationID}} {{.Back}}\n{{end}}"
	if err := desk.CheckSlip(own); err != nil {
		t.Fatal(err)
	}
	w := newHarnessWith(t, func(o *desk.Options) { o.SlipTemplate = own })
	w.start(capability.Order{})
	w.until(capability.StageRequestSaved)
	if got, err := w.desk.Slip(w.id); err != nil || got != "Bring 1-return-request.bin to Lee.\nACT-1 10\nACT-2 1\n" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestSlipNamesTheFileThatCounts(t *testing.T) {
	w := newHarness(t)
	w.start(capability.Order{})
	if got, err := w.desk.Slip(w.id); got != "" || err != nil {
		t.Errorf("before there is a request: %q, %v", got, err)
	}
	w.until(capability.StageRequestSaved)
	old := w.now().Request
	if _, err := w.desk.Replace(t.Context(), w.id, ""); err != nil {
		t.Fatal(err)
	}
	r := w.until(capability.StageRequestSaved)
	got, err := w.desk.Slip(w.id)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1-return-request-2.bin", r.Request.SHA256.String(), "Do NOT upload", old.SHA256.Short()} {
		if !strings.Contains(got, want) {
			t.Errorf("the slip doesn't say %q:\n%s", want, got)
		}
	}
	for line := range strings.Lines(got) {
		if len(line) > 81 {
			t.Errorf("a line of %d columns: %s", len(line)-1, line)
		}
	}
}
