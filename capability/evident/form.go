package evident

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

// Sight is what was seen in bytes that are no message.
type Sight struct {
	Form   Form
	Mended []byte // the whole message, where undoing the change is certain; else nil
}

// maxSize bounds what is looked at, in bytes; larger files are only told by how
// they begin.
const maxSize = 1 << 20

// Look says what data evidently is. It is for bytes that
// [handback/capability/message.Decode] does not take: of a whole message it
// says that nothing is evident. Nothing is unpacked.
func Look(data []byte) Sight {
	if len(data) <= maxSize {
		if s := changed(data); s.Form != "" {
			return s
		}
	}
	return Sight{Form: kind(data)}
}
