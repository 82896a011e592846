// Package typed carries a message where no stick may go: as QR codes that a
// camera reads from the screen, and as numbered lines that a person types.
//
// Both are made of the digits of Crockford's base 32 (0-9 and A-Z without I, L,
// O and U, https://www.crockford.com/base32.html), five bits a character. A
// reader takes small letters, O for 0, and I and L for 1, and characters of
// other scripts that look like one of these; it skips what can't be seen. When a
// scanner typed a code for another keyboard, the check tells for which.
//
// Both begin with the same head of 15 bytes, 24 characters:
//
//	byte 0      version (now 1) in the upper four bits, kind in the lower:
//	            1 return request, 2 response, 3 confirmation request,
//	            4 receipt, 5 declaration, 6 any other file
//	bytes 1-3   size of the message in bytes, big endian
//	bytes 4-14  the first 88 bits of its SHA-256
//
// A line is its number, 24 characters that carry 15 bytes, and a check of four
// characters, all in groups of four. Line 0 carries the head, the others the
// message; the last one may be shorter:
//
//	17 ABCD EFGH JKMN PQRS TVWX YZ01 2345
//
// A code is HB1.NUMBER/TOTAL.HEAD.BODY.CHECK, all of which fits the QR code's
// alphanumeric mode (ISO/IEC 18004). The message is cut into TOTAL bodies of
// ceil(size/TOTAL) bytes; the last one may be shorter.
//
// The check is the upper 20 bits of the CRC-32C (RFC 3720) over NUMBER (of a
// code NUMBER/TOTAL), a dot, HEAD (nothing in line 0), a dot, and the
// characters before the check. So a line under another number, and a line or
// code of another message, don't fit either. A message is complete when all
// its bytes are there and their SHA-256 begins as the head says. The checks
// are against mistakes; against a forger stands the message's own signature.
package typed

import (
	"fmt"
	"slices"
	"strings"

	"handback/capability"
)

// MaxSize is the largest message that is carried, in bytes.
const MaxSize = 64 << 10

// Message is what is carried: at least one byte, at most [MaxSize].
type Message struct {
	Kind capability.ArtifactKind
	Data []byte
}

// AnyFile is the kind of a file of which no more is known.
const AnyFile capability.ArtifactKind = "file"

const (
	headVersion = 1
	headBytes   = 15
	headDigest  = 11 // bytes of the SHA-256 in the head
)

const headChars = headBytes * 8 / digitBits

// Head says what is carried, before it is complete.
type Head struct {
	Kind   capability.ArtifactKind
	Size   int    // bytes
	Digest string // the beginning of the SHA-256, 22 hexadecimal digits

	digits string // as it is carried
}

func kinds() []capability.ArtifactKind {
	return []capability.ArtifactKind{
		"", capability.ReturnRequest, capability.PortalResponse, capability.ConfirmationRequest,
		capability.PortalReceipt, capability.DeclarationFile, AnyFile,
	}
}

// head is the head of the message; the error is [ErrSize] or [ErrHead].
func (m Message) head() (Head, error) {
	kind := slices.Index(kinds(), m.Kind)
	if kind < 1 {
		return Head{}, fmt.Errorf("%w: kind %q", ErrHead, string(m.Kind))
	}
	if err := checkSize(len(m.Data)); err != nil {
		return Head{}, err
	}
	n, digest := len(m.Data), capability.DigestOf(m.Data)
	b := append([]byte{headVersion<<4 | byte(kind), byte(n >> 16), byte(n >> 8), byte(n)}, digest[:headDigest]...)
	return readHead(crockford().EncodeToString(b))
}

// readHead reads 24 digits. The error is [ErrHead] or [ErrSize].
func readHead(digits string) (Head, error) {
	b, err := crockford().DecodeString(digits)
	if err != nil || len(b) != headBytes {
		return Head{}, fmt.Errorf("%w: it has %d characters, not %d", ErrHead, len(digits), headChars)
	}
	if version := b[0] >> 4; version != headVersion {
		return Head{}, fmt.Errorf("%w: version %d", ErrHead, version)
	}
	kind, size := int(b[0]&15), int(b[1])<<16|int(b[2])<<8|int(b[3])
	if kind < 1 || kind >= len(kinds()) {
		return Head{}, fmt.Errorf("%w: kind %d", ErrHead, kind)
	}
	h := Head{Kind: kinds()[kind], Size: size, Digest: fmt.Sprintf("%x", b[headBytes-headDigest:]), digits: digits}
	return h, checkSize(size)
}

func checkSize(n int) error {
	if n < 1 || n > MaxSize {
		return fmt.Errorf("%w: %d bytes, 1 to %d are possible", ErrSize, n, MaxSize)
	}
	return nil
}

// fits reports whether data is what the head says.
func (h Head) fits(data []byte) bool {
	return len(data) == h.Size && strings.HasPrefix(capability.DigestOf(data).String(), h.Digest)
}

// String says what is carried, in words.
func (h Head) String() string {
	return fmt.Sprintf("%s, %d bytes, SHA-256 %s...", h.Kind, h.Size, h.Digest)
}
