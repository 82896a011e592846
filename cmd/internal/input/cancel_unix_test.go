//go:build unix

package input

import (
	"context"
	"errors"
	"os"
	"testing"
)

// TestAReadEndsWithTheContext: the pipe stays open and says nothing more.
func TestAReadEndsWithTheContext(t *testing.T) {
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	defer to.Close()
	if _, err := to.WriteString("one\n"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = Rows(ctx, from, func(string) (bool, error) {
		cancel()
		return false, nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
