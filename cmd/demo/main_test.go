package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestAutoEndsWithTheCredit(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"--auto"}, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("status %d: %s", code, errs.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if last := lines[len(lines)-1]; !strings.HasPrefix(last, "closed R-") || !strings.HasSuffix(last, ": 2 licenses credited") {
		t.Errorf("it ends with %q", last)
	}
	if code := run(t.Context(), []string{"--nonsense"}, nil, &out, &errs); code != 2 {
		t.Errorf("a wrong flag ends with status %d", code)
	}
}
