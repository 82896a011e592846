package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"handback/capability"
)

// FileName is the name of a file in a record. It is made of the file's kind and
// digest, so that an older file of the same kind stays.
func FileName(a capability.Artifact) string {
	name := a.Kind.FileName()
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "-" + a.SHA256.Short() + ext
}

// named reports whether a file was put under the digest d.
func named(name string, d capability.Digest) bool {
	return strings.HasSuffix(strings.TrimSuffix(name, path.Ext(name)), "-"+d.Short())
}

// Put keeps the bytes of a file. They are safe on the disk when Put returns.
// [ErrNotFile] says that data is not what a describes. Putting a file again is
// no error, and makes good one that was damaged.
func (l *Ledger) Put(id capability.ReturnID, a capability.Artifact, data []byte) error {
	if l.lock == nil {
		return ErrReadOnly
	}
	if err := check(a, data); err != nil {
		return err
	}
	defer l.turns.take(id)()
	if err := find(l.disk, id); err != nil {
		return err
	}
	if err := replace(l.doing("put"), path.Join(dirOf(id), FileName(a)), data); err != nil {
		return fmt.Errorf("keeping the %s of %s: %w", a.Kind, id, err)
	}
	return nil
}

func check(a capability.Artifact, data []byte) error {
	switch {
	case !slices.Contains(capability.ArtifactKinds(), a.Kind):
		return fmt.Errorf("%w: unknown kind %q", ErrNotFile, string(a.Kind))
	case len(data) > MaxFile:
		return fmt.Errorf("%w: the %s has %d bytes, more than %d", ErrTooLarge, a.Kind, len(data), MaxFile)
	case int64(len(data)) != a.Size:
		return fmt.Errorf("%w: the %s has %d bytes, not %d", ErrNotFile, a.Kind, len(data), a.Size)
	case capability.DigestOf(data) != a.SHA256:
		return fmt.Errorf("%w: the digest of the %s differs", ErrNotFile, a.Kind)
	}
	return nil
}

// Get reads a kept file back and checks it. [ErrNoFile] says that there is
// none of that digest, a *[Damage] that its bytes have changed.
func (l *Ledger) Get(id capability.ReturnID, d capability.Digest) ([]byte, error) {
	if err := find(l.disk, id); err != nil {
		return nil, err
	}
	names, err := l.disk.ReadDir(dirOf(id))
	if err != nil {
		return nil, err
	}
	err = fmt.Errorf("%w: %s in %s", ErrNoFile, d.Short(), id)
	for _, n := range names {
		if !named(n.Name(), d) {
			continue
		}
		var data []byte
		if data, err = l.readFile(id, n.Name(), d); err == nil {
			return data, nil
		}
	}
	return nil, err
}

func (l *Ledger) readFile(id capability.ReturnID, name string, d capability.Digest) ([]byte, error) {
	data, err := read(l.disk, path.Join(dirOf(id), name), MaxFile)
	if err == nil && capability.DigestOf(data) != d {
		err = errDigest
	}
	if errors.Is(err, errDigest) || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrNotPlain) {
		err = &Damage{ID: id, File: name, Err: err}
	}
	return data, err
}

// draftName is the file of what a person entered so far of an answer that is
// not whole yet. It is no evidence: facts don't name it, and it has no digest.
const draftName = "draft.txt"

// Draft gives the draft that [Ledger.SetDraft] kept for a return; nil when there
// is none.
func (l *Ledger) Draft(id capability.ReturnID) ([]byte, error) {
	if err := find(l.disk, id); err != nil {
		return nil, err
	}
	data, err := read(l.disk, path.Join(dirOf(id), draftName), MaxFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, ErrTooLarge), errors.Is(err, ErrNotPlain):
		return nil, &Damage{ID: id, File: draftName, Err: err}
	}
	return data, err
}

// SetDraft keeps data, of at most [MaxFile] bytes, as the draft of a return;
// without data it removes the draft. It is safe on the disk when SetDraft
// returns.
func (l *Ledger) SetDraft(id capability.ReturnID, data []byte) error {
	if l.lock == nil {
		return ErrReadOnly
	}
	if len(data) > MaxFile {
		return fmt.Errorf("%w: the draft has %d bytes, more than %d", ErrTooLarge, len(data), MaxFile)
	}
	defer l.turns.take(id)()
	if err := find(l.disk, id); err != nil {
		return err
	}
	d, name := l.doing("draft"), path.Join(dirOf(id), draftName)
	var err error
	if len(data) == 0 {
		if err = d.RemoveAll(name); err == nil {
			err = d.SyncDir(dirOf(id))
		}
	} else {
		err = replace(d, name, data)
	}
	if err != nil {
		return fmt.Errorf("keeping the draft of %s: %w", id, err)
	}
	return nil
}
