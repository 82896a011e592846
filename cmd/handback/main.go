// Handback guides a technician through the return of licenses from a device
// that has no network.
package main

import (
	"context"
	"os"

	"handback/cmd/internal/process"
)

func main() {
	process.Main(func(ctx context.Context, s process.Streams) int {
		return run(ctx, os.Args[1:], streams{s.In, s.Out, s.Err})
	})
}
