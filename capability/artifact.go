package capability

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"strings"
)

// ArtifactKind says what a file is in a return.
type ArtifactKind string

// The files of a return, in the order in which they come to be.
const (
	ReturnRequest       ArtifactKind = "return-request"
	PortalResponse      ArtifactKind = "response"
	ConfirmationRequest ArtifactKind = "confirmation-request"
	PortalReceipt       ArtifactKind = "receipt"     // the portal's answer to the confirmation
	DeclarationFile     ArtifactKind = "declaration" // of a dead device, for the portal's owner
)

type artifactRow struct {
	kind  ArtifactKind
	name  string                   // on a stick
	words string                   // what a person calls it
	of    func(r Return) *Artifact // the current file of that kind
}

// artifactTable has one row for each kind of file, in the order in which they
// come to be.
var artifactTable = [...]artifactRow{
	{ReturnRequest, "1-return-request.bin", "return request", func(r Return) *Artifact { return r.Request }},
	{PortalResponse, "2-response.bin", "response", func(r Return) *Artifact { return r.Response }},
	{ConfirmationRequest, "3-confirmation-request.bin", "confirmation request", func(r Return) *Artifact { return r.Confirmation }},
	{PortalReceipt, "4-confirmation-response.bin", "portal's receipt", func(r Return) *Artifact { return r.Receipt }},
	{DeclarationFile, "5-declaration.json", "declaration", func(r Return) *Artifact { return r.Declaration }},
}

func (k ArtifactKind) row() artifactRow {
	for _, row := range artifactTable {
		if row.kind == k {
			return row
		}
	}
	return artifactRow{k, string(k) + ".bin", string(k), func(Return) *Artifact { return nil }}
}

// ArtifactKinds lists every kind of file, in the order in which they come to be.
func ArtifactKinds() []ArtifactKind {
	all := make([]ArtifactKind, len(artifactTable))
	for i, row := range artifactTable {
		all[i] = row.kind
	}
	return all
}

// FileName is the name under which such a file is written to a stick. A
// response is recognized under any name.
func (k ArtifactKind) FileName() string { return k.row().name }

// Words are what a person calls such a file, to follow "the".
func (k ArtifactKind) Words() string { return k.row().words }

// Artifact is a file that came or went. The ledger keeps its bytes.
type Artifact struct {
	Kind      ArtifactKind `json:"kind"`
	Size      int64        `json:"size"` // bytes
	SHA256    Digest       `json:"sha256"`
	MessageID string       `json:"message_id,omitempty"` // only of messages that can be read
}

// NewArtifact describes data.
func NewArtifact(kind ArtifactKind, data []byte, messageID string) Artifact {
	return Artifact{Kind: kind, Size: int64(len(data)), SHA256: DigestOf(data), MessageID: messageID}
}

// Artifact gives the current file of that kind, or nil.
func (r Return) Artifact(kind ArtifactKind) *Artifact { return kind.row().of(r) }

// Artifacts are the current files, in the order in which they came to be.
func (r Return) Artifacts() []Artifact {
	var all []Artifact
	for _, row := range artifactTable {
		if a := row.of(r); a != nil {
			all = append(all, *a)
		}
	}
	return all
}

// FileName is the name of the current file of that kind on a stick. A request
// that replaced others has its number in the name, so that nobody uploads the
// wrong one.
func (r Return) FileName(kind ArtifactKind) string {
	name, number := kind.FileName(), 1
	for _, a := range r.Superseded {
		if a.Kind == kind {
			number++
		}
	}
	if number == 1 {
		return name
	}
	ext := path.Ext(name)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), number, ext)
}

// NameOnStick is the name of the current file of that kind on the stick that it was
// saved on last. It differs from [Return.FileName] where another file had that
// name. It comes from the journal: show it, but don't save under it.
func (r Return) NameOnStick(kind ArtifactKind) string {
	a := r.Artifact(kind)
	if a == nil || r.saved == nil || r.saved.SHA256 != a.SHA256 || r.saved.Path == "" {
		return r.FileName(kind)
	}
	return path.Base(r.saved.Path)
}

// Digest is a SHA-256 (FIPS 180-4) of a message's bytes. Its text form is 64
// lower-case hexadecimal digits, as sha256sum prints it.
type Digest [sha256.Size]byte

// DigestOf hashes data.
func DigestOf(data []byte) Digest { return sha256.Sum256(data) }

// ParseDigest reads the text form.
func ParseDigest(text string) (Digest, error) {
	var d Digest
	err := d.UnmarshalText([]byte(text))
	return d, err
}

// IsZero reports whether d was never set.
func (d Digest) IsZero() bool { return d == Digest{} }

func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Short is enough of the digest to compare two files by eye.
func (d Digest) Short() string { return d.String()[:12] }

// MarshalText implements encoding.TextMarshaler.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Digest) UnmarshalText(text []byte) error {
	return decodeHex(d[:], text, "SHA-256")
}

// decodeHex reads as many bytes as to has; what names them in an error.
func decodeHex(to, text []byte, what string) error {
	if len(text) != hex.EncodedLen(len(to)) {
		return fmt.Errorf("%s has %d hexadecimal digits, not %d", what, hex.EncodedLen(len(to)), len(text))
	}
	if _, err := hex.Decode(to, text); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
