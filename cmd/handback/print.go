package main

import (
	"encoding/json"
	"fmt"
	"io"
)

// printJSON writes v as one indented document; the forms are documented in the
// README and only ever grow.
func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func (a *app) line(format string, args ...any) {
	fmt.Fprintf(a.out, format+"\n", args...)
}
