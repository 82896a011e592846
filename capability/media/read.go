package media

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

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

// ReadNamed reads the file at a path that a person named, 1 to most bytes. If
// there is no plain file, the error is [fs.ErrNotExist]: links don't count, nor
// does what they lead to. [ErrGone] says that the stick was taken out.
func (s *Stick) ReadNamed(ctx context.Context, name string, most int64) ([]byte, error) {
	doing := fmt.Sprintf("reading %q", capability.Printable(name))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	v, now, err := s.begin(doing)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	var data []byte
	err = errNotRegular
	if name = path.Clean(name); v.IsFolder(path.Dir(name)) {
		data, err = readFile(v, name, most)
	}
	if errors.Is(err, errNotRegular) || errors.Is(err, fs.ErrNotExist) {
		if _, err := stillThere(v, now); err != nil {
			return nil, fmt.Errorf("%s: %w", doing, err)
		}
		return nil, &fs.PathError{Op: "read", Path: capability.Printable(name), Err: fs.ErrNotExist}
	}
	if err != nil {
		return nil, explain(v, now, 0, doing, err)
	}
	return data, nil
}

// readFile reads a regular file of 1 to most bytes.
func readFile(v volume, name string, most int64) ([]byte, error) {
	h, err := v.Open(name)
	if err != nil {
		return nil, err
	}
	defer h.Close()
	data, err := io.ReadAll(io.LimitReader(h, most+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) == 0:
		return nil, errors.New("the file is empty")
	case int64(len(data)) > most:
		return nil, fmt.Errorf("the file has more than %d bytes", most)
	}
	return data, nil
}

// readAll reads the candidates, the newest first, until a limit is met.
func (c *collector) readAll(ctx context.Context) error {
	slices.SortStableFunc(c.candidates, func(a, b candidate) int { // the newest first
		return cmp.Or(-a.info.ModTime().Compare(b.info.ModTime()), cmp.Compare(a.path, b.path))
	})
	for i, one := range c.candidates {
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(c.out.Found) >= c.limits.Reads || c.read+one.info.Size() > c.limits.Bytes {
			for _, rest := range c.candidates[i:] {
				c.skip(rest.path, rest.info.Size(), OverLimit)
			}
			c.unread += len(c.candidates) - i
			return nil
		}
		data, err := readFile(c.vol, one.path, c.maxSize(one.path))
		if err != nil {
			if isFatal(err) {
				return err
			}
			c.skip(one.path, one.info.Size(), Unreadable)
			continue
		}
		c.read += int64(len(data))
		c.out.Found = append(c.out.Found, Found{
			Path: one.path, Size: int64(len(data)), ModTime: one.info.ModTime(),
			Digest: capability.DigestOf(data), Data: data,
		})
		c.report.Tell("reading files", int64(i+1), int64(len(c.candidates)))
	}
	return nil
}

// maxSize is how many bytes a file may have to be read: the file of a case can
// be longer than a message.
func (c *collector) maxSize(name string) int64 {
	if IsCaseFile(name) {
		return max(c.limits.FileSize, MaxSaved)
	}
	return c.limits.FileSize
}

// IsCaseFile reports whether a path is one under which a case is saved.
func IsCaseFile(name string) bool {
	base := path.Base(name)
	return inCase(name) && strings.HasPrefix(base, "return") && path.Ext(base) == path.Ext(CaseName)
}

// inCase reports whether a path leads to a case folder.
func inCase(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.EqualFold(first, Folder)
}
