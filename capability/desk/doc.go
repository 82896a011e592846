// Package desk carries out the next act of a return with what is at hand: a
// device, a stick and the ledger. The screens and the commands both work
// through it and through nothing else, so whatever one can do the other can.
//
// Every device command is noted before it is sent and its outcome after it.
// When a cut leaves the outcome open, the next act is to ask the device.
package desk
