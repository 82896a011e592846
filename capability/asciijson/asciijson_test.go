package asciijson_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"handback/capability/asciijson"

	"pgregory.net/rapid"
)

func TestBothForms(t *testing.T) {
	v := map[string]any{"a": "\u009b31m\x7f😀é", "b": []int{1}}
	line, err := asciijson.Marshal(v)
	if want := `{"a":"\u009b31m\u007f\ud83d\ude00\u00e9","b":[1]}`; err != nil || string(line) != want {
		t.Errorf("%s, %v", line, err)
	}
	page, err := asciijson.MarshalIndent(v)
	if want := "{\n  \"a\": \"\\u009b31m\\u007f\\ud83d\\ude00\\u00e9\",\n  \"b\": [\n    1\n  ]\n}\n"; err != nil || string(page) != want {
		t.Errorf("%s, %v", page, err)
	}
	var out bytes.Buffer
	if err := asciijson.Write(&out, v); err != nil || out.String() != string(page) {
		t.Errorf("%s, %v", out.String(), err)
	}
	if err := asciijson.Write(&out, func() {}); err == nil || out.String() != string(page) {
		t.Error("a function was written")
	}
}

// Whatever a string holds, the bytes are printable ASCII on one line, and it
// reads back as it was.
func TestEveryStringIsASCIIAndReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ToValidUTF8(rapid.String().Draw(t, "text"), "")
		data, err := asciijson.Marshal([]string{text})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range data {
			if b < ' ' || b >= 0x7f {
				t.Fatalf("%q holds %#x", data, b)
			}
		}
		var back []string
		if err := json.Unmarshal(data, &back); err != nil || back[0] != text {
			t.Fatalf("%q came back as %q, %v", text, back, err)
		}
	})
}
