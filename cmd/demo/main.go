// Demo walks a whole return of licenses without any hardware: it starts a
// simulated device on a serial line, a reference back office on a database in
// a temporary folder and a folder that plays the USB stick, and opens the real
// screens on them. With --auto it goes the same way without keys.
package main

import (
	"context"
	"os"

	"handback/cmd/internal/process"
)

func main() {
	process.Main(func(ctx context.Context, s process.Streams) int {
		return run(ctx, os.Args[1:], s.In, s.Out, s.Err)
	})
}
