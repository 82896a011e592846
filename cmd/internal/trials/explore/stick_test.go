package explore

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/message"
)

// stick is what is on a stick, by path. Texts for people are left out.
type stick []file

type file struct {
	Path string
	Blob ref
}

func (m *model) stick(s stick) ref {
	r, _ := m.sticks.put(keyOf(s), func() *stick { return &s })
	return r
}

func (s stick) find(name string) int {
	return slices.IndexFunc(s, func(f file) bool { return f.Path == name })
}

// with puts a file on the stick. One that it does not replace keeps its name,
// and the new one gets a number.
func (s stick) with(name string, content ref, replaces func(old ref) bool) (stick, string) {
	stem, ext := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name)
	for n := 2; ; n++ {
		i := s.find(name)
		switch {
		case i < 0:
			s = append(slices.Clip(s), file{name, content})
			slices.SortFunc(s, func(a, b file) int { return strings.Compare(a.Path, b.Path) })
			return s, name
		case s[i].Blob == content:
			return s, name
		case replaces(s[i].Blob):
			s = slices.Clone(s)
			s[i].Blob = content
			return s, name
		}
		name = fmt.Sprintf("%s-%d%s", stem, n, ext)
	}
}

func always(ref) bool { return true }
func never(ref) bool  { return false }

// without loses one file.
func (s stick) without(i int) stick { return slices.Delete(slices.Clone(s), i, i+1) }

// fakeStick is a stick in a laptop; it implements desk.Stick.
type fakeStick struct {
	m      *model
	stick  stick
	ledger *fakeLedger // of the laptop
	away   bool        // it must not be touched
}

func (s *fakeStick) touch() {
	if s.away {
		panic(errAway)
	}
}

func (s *fakeStick) Name() string { return "STICK" }

// Serial is that of no stick: one stands for all.
func (s *fakeStick) Serial() string { return "" }

// SaveAll saves for the one return that an act is on.
func (s *fakeStick) SaveAll(_ context.Context, all []media.CaseFiles, _ capability.Report) []media.CaseSaved {
	saved := make([]media.CaseSaved, len(all))
	for i, one := range all {
		saved[i].Saved, saved[i].Err = s.saveIn(one.Case.Dir(), one.Files, func(f media.File) ref { return s.blob(one.Case, f) })
	}
	return saved
}

// SaveIn is for an exchange, which saves no cases.
func (s *fakeStick) SaveIn(_ context.Context, dir string, files []media.File, _ capability.Report) ([]media.Saved, error) {
	return s.saveIn(dir, files, func(f media.File) ref { return s.m.blob(f.Data) })
}

func (s *fakeStick) saveIn(dir string, files []media.File, blob func(media.File) ref) (saved []media.Saved, err error) {
	s.touch()
	var lie []string
	for _, f := range files {
		if f.Compose != nil {
			if f.Data, err = f.Compose(slices.Clone(lie)); err != nil {
				return saved, err
			}
		}
		where := path.Join(dir, f.Name)
		if path.Ext(f.Name) != ".txt" {
			content := blob(f)
			s.stick, where = s.stick.with(where, content, func(old ref) bool { return s.m.replaces(f, content, old) })
		}
		lie = append(lie, path.Base(where))
		saved = append(saved, media.Saved{Name: path.Base(where), Path: where, Size: int64(len(f.Data)), Digest: capability.DigestOf(f.Data)})
	}
	return saved, nil
}

// replaces reports whether a file takes the place of an older one. A case does
// by what both hold, which takes long to read.
func (m *model) replaces(f media.File, content, old ref) bool {
	switch supersedes := func() bool { return f.Supersedes(m.blobs.get(old).data) }; {
	case !f.Replace:
		return false
	case f.Supersedes == nil:
		return true
	case f.Name == media.CaseName:
		return m.older.of([2]ref{content, old}, supersedes)
	default:
		return supersedes()
	}
}

// blob knows what a case tells that comes from the ledger at hand.
func (s *fakeStick) blob(c media.Case, f media.File) ref {
	if f.Name != media.CaseName {
		return s.m.blob(f.Data)
	}
	id := capability.ReturnID(c.ReturnID)
	i, _ := s.ledger.find(id)
	return s.m.caseBlob(f.Data, id, s.m.journals.get(s.ledger.laptop[i].Journal).told)
}

func (s *fakeStick) Release(context.Context) (media.Released, error) {
	return media.Released{Synced: true, Unmounted: true}, nil
}

func (s *fakeStick) Collect(context.Context, media.Limits, capability.Report) (*media.Collection, error) {
	s.touch()
	c := &media.Collection{Entries: len(s.stick)}
	for _, f := range s.stick {
		data := s.m.blobs.get(f.Blob).data
		c.Found = append(c.Found, media.Found{Path: f.Path, Size: int64(len(data)), Digest: capability.DigestOf(data), Data: data})
	}
	return c, nil
}

func (s *fakeStick) Read(_ context.Context, path string, want capability.Digest) ([]byte, error) {
	s.touch()
	i := s.stick.find(path)
	if i < 0 {
		return nil, media.ErrChanged
	}
	data := s.m.blobs.get(s.stick[i].Blob).data
	if capability.DigestOf(data) != want {
		return nil, media.ErrChanged
	}
	return data, nil
}

// blob is the content of a file.
type blob struct {
	data   []byte
	m      *message.Message    // nil when it is none
	caseOf capability.ReturnID // of the record of a case
	told   []capability.Digest // of its facts, see [journal]

	forged bool // the forger made it
}

func (m *model) blob(data []byte) ref {
	r, _ := m.blobs.put(capability.DigestOf(data), func() *blob {
		b := &blob{data: data, forged: isForged(data)}
		if got, err := message.Decode(data); err == nil {
			b.m = got
			b.forged = got.KeyID == message.KeyIDOf(public(forgersKey()))
		} else {
			b.caseOf, b.told = caseOf(data)
		}
		return b
	})
	return r
}

// caseBlob is the record of a return, of which it is known what it tells.
func (m *model) caseBlob(data []byte, id capability.ReturnID, told []capability.Digest) ref {
	r, _ := m.blobs.put(capability.DigestOf(data), func() *blob {
		return &blob{data: data, caseOf: id, told: told, forged: isForged(data)}
	})
	return r
}

// isForged reports whether a text is by the forger, or goes on from his.
func isForged(data []byte) bool { return bytes.Contains(data, []byte(forgersName)) }

// caseOf is the return whose case a file is, and what it tells; empty: none.
func caseOf(data []byte) (id capability.ReturnID, told []capability.Digest) {
	var record struct{ Journal []capability.Entry }
	if json.Unmarshal(data, &record) != nil || len(record.Journal) == 0 {
		return "", nil
	}
	for _, e := range record.Journal {
		told = tell(told, e, keyOf(e))
	}
	opened, _ := record.Journal[0].Fact.(capability.Opened)
	return opened.ID, told
}

func (b *blob) request() *message.Request {
	if b.m == nil {
		return nil
	}
	return b.m.Request
}

func (b *blob) response() *message.Response {
	if b.m == nil {
		return nil
	}
	return b.m.Response
}
