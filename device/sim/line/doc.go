// Package line models a serial line to test and to measure on: its rate, the
// time that bytes are on their way, flipped bits, a USB adapter's latency
// timer, full buffers and a plug that can be pulled.
//
// Everything happens at computed times and waits for timers and channels
// alone, so a line in a testing/synctest bubble moves a file exactly as slowly
// as a real one and takes milliseconds. [OnTerminal] brings an end to programs.
package line
