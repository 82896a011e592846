package evident_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/evident"
	"handback/capability/message"
	"handback/capability/message/seal"

	"pgregory.net/rapid"
)

// response is a whole message in the open form. Its ID holds a line feed, so
// that changing line ends changes it.
func response(t testing.TB) []byte {
	t.Helper()
	data, err := seal.Response(message.Response{
		ID: message.ID{1, '\n', 2}, Host: capability.HostID{Type: "STRING", Value: "SN0042"}, Issued: time.Unix(1_700_000_000, 0), Seq: 3,
		Rights: []capability.License{{ActivationID: "ACT-1", Feature: "imaging", Version: "2.0", Count: 4}},
	}, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func join(parts ...any) []byte {
	var out []byte
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			out = append(out, p...)
		case []byte:
			out = append(out, p...)
		}
	}
	return out
}

func written(t testing.TB, w io.WriteCloser, out *bytes.Buffer, data []byte) []byte {
	t.Helper()
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func quoted(t testing.TB, data []byte) []byte {
	var out bytes.Buffer
	w := quotedprintable.NewWriter(&out)
	w.Binary = true
	return written(t, w, &out, data)
}

func zipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	file, err := archive.Create("2-response.bin")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func gzipped(t testing.TB, data []byte) []byte {
	var out bytes.Buffer
	return written(t, gzip.NewWriter(&out), &out, data)
}

// lines breaks text as e-mail programs do.
func lines(text, end string) string {
	var out strings.Builder
	for len(text) > 76 {
		out.WriteString(text[:76] + end)
		text = text[76:]
	}
	return out.String() + text + end
}

func mail(body string) []byte {
	return join("From: portal@example.com\r\nTo: kim@example.com\r\nSubject: Your response\r\n",
		"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n", body)
}

func TestMessagesThatWereChangedOnTheirWay(t *testing.T) {
	whole := response(t)
	coded := base64.StdEncoding.EncodeToString(whole)
	tests := map[string]struct {
		data   []byte
		want   evident.Form
		mended bool
	}{
		"as it was made":          {whole, "", false},
		"a line end behind it":    {join(whole, "\n"), evident.Padded, true},
		"CR LF behind it":         {join(whole, "\r\n"), evident.Padded, true},
		"padded by XMODEM":        {join(whole, strings.Repeat("\x1a", 100)), evident.Padded, true},
		"padded with zeros":       {join(whole, make([]byte, 4096)), evident.Padded, true},
		"twice":                   {join(whole, whole), evident.Doubled, true},
		"thrice, a line each":     {join(whole, "\n", whole, "\n", whole, "\n"), evident.Doubled, true},
		"one and a half":          {join(whole, whole[:40]), evident.Trailing, false},
		"somebody's note behind":  {join(whole, "seen by Lee"), evident.Trailing, false},
		"a byte order mark":       {join("\xef\xbb\xbf", whole), evident.Marked, true},
		"and a line end":          {join("\xef\xbb\xbf", whole, "\r\n"), evident.Marked, true},
		"as text":                 {bytes.ReplaceAll(whole, []byte("\n"), []byte("\r\n")), evident.LineEnds, false},
		"base64":                  {[]byte(coded), evident.Base64, true},
		"base64 in lines":         {[]byte(lines(coded, "\r\n")), evident.Base64, true},
		"base64 for URLs, bare":   {[]byte(base64.RawURLEncoding.EncodeToString(whole)), evident.Base64, true},
		"base64 behind a mark":    {join("\xef\xbb\xbf", coded, "\n"), evident.Base64, true},
		"base64 of a padded one":  {[]byte(base64.StdEncoding.EncodeToString(join(whole, "\n"))), evident.Base64, true},
		"base64 of half of it":    {[]byte(base64.StdEncoding.EncodeToString(whole[:60])), evident.Text, false},
		"hex":                     {[]byte(hex.EncodeToString(whole)), evident.Hex, true},
		"hex in groups":           {[]byte(strings.ToUpper(lines(strings.Trim(string(colons(whole)), ":"), "\n"))), evident.Hex, true},
		"quoted-printable":        {quoted(t, whole), evident.QuotedPrintable, false},
		"in an e-mail":            {mail(lines(coded, "\r\n")), evident.Mail, false},
		"in a part of an e-mail":  {join("Content-Type: x/y\r\nContent-Transfer-Encoding: base64\r\n\r\n", coded), evident.Mail, false},
		"in a ZIP archive":        {zipped(t, whole), evident.Zip, false},
		"in a gzip archive":       {gzipped(t, whole), evident.Gzip, false},
		"cut short":               {whole[:len(whole)-9], evident.Broken, false},
		"one bit of its envelope": {flipped(whole, 66), evident.Broken, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := evident.Classify(tt.data)
			if got.Form != tt.want || (got.Mended != nil) != tt.mended {
				t.Errorf("it is %q, mended to %d bytes", got.Form, len(got.Mended))
			}
			if tt.mended && !bytes.Equal(got.Mended, whole) {
				t.Errorf("mended to %x", got.Mended)
			}
		})
	}
}

