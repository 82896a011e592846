package desk

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/testkit"
)

// FuzzCase reads a case as another laptop, or anybody, left it on a stick, and
// replays it by the rules.
func FuzzCase(f *testing.F) {
	opened := capability.Opened{ID: "R-7F3K2", Way: capability.FromPortal, Reading: capability.Reading{
		Device: capability.Identity{Host: capability.HostID{Type: "PUBLISHER_DEFINED", Value: "X200-SN0042"}},
	}}
	r, err := capability.Replay([]capability.Entry{{At: time.Unix(1_700_000_000, 0), By: "kim", Fact: opened}})
	if err != nil {
		f.Fatal(err)
	}
	seed, err := encodeCase(r, capability.Digest{})
	if err != nil {
		f.Fatal(err)
	}
	add := func(e testkit.Edit) { f.Add(e.Of, e.At, e.Cut, e.Piece) }
	add(testkit.Edit{})
	add(testkit.Whole(`{"handback":1,"journal":[{"kind":"scanned","fact":{"who":"kim"}},{"kind":"saved","fact":{}}]}`))
	add(testkit.Whole(`{"handback":2,"journal":[null]}`))
	f.Fuzz(func(t *testing.T, of uint8, at, cut uint16, piece []byte) {
		data := testkit.Edit{Of: of, At: at, Cut: cut, Piece: piece}.Apply(seed)
		entries, err := decodeCase(data)
		if err != nil {
			return
		}
		if len(entries) == 0 {
			t.Fatal("a case of nothing")
		}
		if _, err := json.Marshal(entries); err == nil && !leadsTo(data, entries) {
			t.Errorf("%q does not lead to itself", data)
		}
		if r, err := capability.Replay(entries); err == nil && len(r.Entries) != len(entries) {
			t.Errorf("%d facts of %d count", len(r.Entries), len(entries))
		}
	})
}

// Whatever a template writes of a return, and however, stays in its line and
// holds nothing that a terminal obeys. The site's own words stay as they are.
func TestSlipTemplatesAreEscaped(t *testing.T) {
	const evil = "<\x1b]52;c;ZXZpbA==\a\u009b31m\u202e\u200b\r\nFAKE LINE>"
	r := capability.Return{
		ID: "R-7F3K2" + evil, Before: []capability.License{{ActivationID: "ACT" + evil, Count: 3}},
		Device:     capability.Identity{Vendor: evil, Model: evil, Serial: evil, Host: capability.HostID{Type: evil, Value: evil}},
		Order:      capability.Order{Lines: []capability.Line{{ActivationID: "ACT" + evil}}},
		Superseded: []capability.Artifact{{Kind: "kind" + evil}},
		Evidence: &capability.Evidence{
			Cause: evil, Serial: evil, Source: evil, Who: evil, Photo: evil, Remarks: evil, Host: capability.HostID{Type: evil, Value: evil},
		},
	}
	templates := map[string]string{
		"our own": "",
		"the site's": "Bring {{.File}}\tto \u200bLee.\n{{range $i, $l := .Lines}}{{$l.ActivationID}} {{end}}\n{{$host := .Host}}{{$host | printf \"%s!\"}}\n" +
			"{{define \"device\"}}{{.}}{{end}}{{template \"device\" .Device}}\n{{with .Evidence}}{{.}}{{else}}{{.ID}}{{end}}\n" +
			"{{if .Confirming}}{{.ID}}{{else if .Superseded}}{{.Superseded}}{{end}}\n{{block \"who\" .}}{{.Host}}{{end}}\n{{.Size}} {{len .Lines}} {{.SHA256}}",
	}
	for name, text := range templates {
		t.Run(name, func(t *testing.T) {
			for _, kind := range []capability.ArtifactKind{capability.ReturnRequest, capability.ConfirmationRequest, capability.DeclarationFile} {
				got, err := slipText(text, r, capability.Artifact{Kind: kind}, ledger.Head{Facts: 3}, "1"+evil)
				if err != nil {
					t.Fatal(err)
				}
				slip := strings.NewReplacer("\r\n", "\n", "\tto \u200bLee", "").Replace(string(got))
				if at := strings.IndexFunc(slip, func(r rune) bool { return r != '\n' && !unicode.IsGraphic(r) }); at >= 0 {
					t.Errorf("%s: %q", kind, slip[max(0, at-30):])
				}
				if strings.Contains(slip, "\nFAKE") || !strings.Contains(slip, "ZXZpbA==") {
					t.Errorf("%s: %q", kind, slip)
				}
			}
		})
	}
}
