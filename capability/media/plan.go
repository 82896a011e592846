package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// maxNumber is the last numbered name that is tried for a file.
const maxNumber = 99

// plan decides what to do with each file, by what is in the case folder now.
// With an error it returns the steps of the files before the one that failed.
func (sh *shelf) plan(ctx context.Context, files []File) ([]step, error) {
	taken := make(map[string]bool, len(files))
	for _, f := range files {
		taken[strings.ToLower(f.Name)] = true
	}
	steps := make([]step, 0, len(files))
	names := make([]string, 0, len(files))
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return steps, err
		}
		f, err := f.composed(names)
		if err != nil {
			return steps, err
		}
		st, err := sh.planFile(f, taken)
		if err != nil {
			return steps, fmt.Errorf("%s: %w", f.Name, err)
		}
		taken[strings.ToLower(st.name)] = true
		steps, names = append(steps, st), append(names, st.name)
	}
	return steps, nil
}

// composed is the file with its data.
func (f File) composed(names []string) (File, error) {
	if f.Compose == nil {
		return f, nil
	}
	data, err := f.Compose(slices.Clone(names))
	if err != nil {
		return f, err
	}
	f.Data = data
	return f, checkSize(f)
}

// planFile finds the name under which f can lie.
func (sh *shelf) planFile(f File, taken map[string]bool) (step, error) {
	for n := 1; n <= maxNumber; n++ {
		st := step{name: numbered(f.Name, n), data: f.Data, again: f.Replace}
		if n > 1 && taken[strings.ToLower(st.name)] {
			continue
		}
		there, _, err := sh.readBack(st.name, len(f.Data))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return st, nil
		case errors.Is(err, errNotRegular):
			continue
		case err != nil:
			return step{}, err
		case bytes.Equal(there, f.Data):
			st.keep = true
			return st, nil
		case len(there) == 0, f.Replace && (f.Supersedes == nil || f.Supersedes(there)):
			st.replace = true
			return st, nil
		}
	}
	return step{}, fmt.Errorf("%w: %q and %d numbered ones", ErrTaken, f.Name, maxNumber-1)
}

// readBack reads a file of the case folder, up to one byte more than most: enough
// to see that it differs. It reads from the stick itself where the system can, and
// reports whether it surely did.
func (sh *shelf) readBack(name string, most int) (data []byte, sure bool, err error) {
	h, err := sh.vol.Open(path.Join(sh.dir, name))
	if err != nil {
		return nil, false, err
	}
	defer h.Close()
	sure = h.Drop()
	var there bytes.Buffer
	there.Grow(most + bytes.MinRead)
	_, err = there.ReadFrom(io.LimitReader(h, int64(most)+1))
	return there.Bytes(), sure, err
}
