// Package network is a test of the whole with a network that fails: the portal by
// program, from the desk and from the stick, with the real clients and the real
// endpoints of the reference back office. The line breaks after each byte, the
// program ends at each point, and what answers is not always the portal. Done
// again, the same books come of it.
package network
