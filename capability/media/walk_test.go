package media

import (
	"runtime"
	"testing"
	"unicode/utf8"

	"handback/capability/testkit"
)

func TestCollectRefusesNamesThatLookAlike(t *testing.T) {
	twins := map[string]string{
		"zero width":    "2-resp\u200bonse.bin",
		"soft hyphen":   "2-\u00adresponse.bin",
		"right to left": "\u202e2-response.bin\u202c",
		"selector":      "2-response\ufe0f.bin",
		"Hangul filler": "2-response.bin\u3164",
		"tag":           "2-response.bin\U000e0061",
		"control":       "2-response\x01.bin",
		"space":         "2-response.bin\u00a0",
	}
	for name, twin := range twins {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" && name == "control" {
				t.Skip("Windows has no such names")
			}
			root := testkit.Dir(t)
			put(t, "the portal's", root, "a", "2-response.bin")
			put(t, "somebody's", root, "a", twin)
			put(t, "elsewhere", root, "b", "2-response.bin")
			c := collect(t, open(t, root), Limits{})
			if paths(c.Found) != "b/2-response.bin" {
				t.Errorf("found %q", paths(c.Found))
			}
			for _, path := range []string{"a/2-response.bin", "a/" + twin} {
				if got := reasonOf(c, path); got != Alike {
					t.Errorf("%q was skipped as %q", path, got)
				}
			}
		})
	}
}

func TestCollectTakesNamesThatDifferVisibly(t *testing.T) {
	root := testkit.Dir(t)
	for _, name := range []string{"response.bin", "Response (1).bin", "réponse.bin", "réponse\u200b2.bin", "ответ.bin", "響應.bin", "bad\xff.bin"} {
		put(t, name, root, name)
	}
	if c := collect(t, open(t, root), Limits{}); len(c.Found) != 7 {
		t.Errorf("found %q, skipped %v", paths(c.Found), c.Skipped)
	}
}

func FuzzVisible(f *testing.F) {
	for _, name := range []string{"a/b.bin", "a\u200b.bin", " a  b ", "\xff/\u202e", "//"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		seen := visible(name)
		if utf8.ValidString(name) && visible(seen) != seen {
			t.Errorf("visible(%q) = %q, which is seen as %q", name, seen, visible(seen))
		}
	})
}
