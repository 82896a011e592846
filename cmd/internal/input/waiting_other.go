//go:build !unix

package input

import (
	"context"
	"io"
)

// waiting is in: Windows itself ends the read of a console at Ctrl-C.
func waiting(_ context.Context, in io.Reader) (r io.Reader, leave func()) { return in, func() {} }
