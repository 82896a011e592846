//go:build !unix

package main

import "os"

// cableSignals delivers nothing: this system has no signals for it.
func cableSignals() (signals <-chan os.Signal, stop func()) { return nil, func() {} }

func isPull(os.Signal) bool { return false }
