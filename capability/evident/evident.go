// Package evident tells what a file evidently is that is not a message: another
// kind of file, such as the portal's sign-in page, or a message of the open
// form that was changed on its way to the stick. If the change can be undone
// for certain, it gives the message as it was made. It knows nothing of devices
// and returns.
//
// A vendor's own response is bytes that nobody here can read. So only what
// has an unmistakable beginning is called another kind of file.
package evident

import (
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Form is what bytes evidently are, in the words that a record keeps. Empty:
// nothing is evident.
type Form string

// A message of the open form that was changed on its way.
const (
	Padded          Form = "padding behind the message"                 // zeros, 0x1A, line ends
	Doubled         Form = "the message more than once"                 // one behind the other
	Trailing        Form = "other bytes behind the message"             // of unknown meaning
	Marked          Form = "a byte order mark before the message"       // UTF-8
	Base64          Form = "the message coded as base64"                // RFC 4648, also for URLs
	Hex             Form = "the message coded as hexadecimal digits"    // also in groups
	LineEnds        Form = "line ends changed as if it were text"       // CR LF for LF
	QuotedPrintable Form = "the message coded as quoted-printable text" // RFC 2045
	Broken          Form = "a message of which some bytes were changed" // it begins as one
)

// Another kind of file.
const (
	HTML    Form = "an HTML page"
	PDF     Form = "a PDF document"
	Office  Form = "an Office document"
	Mail    Form = "an e-mail"
	Zip     Form = "a ZIP archive"
	Gzip    Form = "a gzip archive"
	Archive Form = "an archive"
	Image   Form = "an image"
	Film    Form = "an audio or video file"
	Text    Form = "plain text"
)

// Changed reports whether it is a message of the open form that was changed on
// its way, and not another kind of file.
func (f Form) Changed() bool {
	switch f {
	case Padded, Doubled, Trailing, Marked, Base64, Hex, LineEnds, QuotedPrintable, Broken:
		return true
	default:
		return false
	}
}

// Evidence is what bytes that are no message evidently are.
type Evidence struct {
	Form   Form
	Mended []byte // the whole message, where undoing the change is certain; else nil
}

// maxSize bounds what is examined, in bytes. Of a larger file only the beginning
// counts.
const maxSize = 1 << 20

// Classify says what data evidently is. It is for bytes that
// [handback/capability/message.Decode] does not take: of a whole message it
// says that nothing is evident. Nothing is unpacked.
func Classify(data []byte) Evidence {
	if len(data) <= maxSize {
		if e := changed(data); e.Form != "" {
			return e
		}
	}
	return Evidence{Form: kind(data)}
}

// kind says which other kind of file data is, by how it begins; empty: none is
// evident.
func kind(data []byte) Form {
	if len(data) == 0 {
		return ""
	}
	for m := mimetype.Detect(data); m != nil; m = m.Parent() {
		name, _, _ := strings.Cut(m.String(), ";")
		if f := formOf(name); f != "" {
			return f
		}
	}
	return ""
}

// formOf gives the form of a media type. Types that two or three bytes are
// enough for are left out: a vendor's response could begin so.
func formOf(name string) Form {
	switch name {
	case "text/html", "application/xhtml+xml":
		return HTML
	case "application/pdf":
		return PDF
	case "message/rfc822", "application/vnd.ms-outlook":
		return Mail
	case "application/x-ole-storage", "text/rtf":
		return Office
	case "application/zip":
		return Zip
	case "application/gzip":
		return Gzip
	case "application/x-7z-compressed", "application/vnd.rar", "application/x-xz", "application/x-tar", "application/zstd",
		"application/vnd.ms-cab-compressed":
		return Archive
	case "image/png", "image/apng", "image/jpeg", "image/gif", "image/webp", "image/tiff", "image/heic", "image/heif",
		"image/avif", "image/svg+xml":
		return Image
	case "video/mp4", "video/quicktime", "video/webm", "video/x-matroska", "video/x-msvideo", "audio/wav", "audio/flac",
		"application/ogg":
		return Film
	case "text/plain":
		return Text
	}
	for _, family := range []string{"application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."} {
		if strings.HasPrefix(name, family) {
			return Office
		}
	}
	return ""
}
