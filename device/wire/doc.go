// Package wire owns one end of a line: one goroutine reads it until it is
// closed, and a write ends with its context. For who plays a device on a line
// it tells how to end a Read that waits.
package wire
