//go:build unix

package main_test

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/rogpeppe/go-internal/testscript"
)

// What a person takes for each thing, without the waiting for a device or a portal.
// The first two are those of the keystroke-level model, for somebody who types
// averagely and knows the program (Card, Moran and Newell, The Keystroke-Level Model
// for User Performance Time with Interactive Systems, CACM 23, 1980). The third is
// silent reading at 240 words a minute (Brysbaert, How many words do we read per
// minute?, Journal of Memory and Language 109, 2019).
const (
	perKey   = 280 * time.Millisecond
	perAct   = 1350 * time.Millisecond // to make up one's mind, before each key or text
	perWord  = 250 * time.Millisecond
	perCarry = 10 * time.Second // to pull a stick, and to plug it in when it comes back
)

// person counts what a person does in a story, and reads on the way.
type person struct {
	keys, acts, words, carries int
	seen                       map[string]bool // the lines of the screen at the last act
}

// does counts acts of so many keys each. What is new on the screen since the last one
// is read before them: each line that was not there, and in these a word that stands
// there several times, as in a column, once.
func (p *person) does(acts, keys int, screen string) {
	lines, fresh := make(map[string]bool), make(map[string]bool)
	for line := range strings.Lines(screen) {
		lines[line] = true
		if p.seen[line] {
			continue
		}
		for _, word := range strings.Fields(line) {
			if strings.ContainsFunc(word, unicode.IsLetter) || strings.ContainsFunc(word, unicode.IsDigit) {
				fresh[word] = true
			}
		}
	}
	p.seen = lines
	p.acts, p.keys, p.words = p.acts+acts, p.keys+keys, p.words+len(fresh)
}

// took is the time of the person so far.
func (p *person) took() time.Duration {
	return time.Duration(p.keys)*perKey + time.Duration(p.acts)*perAct + time.Duration(p.words)*perWord + time.Duration(p.carries)*perCarry
}

func (p *person) String() string {
	return fmt.Sprintf("%d keys, %d acts, %d words read, %d times a stick carried: %v of a person's time",
		p.keys, p.acts, p.words, p.carries, p.took().Round(time.Second))
}

// cmdPerson bounds the time of the person, by what the story did so far.
func cmdPerson(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: person DURATION")
	}
	most, err := time.ParseDuration(args[0])
	ts.Check(err)
	p := &storyOf(ts).person
	if p.took() > most {
		ts.Fatalf("more than %v: %v", most, p)
	}
	ts.Logf("%v", p)
}
