package proof

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/asciijson"
	"handback/capability/message"
)

// Version is the version of the form of bundles.
const Version = 1

// The names of a bundle's files.
const (
	pageName     = "HOW-TO-CHECK.txt"
	sumsName     = "SHA256SUMS"
	manifestName = "bundle.json"
	textName     = "certificate.txt"
	jsonName     = "certificate.json"
	journalName  = "journal.jsonl"
	signersName  = "signers"
	signerName   = "signer" // the principal in it
)

// manifest says which file of a bundle is what.
type manifest struct {
	Version int                 `json:"handback_bundle"`
	Return  capability.ReturnID `json:"return"`
	Files   []manifestFile      `json:"files"`
	Keys    []manifestKey       `json:"keys"`
}

type manifestFile struct {
	File      string                  `json:"file"`
	Kind      capability.ArtifactKind `json:"kind"`
	SHA256    capability.Digest       `json:"sha256"`
	By        Party                   `json:"by,omitempty"` // who signs such messages; empty: it can't be read
	Signed    string                  `json:"signed,omitempty"`
	Signature string                  `json:"signature,omitempty"`
	Key       string                  `json:"key,omitempty"` // that the signature was checked with; empty: none was known
}

type manifestKey struct {
	File   string               `json:"file"`
	Of     Party                `json:"of"`
	Source capability.KeySource `json:"source"`
}

// add notes a key, once.
func (m *manifest) add(k Key, parts []part) ([]part, error) {
	if slices.ContainsFunc(m.Keys, func(known manifestKey) bool { return known.File == k.file() }) {
		return parts, nil
	}
	text, err := message.MarshalPublicKey(ed25519.PublicKey(k.Public[:]))
	if err != nil {
		return nil, err
	}
	m.Keys = append(m.Keys, manifestKey{k.file(), k.Of, k.Source})
	return append(parts, part{k.file(), text}), nil
}

func (m manifest) json() ([]byte, error) {
	if m.Keys == nil {
		m.Keys = []manifestKey{}
	}
	if m.Files == nil {
		m.Files = []manifestFile{}
	}
	return asciijson.MarshalIndent(m)
}

// sumsOf is what sha256sum prints of the parts.
func sumsOf(parts []part) []byte {
	var out bytes.Buffer
	for _, p := range parts {
		fmt.Fprintf(&out, "%s  %s\n", capability.DigestOf(p.data), p.name)
	}
	return out.Bytes()
}

// parseSums reads what [sumsOf] writes; lines of another form are left out, and
// so list nothing.
func parseSums(text []byte) map[string]string {
	sums := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  "); ok {
			sums[name] = sum
		}
	}
	return sums
}
