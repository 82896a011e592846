//go:build !unix

package input

import (
	"context"
	"io"
)

// cancelable gives in as it is: Windows itself ends the read of a console at Ctrl-C.
func cancelable(_ context.Context, in io.Reader) (r io.Reader, leave func()) { return in, func() {} }
