//go:build !race

package explore

// raced says that the race detector slows everything down.
const raced = false
