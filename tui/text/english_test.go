package text

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// maxWords is how many words a sentence may have. A longer one is two sentences.
const maxWords = 22

// plainWords are words that mean what another word means here, or that a technician with
// little English looks up, and the word to say in their place: one word for one thing.
var plainWords = map[string]string{
	"act": "step", "acts": "steps", "acknowledgement": "confirmation", "activation code": "activation ID",
	"afresh": "again", "anew": "again", "back office": "portal", "can not": "can't", "come back": "return",
	"comes again": "happens again", "drive": "stick", "garbles": "damages", "give back": "return", "given back": "returned",
	"go back": "return", "goes back": "returns", "lies": "is", "machine": "computer", "may not": "is not allowed to",
	"mend": "repair", "mended": "repaired", "mends": "repairs", "people who run": "owner",
	"reply": "answer", "shall": "should", "ticket": "case", "wherever": "where", "who is there": "what is there",
	"whoever": "the person who",
}

// undone are the phrases that say whether something can be undone: the border of the act
// panel, the questions before it, and the ways that can be taken back. Beside any other
// key the words only frighten.
var undone = []Phrase{
	"can be undone",
	"cannot be undone",
	"%d %s, cannot be undone",
	"It cannot be undone.",
	"Load the response into %s? It cannot be undone.",
	"%s %s: not done, because it can't be undone: %s. Use --yes, or answer at a terminal.",
	"%s: %s, %s, all of it to return. Nothing stops working yet, and it can be undone.",
	"%d devices lose %s, %s, as soon as the responses are loaded. This can't be undone: only the portal can issue them again.",
	"This step can't be undone, and nobody has allowed it yet.",
	"Here are the steps of this return. The panel below says what comes next, who does it, and whether it can be undone. Enter does it.",
	SetAside,
	Withdraw,
}

// TestSentencesAreShortAndPlain reads each phrase as somebody does who knows little English.
func TestSentencesAreShortAndPlain(t *testing.T) {
	all, err := spokenPhrases()
	if err != nil {
		t.Fatal(err)
	}
	other := regexp.MustCompile(`(?i)\b(` + strings.Join(slices.Sorted(maps.Keys(plainWords)), "|") + `)\b`)
	option := regexp.MustCompile(`--\w+`)
	end := regexp.MustCompile(`[.?!:;]\s`)
	blanks := regexp.MustCompile(`[.?!:;,]  | [,;]`)
	for _, p := range all {
		if found := other.FindString(option.ReplaceAllString(p.key, "")); found != "" {
			t.Errorf("%s: %q says %q: say %q", p.file, p.key, found, plainWords[strings.ToLower(found)])
		}
		for _, sentence := range end.Split(p.key, -1) {
			if n := len(strings.Fields(sentence)); n > maxWords {
				t.Errorf("%s: %q has %d words", p.file, sentence, n)
			}
		}
		if blanks.MatchString(p.key) {
			t.Errorf("%s: %q has a blank too many", p.file, p.key)
		}
		if strings.Contains(p.key, "undone") && !slices.Contains(undone, Phrase(p.key)) {
			t.Errorf("%s: %q says that something can be undone, or not", p.file, p.key)
		}
	}
}
