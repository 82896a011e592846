package media

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"handback/capability"
)

// Read reads one file of the stick again, by a path that [Stick.Collect] or
// [Stick.Save] gave, and checks that it still is what it was: the error is
// [ErrChanged] when its digest is not want or it is no file any more,
// [ErrGone] when the stick was taken out.
func (s *Stick) Read(ctx context.Context, path string, want capability.Digest) ([]byte, error) {
	doing := fmt.Sprintf("reading %q", capability.Printable(path))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	v, now, err := s.begin(doing)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	data, err := readFile(v, path, MaxSaved)
	switch {
	case err == nil && capability.DigestOf(data) != want:
		err = fmt.Errorf("%w: it has another digest", ErrChanged)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, errNotRegular):
		err = fmt.Errorf("%w: %w", ErrChanged, err)
	}
	if err != nil {
		return nil, explain(v, now, 0, doing, err)
	}
	return data, nil
}
