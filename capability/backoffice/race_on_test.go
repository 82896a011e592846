//go:build race

package backoffice_test

// raced says that the race detector slows everything down.
const raced = true
