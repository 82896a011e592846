// Package smp speaks the Simple Management Protocol of Zephyr, Mynewt and
// MCUboot over a serial console: the console framing, its packets, the groups
// for the operating system and for files, and one group of its own that
// carries licensing. [Client] is a [capability.Device] on the other end of a
// line, [Serve] is that other end.
//
// Sources: Zephyr's documents "SMP protocol specification", "SMP console/UART
// transport", "OS management" and "File management"; bodies are CBOR
// (RFC 8949).
package smp
