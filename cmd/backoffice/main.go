// Command backoffice is a reference back office on the command line. It plays
// the licensing portal for devices that use the open messages.
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
