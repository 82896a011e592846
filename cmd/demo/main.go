// Demo walks a whole return of licenses without any hardware: it starts a
// simulated device on a serial line, a reference back office on a database in
// a temporary folder and a folder that plays the USB stick, and opens the real
// screens on them. With --auto it goes the same way without keys.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