func colons(data []byte) []byte {
	var out bytes.Buffer
	for _, b := range data {
		out.WriteString(hex.EncodeToString([]byte{b}) + ":")
	}
	return out.Bytes()
}

func flipped(data []byte, at int) []byte {
	data = bytes.Clone(data)
	data[at] ^= 0x80
	return data
}

func TestOtherFilesAreCalledWhatTheyAre(t *testing.T) {
	tests := map[string]struct {
		data []byte
		want evident.Form
	}{
		"nothing":           {nil, ""},
		"a sign-in page":    {[]byte("<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>"), evident.HTML},
		"a page, indented":  {[]byte("\r\n  <html lang=en><body>Sign in</body></html>"), evident.HTML},
		"PDF":               {[]byte("%PDF-1.4\nHow to load the response\n%%EOF"), evident.PDF},
		"JPEG":              {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), evident.Image},
		"PNG":               {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), evident.Image},
		"old Word document": {join("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", make([]byte, 600)), evident.Office},
		"rich text":         {[]byte(`{\rtf1\ansi How to load the response}`), evident.Office},
		"text":              {[]byte("This is a shopping list.\n"), evident.Text},
		"JSON":              {[]byte(`{"response": "sign in first"}`), evident.Text},
		"XML":               {[]byte(`<?xml version="1.0"?><response/>`), evident.Text},
		"UTF-16":            {[]byte("\xff\xfes\x00i\x00g\x00n\x00"), evident.Text},
		"a vendor's own":    {[]byte("VENDOR\x00\x01\x02\x8a\xff\x00"), ""},
		"a vendor's DER":    {[]byte{0x30, 0x82, 0x01, 0x0a, 0x06, 0x09, 0x2a, 0x86, 0x48}, ""},
		"zlib, or a vendor": {[]byte{0x78, 0x9c, 0x4b, 0x04, 0x00}, ""},
		"other CBOR":        {[]byte{0xd9, 0xd9, 0xf7, 0xa1, 0x01, 0x02}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := evident.Classify(tt.data); got.Form != tt.want || got.Mended != nil {
				t.Errorf("it is %q, want %q", got.Form, tt.want)
			}
		})
	}
}

// TestWhatIsMendedIsWhatWasMade: no coding and no padding gives another message.
func TestWhatIsMendedIsWhatWasMade(t *testing.T) {
	whole := response(t)
	rapid.Check(t, func(t *rapid.T) {
		change := rapid.SampledFrom([]func([]byte) []byte{
			func(d []byte) []byte {
				return join(d, rapid.SliceOfN(rapid.SampledFrom([]byte("\x00\x1a\r\n")), 1, 50).Draw(t, "padding"))
			},
			func(d []byte) []byte { return join("\xef\xbb\xbf", d) },
			func(d []byte) []byte { return []byte(hex.EncodeToString(d)) },
			func(d []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(d)) },
			func(d []byte) []byte { return bytes.Repeat(d, rapid.IntRange(2, 4).Draw(t, "times")) },
		}).Draw(t, "change")
		if got := evident.Classify(change(whole)); !bytes.Equal(got.Mended, whole) {
			t.Errorf("%q gives %x", got.Form, got.Mended)
		}
	})
}

// FuzzLook: what is given back as repaired is a whole message, and only of one
// that was changed.
func FuzzLook(f *testing.F) {
	whole := response(f)
	for _, seed := range [][]byte{
		whole, join(whole, "\n"), join(whole, whole), []byte(base64.StdEncoding.EncodeToString(whole)), []byte(hex.EncodeToString(whole)),
		join("\xef\xbb\xbf", whole), quoted(f, whole), mail("0oRY"), zipped(f, whole), []byte("<html>"), []byte("%PDF-"), whole[:50],
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		got := evident.Classify(data)
		if !bytes.Equal(before, data) {
			t.Error("the data was changed")
		}
		if got.Mended == nil {
			return
		}
		if _, err := message.Decode(got.Mended); err != nil || !got.Form.Changed() || bytes.Equal(got.Mended, data) {
			t.Errorf("%q is mended to %x: %v", got.Form, got.Mended, err)
		}
	})
}
