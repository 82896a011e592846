package media

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// model is a stick in memory that forgets like FAT does when it is pulled:
// what programs see and what survives are two things. A rename leaves an entry
// of size 0 behind, or the old file, until the file is synced again; syncing a
// folder writes no sizes.
type model struct {
	seen map[string]*modelFile // what programs see
	disk map[string][]byte     // what survives a pull
	dirs map[string]bool

	ops    int   // operations so far
	failAt int   // the operation that fails; 0: none
	bytes  int   // written so far
	cutAt  int   // the byte at which writing fails; 0: none
	err    error // how
	cut    bool  // and so do all after it: the stick was pulled
	bad    bool  // what is written reads back differently
	log    []string
	pulled bool
}

type modelFile struct {
	name string
	data []byte
}

func newModel() *model {
	return &model{seen: map[string]*modelFile{}, disk: map[string][]byte{}, dirs: map[string]bool{".": true}}
}

// replugged is the stick with what survived.
func (m *model) replugged() *model {
	again := newModel()
	again.dirs = maps.Clone(m.dirs)
	for name, data := range m.disk {
		again.disk[name] = data
		again.seen[name] = &modelFile{name: name, data: data}
	}
	return again
}

func (m *model) stick() *Stick {
	found, err := m.Stat()
	if err != nil {
		panic(err)
	}
	m.ops, m.log = 0, nil
	s := newStick("model", found)
	s.mount = func(string) (volume, error) { return m, nil }
	return s
}

// step counts an operation and lets it fail when it is its turn.
func (m *model) step(op string) error {
	m.ops++
	m.log = append(m.log, op)
	switch {
	case m.pulled:
		return numberBroken
	case m.failAt == m.ops:
		m.pulled = m.cut
		return m.err
	}
	return nil
}

func (m *model) Stat() (fsInfo, error) {
	if err := m.step("look"); err != nil {
		return fsInfo{}, err
	}
	return fsInfo{device: 7, attached: true, size: 1 << 30, free: 1 << 29, cluster: 4096}, nil
}

func (m *model) AwaitRemoval() {}

func (m *model) IsFolder(dir string) bool { return m.dirs[dir] }

func (m *model) List(dir string, each func(fs.DirEntry) error) error {
	if err := m.step("list"); err != nil {
		return err
	}
	if !m.dirs[dir] {
		return fs.ErrNotExist
	}
	for _, name := range slices.Sorted(maps.Keys(m.seen)) {
		if path.Dir(name) != dir {
			continue
		}
		if err := each(fs.FileInfoToDirEntry(m.seen[name])); err != nil {
			return err
		}
	}
	return nil
}

func (m *model) Open(name string) (handle, error) {
	if err := m.step("open"); err != nil {
		return nil, err
	}
	f, ok := m.seen[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return &modelHandle{m: m, f: f, rest: bytes.NewReader(f.data)}, nil
}

func (m *model) MkdirAll(dir string) error {
	if err := m.step("mkdir"); err != nil {
		return err
	}
	for ; dir != "."; dir = path.Dir(dir) {
		m.dirs[dir] = true
	}
	return nil
}

func (m *model) Create(name string) (handle, error) {
	if err := m.step("create"); err != nil {
		return nil, err
	}
	if m.seen[name] != nil || !m.dirs[path.Dir(name)] {
		return nil, fs.ErrExist
	}
	f := &modelFile{name: name}
	m.seen[name] = f
	return &modelHandle{m: m, f: f}, nil
}

func (m *model) Rename(dir, from, to string, replace bool) error {
	if err := m.step("rename"); err != nil {
		return err
	}
	from, to = path.Join(dir, from), path.Join(dir, to)
	if m.seen[to] != nil && !replace {
		return fs.ErrExist
	}
	f := m.seen[from]
	f.name = to
	m.seen[to] = f
	delete(m.seen, from)
	delete(m.disk, from)
	if _, old := m.disk[to]; !old {
		m.disk[to] = nil
	}
	return nil
}

func (m *model) Remove(name string) error {
	if err := m.step("remove"); err != nil {
		return err
	}
	if m.seen[name] == nil {
		return fs.ErrNotExist
	}
	delete(m.seen, name)
	return nil
}

func (m *model) SyncDir(string) error { return m.step("syncdir") }

func (m *model) Sync() error {
	if err := m.step("syncfs"); err != nil {
		return err
	}
	clear(m.disk)
	for name, f := range m.seen {
		m.disk[name] = bytes.Clone(f.data)
	}
	return nil
}

func (m *model) Close() error { return nil }

// left lists the temporary files that programs see.
func (m *model) left() []string {
	var left []string
	for name := range m.seen {
		if isTemp(path.Base(name)) {
			left = append(left, name)
		}
	}
	return left
}

// modelHandle is an open file of a model.
type modelHandle struct {
	m    *model
	f    *modelFile
	rest io.Reader
}

func (h *modelHandle) Read(p []byte) (int, error) {
	if err := h.m.step("read"); err != nil {
		return 0, err
	}
	return h.rest.Read(p)
}

func (h *modelHandle) Write(p []byte) (int, error) {
	if err := h.m.step("write"); err != nil {
		half := len(p) / 2
		h.f.data = append(h.f.data, p[:half]...)
		return half, err
	}
	if h.m.cutAt > 0 && h.m.bytes+len(p) >= h.m.cutAt {
		some := h.m.cutAt - h.m.bytes - 1
		h.f.data = append(h.f.data, p[:some]...)
		h.m.cutAt, h.m.pulled = 0, h.m.cut
		return some, h.m.err
	}
	h.m.bytes += len(p)
	p = bytes.Clone(p)
	if h.m.bad {
		p[len(p)-1] ^= 1
	}
	h.f.data = append(h.f.data, p...)
	return len(p), nil
}

func (h *modelHandle) Sync() error {
	if err := h.m.step("sync"); err != nil {
		return err
	}
	h.m.disk[h.f.name] = bytes.Clone(h.f.data)
	return nil
}

func (h *modelHandle) Drop() bool {
	h.m.log = append(h.m.log, "drop")
	return true
}

func (h *modelHandle) Close() error {
	if h.f == nil {
		return errors.New("closed twice")
	}
	return nil
}

func (f *modelFile) Name() string       { return path.Base(f.name) }
func (f *modelFile) Size() int64        { return int64(len(f.data)) }
func (f *modelFile) Mode() fs.FileMode  { return 0o644 }
func (f *modelFile) ModTime() time.Time { return time.Time{} }
func (f *modelFile) IsDir() bool        { return false }
func (f *modelFile) Sys() any           { return nil }

// order is the log of a write without what only looks.
func (m *model) order() string {
	return strings.Join(slices.DeleteFunc(slices.Clone(m.log), func(op string) bool {
		return op == "look" || op == "list"
	}), " ")
}
