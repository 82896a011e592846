package ledger

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/gob"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"sync"

	"handback/capability"
)

// index is what the journals said when they were last read. It saves reading
// thousands of them for a list and counts for nothing else: an entry holds for
// one size and time of change of its journal, and a file of it that is missing,
// damaged or written by other rules is made again.
type index struct {
	saving sync.Mutex // the file has one name while it is written

	mu      sync.Mutex
	entries map[capability.ReturnID]indexed
	loaded  bool
	changed bool // since it was loaded or saved
}

// indexed is what a journal with that stamp said.
type indexed struct {
	Stamp   stamp
	Summary Summary
}

const (
	maxIndex    = 64 << 20 // bytes of the file
	worthSaving = 100      // journals that a list had to read
)

var errIndex = errors.New("it is damaged or was written by other rules")

// get gives what a journal said, if its stamp is still the same.
func (x *index) get(id capability.ReturnID, now stamp) (Summary, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	e, found := x.entries[id]
	return e.Summary, found && e.Stamp.same(now)
}

// isOfAnother reports whether a journal is known to be of another device. That never
// changes, whatever was added since.
func (x *index) isOfAnother(id capability.ReturnID, host capability.HostID) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	e, found := x.entries[id]
	return found && e.Summary.Device.Host != host
}

// note takes what a journal says now.
func (x *index) note(rec *record) Summary {
	s := summarize(rec.now)
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.entries == nil {
		x.entries = make(map[capability.ReturnID]indexed)
	}
	x.entries[s.ID], x.changed = indexed{rec.stamp, s}, true
	return s
}

// keepOnly forgets returns that are no longer there.
func (x *index) keepOnly(there []Summary) {
	ids := make(map[capability.ReturnID]bool, len(there))
	for _, s := range there {
		ids[s.ID] = true
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	maps.DeleteFunc(x.entries, func(id capability.ReturnID, _ indexed) bool { return !ids[id] })
}

// loadIndex reads the file once. What was noted since is newer. A file that
// can't be read is made again by the next list.
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
	var entries map[capability.ReturnID]indexed
	if err == nil {
		entries, err = decodeIndex(currentRules(), data)
	}
	if err != nil {
		l.log.Warn("the cache for listing is made anew", "why", err)
		return
	}
	maps.Copy(entries, x.entries)
	x.entries = entries
}

// saveIndex writes the file when something new is in it. A file that can't be
// written costs the next list time, and nothing else.
func (l *Ledger) saveIndex() {
	x := &l.index
	x.saving.Lock()
	defer x.saving.Unlock()
	if x.mu.Lock(); !x.changed {
		x.mu.Unlock()
		return
	}
	x.mu.Unlock()
	l.loadIndex() // a command that never listed keeps what others noted
	x.mu.Lock()
	entries := maps.Clone(x.entries)
	x.changed = false
	x.mu.Unlock()
	data, err := encodeIndex(currentRules(), entries)
	if err == nil {
		err = replace(l.doing("index"), indexName, data)
	}
	if err != nil {
		l.log.Warn("the cache for listing can't be written", "why", err)
	}
}

// encodeIndex writes the SHA-256 of rules and entries, and the entries.
func encodeIndex(rules capability.Digest, entries map[capability.ReturnID]indexed) ([]byte, error) {
	var body bytes.Buffer
	err := gob.NewEncoder(&body).Encode(entries)
	return append(indexSum(rules, body.Bytes()), body.Bytes()...), err
}

// decodeIndex reads what encodeIndex wrote by the same rules.
func decodeIndex(rules capability.Digest, data []byte) (map[capability.ReturnID]indexed, error) {
	if len(data) < sha256.Size || !bytes.Equal(data[:sha256.Size], indexSum(rules, data[sha256.Size:])) {
		return nil, errIndex
	}
	entries := make(map[capability.ReturnID]indexed)
	err := gob.NewDecoder(bytes.NewReader(data[sha256.Size:])).Decode(&entries)
	return entries, err
}

func indexSum(rules capability.Digest, body []byte) []byte {
	h := sha256.New()
	h.Write(rules[:])
	h.Write(body)
	return h.Sum(nil)
}

// sampleReturns are journal entries, one a line: returns that between them meet
// every stage, act, problem and way to close.
//
//go:embed sample.jsonl
var sampleReturns []byte

// currentRules is the digest of this program's own rules. It takes milliseconds,
// and a ledger without a file of the index needs none.
var currentRules = sync.OnceValue(func() capability.Digest { return rulesDigest(summarize) })

// rulesDigest tells one set of rules from another, and one form of a Summary. It
// is the digest of what the sample returns come to, fact by fact, and of what
// each of the facts would lead to at each stage.
func rulesDigest(summarize func(capability.Return) Summary) capability.Digest {
	var sample, distinct []capability.Entry
	met := make(map[string]capability.Entry)
	for line := range bytes.Lines(sampleReturns) {
		e, again := met[string(line)]
		if !again {
			if json.Unmarshal(line, &e) != nil {
				continue // it is no fact by these rules
			}
			met[string(line)] = e
			distinct = append(distinct, e)
		}
		sample = append(sample, e)
	}
	h := sha256.New()
	enc := gob.NewEncoder(h)
	say := func(r capability.Return) { _ = enc.Encode(summarize(r)) } // a hash takes everything
	var r capability.Return
	tried := make(map[capability.Stage]bool)
	for _, e := range sample {
		if e.Fact.Kind() == capability.KindOpened {
			r = capability.Return{}
		}
		if r.Add(e) == nil {
			say(r)
		}
		if tried[r.Stage] {
			continue
		}
		tried[r.Stage] = true
		for _, e := range distinct {
			if next, err := r.With(e); err == nil {
				say(next)
			}
		}
	}
	return capability.Digest(h.Sum(nil))
}
