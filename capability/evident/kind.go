package evident

import (
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

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
