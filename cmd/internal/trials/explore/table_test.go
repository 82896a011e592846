package explore

import (
	"encoding/json"
	"sync"

	"handback/capability"
)

// ref names a part of a world in its table. Equal parts have equal refs.
type ref uint32

// table keeps each value once.
type table[T any] struct {
	mu    sync.RWMutex
	index map[capability.Digest]ref
	all   []*T
}

func newTable[T any]() *table[T] { return &table[T]{index: map[capability.Digest]ref{}} }

func (t *table[T]) get(r ref) *T {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.all[r]
}

// put gives the ref of the value that key stands for. New values are made by
// make, and seen by nobody before.
func (t *table[T]) put(key capability.Digest, make func() *T) (r ref, fresh bool) {
	t.mu.RLock()
	r, known := t.index[key]
	t.mu.RUnlock()
	if known {
		return r, false
	}
	made := make()
	t.mu.Lock()
	defer t.mu.Unlock()
	if r, known := t.index[key]; known {
		return r, false
	}
	r = ref(len(t.all))
	t.index[key], t.all = r, append(t.all, made)
	return r, true
}

func (t *table[T]) size() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.all)
}

// keyOf is the digest of the JSON form of what makes up a value.
func keyOf(parts ...any) capability.Digest {
	data, err := json.Marshal(parts)
	if err != nil {
		panic(err)
	}
	return capability.DigestOf(data)
}

// memo remembers what a function of its key gave.
type memo[K comparable, V any] struct {
	mu  sync.RWMutex
	all map[K]V
}

func newMemo[K comparable, V any]() *memo[K, V] { return &memo[K, V]{all: map[K]V{}} }

// of gives what work gives for the key; two workers may both work it out.
func (m *memo[K, V]) of(key K, work func() V) V {
	m.mu.RLock()
	v, known := m.all[key]
	m.mu.RUnlock()
	if known {
		return v
	}
	v = work()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all[key] = v
	return v
}
