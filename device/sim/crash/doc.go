// Package crash is a test of the whole: a technician's program does a return
// with its real ledger, a folder as the stick and a simulated device on a
// serial line, and is killed at every point before and after a write, a sync, a
// rename or a device command. Started again it has to come to the same end,
// wherever it was killed.
package crash
