package media

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"handback/capability"
)

// Manifest is the file of a case folder that lists the digests of what
// Handback wrote there, in the format of sha256sum.
const Manifest = "SHA256SUMS"

// Sizes of a manifest in bytes: the bound, and what is kept free for one.
const (
	maxManifest   = 64 << 10
	usualManifest = 4 << 10
)

// saveManifest brings the manifest up to date: what it listed before and is
// still there, and what was saved now. Digests of the past are carried over and
// never made anew, so a file that changed since is found out.
func (w *writer) saveManifest(ctx context.Context, saved []Saved) error {
	sums, err := w.readManifest()
	if err != nil {
		return err
	}
	if err := w.forgetMissing(sums); err != nil {
		return err
	}
	for _, s := range saved {
		sums[s.Name] = s.Digest
	}
	if len(sums) == 0 {
		return nil
	}
	text := formatManifest(sums)
	st := step{name: Manifest, data: text}
	there, err := w.read(Manifest, len(text))
	switch {
	case err == nil:
		st.keep = bytes.Equal(there, text)
		st.replace = !st.keep
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if !st.keep && w.refused != nil {
		return w.refused
	}
	w.total += int64(len(text))
	_, err = w.carryOut(ctx, []step{st})
	return err
}

func (w *writer) readManifest() (map[string]capability.Digest, error) {
	text, err := w.read(Manifest, maxManifest)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return parseManifest(text), nil
}

// forgetMissing drops the names of files that are not in the case folder.
func (w *writer) forgetMissing(sums map[string]capability.Digest) error {
	there := make(map[string]bool, len(sums))
	err := w.vol.List(w.dir, func(e fs.DirEntry) error {
		if _, listed := sums[e.Name()]; listed && e.Type().IsRegular() {
			there[e.Name()] = true
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	maps.DeleteFunc(sums, func(name string, _ capability.Digest) bool { return !there[name] })
	return err
}

// parseManifest reads what it can of an untrusted manifest: lines of a digest,
// two spaces (or a space and an asterisk) and a name.
func parseManifest(text []byte) map[string]capability.Digest {
	sums := make(map[string]capability.Digest)
	if len(text) > maxManifest {
		return sums
	}
	for line := range strings.Lines(string(text)) {
		sum, name, found := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		name = strings.TrimLeft(name, " *")
		digest, err := capability.ParseDigest(sum)
		if found && err == nil && CheckName(name) == nil && name != Manifest {
			sums[name] = digest
		}
	}
	return sums
}

func formatManifest(sums map[string]capability.Digest) []byte {
	var out bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		out.WriteString(sums[name].String() + "  " + name + "\n")
	}
	return out.Bytes()
}
