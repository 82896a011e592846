//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// hands delivers the signals that move the cable until stop is called.
func hands() (moves <-chan os.Signal, stop func()) {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGUSR1, syscall.SIGUSR2)
	return signals, func() { signal.Stop(signals) }
}

// pulls tells the signal to pull the cable from the one to plug it in.
func pulls(s os.Signal) bool { return s == syscall.SIGUSR1 }
