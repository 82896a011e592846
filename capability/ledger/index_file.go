package ledger

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"handback/capability"

	"github.com/fxamacker/cbor/v2"
)

// indexForm begins the file and the bytes that its digest is made of. It
// changes with the stages there are, by itself, and has to be changed with the
// form and with the rules that derive stages and acts, so that an older file
// counts as missing.
var indexForm = fmt.Sprintf("handback index 6 %s\n", capability.DigestOf(fmt.Append(nil, capability.Stages())).Short())

const (
	worthSaving = 100     // journals that a list had to read
	maxIndexed  = 1 << 20 // entries
	blockSize   = 512     // entries that are decoded in one go
)

// encodeIndex writes indexForm, the SHA-256 of form and entries, and the
// entries: an array of arrays, so that all processors can read them.
func encodeIndex(entries []*indexed) ([]byte, error) {
	body, err := cbor.Marshal(slices.Collect(slices.Chunk(entries, blockSize)))
	if err != nil {
		return nil, err
	}
	sum := indexSum(body)
	return bytes.Join([][]byte{[]byte(indexForm), sum[:], body}, nil), nil
}

func indexSum(body []byte) capability.Digest {
	h := sha256.New()
	h.Write([]byte(indexForm))
	h.Write(body)
	return capability.Digest(h.Sum(nil))
}

var errIndex = errors.New("the index is damaged or of another version")

// decodeIndex reads what encodeIndex writes and takes nothing else.
func decodeIndex(data []byte) ([][]*indexed, error) {
	rest, ok := bytes.CutPrefix(data, []byte(indexForm))
	var sum capability.Digest
	if !ok || len(rest) < len(sum) {
		return nil, errIndex
	}
	copy(sum[:], rest)
	body := rest[len(sum):]
	if sum != indexSum(body) {
		return nil, errIndex
	}
	mode, err := cbor.DecOptions{MaxArrayElements: maxIndexed}.DecMode()
	if err != nil {
		return nil, err
	}
	var blocks []cbor.RawMessage
	if err := mode.Unmarshal(body, &blocks); err != nil {
		return nil, err
	}
	return decodeBlocks(mode, blocks)
}

func decodeBlocks(mode cbor.DecMode, blocks []cbor.RawMessage) ([][]*indexed, error) {
	parts := make([][]*indexed, len(blocks))
	faults := make([]error, len(blocks))
	each(len(blocks), func(i int) { faults[i] = mode.Unmarshal(blocks[i], &parts[i]) })
	return parts, errors.Join(faults...)
}

// loadIndex reads the cache once. What was noted since is newer. A cache that
// can't be read is made anew by the next list.
func (l *Ledger) loadIndex() {
	x := &l.index
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.loaded {
		return
	}
	x.loaded = true
	data, err := read(l.disk, indexName, maxIndex)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	var blocks [][]*indexed
	if err == nil {
		blocks, err = decodeIndex(data)
	}
	if err != nil {
		l.log.Warn("the cache for listing is made anew", "why", err)
		return
	}
	x.fill(blocks)
}

// saveIndex writes the cache when something new is in it. A cache that can't
// be written costs the next list time, and nothing else.
func (l *Ledger) saveIndex() {
	l.index.saving.Lock()
	defer l.index.saving.Unlock()
	if !l.index.unsaved() {
		return
	}
	l.loadIndex() // a command that never listed keeps what others noted
	data, err := encodeIndex(l.index.take())
	if err == nil {
		err = replace(l.doing("index"), indexName, data)
	}
	if err != nil {
		l.log.Warn("the cache for listing can't be written", "why", err)
	}
}
