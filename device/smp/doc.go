// Package smp speaks the Simple Management Protocol of Zephyr, Mynewt and
// MCUboot over a serial console: the console framing, its packets, the groups
// for the operating system and for files, and one group of its own that
// carries licensing. [Client] is a [capability.Device] on the other end of a
// line, [Serve] is that other end.
//
// What a device has to do is told by the page that [Protocol] gives; [Check]
// says what it does otherwise.
//
// Two requests are under way where a device has the buffers, what is lost is
// sent again by measured time, and a line that ended can be opened anew in the
// middle of an act. A device may offer COBS frames, which carry more.
//
// Sources: Zephyr's documents "SMP protocol specification", "SMP console/UART
// transport", "OS management" and "File management"; bodies are CBOR
// (RFC 8949).
package smp
