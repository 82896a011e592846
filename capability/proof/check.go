package proof

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/certificate"
	"handback/capability/ledger"
	"handback/capability/message"
)

// file is an artifact as it is in a bundle.
type file struct {
	name    string
	size    int
	digest  capability.Digest
	message *message.Message // nil: nobody here can read it
}

func newFile(name string, data []byte) file {
	m, _ := message.Decode(data)
	return file{name, len(data), capability.DigestOf(data), m}
}

// bundle is one that was unpacked, and what is wrong with it.
type bundle struct {
	parts    []part
	contents *Contents // nil: what the rest follows from can't be read
	problems []Problem
}

// Problem is one thing in a bundle that isn't as it has to be.
type Problem struct {
	File string `json:"file,omitempty"` // empty: the zip itself
	Text string `json:"text"`
}

func (b *bundle) problem(file, format string, args ...any) {
	b.problems = append(b.problems, Problem{capability.Printable(file), capability.Printable(fmt.Sprintf(format, args...))})
}

func (b *bundle) part(name string) []byte {
	for _, p := range b.parts {
		if p.name == name {
			return p.data
		}
	}
	return nil
}

// files are the artifacts, whatever else says of them.
func (b *bundle) files() []file {
	var all []file
	for _, p := range b.parts {
		if strings.HasPrefix(p.name, "files/") {
			all = append(all, newFile(p.name, p.data))
		}
	}
	return all
}

// open unpacks a bundle and finds out what was changed in it.
func open(data []byte) (*bundle, error) {
	parts, err := unpack(data)
	if err != nil {
		return nil, err
	}
	b := &bundle{parts: parts}
	b.checkSums()
	if b.contents = b.read(); b.contents != nil {
		b.checkRest(data)
	}
	return b, nil
}

func (b *bundle) checkSums() {
	sums := parseSums(b.part(sumsName))
	for _, p := range b.parts {
		if p.name != sumsName && sums[p.name] != capability.DigestOf(p.data).String() {
			b.problem(p.name, "it is not the file that %s lists: one of the two was changed", sumsName)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		if b.part(name) == nil {
			b.problem(sumsName, "it lists %s, which is missing", name)
		}
	}
}

// read gives the contents that a bundle was made from, the files as they are.
func (b *bundle) read() *Contents {
	var m manifest
	if err := json.Unmarshal(b.part(manifestName), &m); err != nil || m.Version != Version || m.Return.Check() != nil {
		b.problem(manifestName, "this version of Handback can't read it")
		return nil
	}
	r, last, err := ledger.ReadJournal(m.Return, b.part(journalName))
	if err != nil {
		b.problem(journalName, "%v", err)
		return nil
	}
	var head struct {
		Issued   certificate.Time `json:"issued"`
		IssuedBy string           `json:"issued_by"`
	}
	if err := json.Unmarshal(b.part(jsonName), &head); err != nil {
		b.problem(jsonName, "it is no certificate")
		return nil
	}
	c := &Contents{
		Record: ledger.Copy{Return: r, LastHash: last, Journal: b.part(journalName), Files: map[capability.Digest][]byte{}},
		Issued: head.Issued.At, IssuedBy: head.IssuedBy, Keys: b.keys(m), Signed: b.signatures(),
	}
	for _, p := range b.parts {
		if strings.HasPrefix(p.name, "files/") {
			c.Record.Files[capability.DigestOf(p.data)] = p.data
		}
	}
	return c
}

// keys reads the keys of the bundle, from where each is known as it says.
func (b *bundle) keys(m manifest) []Key {
	var keys []Key
	for _, k := range m.Keys {
		pub, err := message.ParsePublicKey(b.part(k.File))
		if err != nil {
			b.problem(k.File, "%v", err)
			continue
		}
		keys = append(keys, Key{k.Of, k.Source, capability.PublicKey(pub)})
	}
	return keys
}

// signatures are those of the certificate; nil when it isn't signed.
func (b *bundle) signatures() *Signatures {
	line := b.part(signersName)
	if line == nil {
		return nil
	}
	key := strings.TrimSuffix(strings.TrimPrefix(string(line), signerName+" "), "\n")
	return &Signatures{Text: b.part(textName + ".sig"), JSON: b.part(jsonName + ".sig"), Key: key}
}

// checkRest makes the bundle again, and names what differs.
func (b *bundle) checkRest(data []byte) {
	again, err := b.contents.parts()
	if err != nil {
		b.problem("", "it can't be made again from its own journal: %v", err)
		return
	}
	want := map[string][]byte{}
	for _, p := range again {
		want[p.name] = p.data
		if b.part(p.name) == nil {
			b.problem(p.name, "it is missing")
		}
	}
	for _, p := range b.parts {
		if made, known := want[p.name]; !known {
			b.problem(p.name, "it belongs to nothing in the bundle")
		} else if !bytes.Equal(made, p.data) {
			b.problem(p.name, "it does not follow from the journal, the files and the keys")
		}
	}
	if len(b.problems) > 0 {
		return
	}
	if packed, err := pack(again); err != nil || !bytes.Equal(packed, data) {
		b.problem("", "the zip is packed in another way than Handback packs it: some of its bytes were changed")
	}
}
