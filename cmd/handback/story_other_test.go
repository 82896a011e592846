//go:build !unix

package main_test

import "testing"

// TestStories needs what only unix systems have.
func TestStories(t *testing.T) {
	t.Skip("this system has no pseudo terminals and no signals for the stories")
}
