package smp

import (
	"fmt"
	"math"

	"github.com/fxamacker/cbor/v2"

	"handback/capability"
	"handback/device/station"
)

// form checks a value on the line. It returns what was expected, or nothing if
// the value is right.
type form func(raw []byte) (expected string)

// field is one field of an answer as the page has it.
type field struct {
	rule, key string
	needed    bool
	form      form
}

// fields compares an answer with what the page says about it.
func (c *checking) fields(command string, body []byte, all []field) {
	var got map[string]cbor.RawMessage
	_ = decodeBody(body, &got) // it is a map: see read
	for _, f := range all {
		raw, found := got[f.key]
		c.expect(found || !f.needed, f.rule, "%s: %s is missing", command, f.key)
		if !found {
			continue
		}
		expected := f.form(raw)
		c.expect(expected == "", f.rule, "%s: %s is %s, expected %s", command, f.key, shown(raw), expected)
	}
}

// shown is a value in CBOR's diagnostic notation, cut.
func shown(raw []byte) string {
	text, err := cbor.Diagnose(raw)
	if err != nil {
		text = fmt.Sprintf("%x", raw)
	}
	return shortened(text)
}

// decodes is the form of a value that is a T and, unless ok is nil, passes it.
func decodes[T any](expected string, ok func(T) bool) form {
	return func(raw []byte) string {
		var v T
		if decodeBody(raw, &v) != nil || ok != nil && !ok(v) {
			return expected
		}
		return ""
	}
}

func number(least, most uint64) form {
	expected := fmt.Sprintf("a number from %d to %d", least, most)
	if most == math.MaxUint64 {
		expected = fmt.Sprintf("a number from %d", least)
	}
	return decodes(expected, func(n uint64) bool { return n >= least && n <= most })
}

func text(least, most int) form {
	expected := fmt.Sprintf("a text of %d to %d bytes", least, most)
	fits := decodes(expected, func(s string) bool { return len(s) >= least && len(s) <= most })
	return func(raw []byte) string {
		if raw[0]>>5 != textType {
			return expected
		}
		return fits(raw)
	}
}

// textType is CBOR's major type of texts: byte strings are none.
const textType = 3

func digest() form {
	return decodes("a byte string of 32", func(data []byte) bool { return len(data) == len(capability.Digest{}) })
}

func keys() form {
	expected := fmt.Sprintf("an array of at most %d byte strings of %d", capability.MaxKeys, len(capability.PublicKey{}))
	return decodes(expected, func(all [][]byte) bool {
		_, err := toKeys(all)
		return err == nil
	})
}

// valid is the form of a value that is a T and passes a check; what names it in
// the check's words.
func valid[T any](expected, what string, check func(T) error) form {
	return func(raw []byte) string {
		var v T
		if decodeBody(raw, &v) != nil {
			return expected
		}
		if err := check(v); err != nil {
			return what + ": " + err.Error()
		}
		return ""
	}
}

func host() form {
	return valid("an array of two texts", "type and value", func(h hostWire) error { return capability.HostID{Type: h.Type, Value: h.Value}.Check() })
}

// null is the form of a map that may also be null; it needs all its fields.
func null(all ...field) form {
	return func(raw []byte) string {
		var got map[string]cbor.RawMessage
		if decodeBody(raw, &got) != nil {
			return "a map or null"
		}
		for _, f := range all {
			value, found := got[f.key]
			switch {
			case got == nil: // null
			case !found:
				return fmt.Sprintf("null, or a map with %s", f.key)
			case f.form(value) != "":
				return fmt.Sprintf("%s with %s", f.key, f.form(value))
			}
		}
		return ""
	}
}

// The fields of the answers, as the page has them.
func paramsFields() []field {
	return []field{
		{"params.buf_size", "buf_size", true, number(leastBuf, math.MaxUint64)},
		{"params.buf_count", "buf_count", false, number(0, math.MaxUint64)},
	}
}

func infoFields() []field {
	const most = capability.MaxText
	return []field{
		{"info.proto", "proto", true, number(licensingProto, licensingProto)},
		{"info.vendor", "vendor", false, text(0, most)},
		{"info.model", "model", false, text(0, most)},
		{"info.serial", "serial", false, text(0, most)},
		{"info.fw", "fw", false, text(0, most)},
		{"info.host", "host", true, host()},
		{"info.clock", "clock", false, number(0, lastSecond)},
		{"info.last", "last", false, null(field{key: "seq", form: number(0, math.MaxUint64)}, field{key: "sha256", form: digest()})},
		{"info.keys", "keys", false, keys()},
		{"info.framing", "framing", false, decodes[[]string]("an array of texts", nil)},
	}
}

func licenseFields() []field {
	return []field{
		{"lic.id", "id", true, valid("a text", "an activation ID", capability.ActivationID.Check)},
		{"lic.feature", "feature", false, text(0, capability.MaxText)},
		{"lic.version", "version", false, text(0, capability.MaxText)},
		{"lic.count", "count", true, number(0, capability.MaxCount)},
		{"lic.expires", "expires", false, number(0, lastSecond)},
	}
}

// madeFields are those of a request, under rules of the page.
func madeFields(name, length, sum string) []field {
	return []field{
		{name, "name", true, text(1, capability.MaxText)},
		{length, "len", true, number(1, station.MaxFile)},
		{sum, "sha256", true, digest()},
	}
}

func statusFields() []field {
	return []field{
		{"status.state", "state", true, text(0, capability.MaxText)},
		{"status.progress", "progress", false, number(0, 100)},
		{"status.error", "error", false, number(0, uint64(capability.LastRefusal))},
		{"status.made", "made", false, null(madeFields("", "", "")...)},
	}
}
