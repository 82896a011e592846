package media

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"handback/capability"
)

// Manifest is the file of a case folder that lists the digests of what
// Handback wrote there, in the format of sha256sum. Where something else lies
// under that name, the list takes a numbered one.
const Manifest = "SHA256SUMS"

// Sizes of a manifest in bytes: the bound, and what is kept free for one.
const (
	maxManifest   = 64 << 10
	usualManifest = 4 << 10
)

// prepareManifest plans the step that brings the manifest up to date: what it
// listed before and is still there, and what was saved now. Digests of the past are
// carried over and never made again, so a file that changed since is found out.
func (sh *shelf) prepareManifest() error {
	name, before, err := sh.readManifest()
	if err != nil {
		return err
	}
	sums := parseManifest(before)
	if err := sh.forgetMissing(sums); err != nil {
		return err
	}
	for _, s := range sh.out.Saved {
		sums[s.Name] = s.Digest
	}
	if len(sums) == 0 {
		return nil
	}
	text := formatManifest(sums)
	st := step{name: name, data: text, keep: bytes.Equal(before, text)}
	st.replace = before != nil && !st.keep
	if !st.keep && sh.refused != nil {
		return sh.refused
	}
	sh.total += int64(len(text))
	sh.steps = []step{st}
	return nil
}

// readManifest reads the manifest, nil when there is none yet, and gives its
// name: the first under which no folder, pipe or link lies.
func (sh *shelf) readManifest() (name string, text []byte, err error) {
	for n := 1; n <= maxNumber; n++ {
		name = numbered(Manifest, n)
		text, _, err = sh.readBack(name, maxManifest)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return name, nil, nil
		case !errors.Is(err, errNotRegular):
			return name, text, err
		}
	}
	return name, nil, fmt.Errorf("%w: %q and %d numbered names are taken", ErrName, Manifest, maxNumber-1)
}

// forgetMissing drops the names of files that are not in the case folder.
func (sh *shelf) forgetMissing(sums map[string]capability.Digest) error {
	there := make(map[string]bool, len(sums))
	err := sh.vol.List(sh.dir, func(e fs.DirEntry) error {
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
