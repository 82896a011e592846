//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestAProgramIsToldAnEvent: it gets the event as its input and its arguments as they
// are, and one that hangs is ended.
func TestAProgramIsToldAnEvent(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out $(x)")
	event := []byte("{\"event\":\"closed\"}\n")
	if err := runProgram(context.Background(), []string{"tee", out}, event); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(out); err != nil || !bytes.Equal(got, event) {
		t.Errorf("it got %q: %v", got, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := runProgram(ctx, []string{"sleep", "60"}, event); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one that hangs: %v", err)
	}
}
