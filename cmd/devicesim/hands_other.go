//go:build !unix

package main

import "os"

// hands never delivers anything: the system has no signals for it.
func hands() (moves <-chan os.Signal, stop func()) { return nil, func() {} }

func pulls(os.Signal) bool { return false }
