// Package harness holds what the tests of several packages stand on: a device in
// memory, a device that is counted, the portal at its end of a stick, and a
// folder in memory. No program is built with it.
package harness
