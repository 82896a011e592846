//go:build !race

package network

// raced says that the race detector slows everything down.
const raced = false
