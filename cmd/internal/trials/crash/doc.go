// Package crash is a test of the whole: a technician's program does a return
// with its real ledger, a folder as the stick and a simulated device on a
// serial line, and is killed at every point before and after a write, a sync, a
// rename or a device command. Started again it has to come to the same end,
// wherever it was killed. The return may be for a replacement: then its
// activation is part of it, and a claim that the receipt comes after. Or the case
// of a colleague is taken in, set aside, and taken in again. Or the returns of two
// devices run at once in one ledger: then nothing of one may be in the other.
package crash
