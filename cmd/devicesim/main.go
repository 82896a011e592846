// Command devicesim is a simulated device on a pseudo terminal.
package main

import (
	"context"
	"os"

	"handback/cmd/internal/process"
)

func main() {
	process.Main(func(ctx context.Context, s process.Streams) int {
		return run(ctx, os.Args[1:], s.Out, s.Err)
	})
}
