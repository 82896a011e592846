// Package sim is a whole simulated device: it holds licenses in trusted
// storage, makes and loads sealed messages by the rules that a real device
// follows, and can be reached over a pseudo terminal or any other line.
//
// The rules are in [Vault], a plain value without disk, line or clock. [Device]
// is a vault on disk behind a serial line; [Cable] is the line as a terminal
// that can be pulled; [Faults] is what can go wrong with all of it.
package sim
