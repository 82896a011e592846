//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// cableSignals delivers the signals that move the cable until stop is called.
func cableSignals() (signals <-chan os.Signal, stop func()) {
	all := make(chan os.Signal, 8)
	signal.Notify(all, syscall.SIGUSR1, syscall.SIGUSR2)
	return all, func() { signal.Stop(all) }
}

// isPull tells the signal to pull the cable from the one to plug it in.
func isPull(s os.Signal) bool { return s == syscall.SIGUSR1 }
