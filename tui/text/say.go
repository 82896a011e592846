package text

import (
	"sync"
	"sync/atomic"

	"handback/capability"
	"handback/tui/text/lang"
)

// Phrase is a sentence, or a part of one, in English: the key of its translations. One with
// values has verbs of fmt. Each constant of this type is in every catalog.
type Phrase string

// String says the line in the language that is spoken.
func (p Phrase) String() string { return p.With() }

// With says the line with its values. Without any it takes percent signs as they stand.
func (p Phrase) With(values ...any) string { return speaker().Sprintf(string(p), values...) }

// say is [Phrase.With], where the sentence is in the code.
func say(line Phrase, values ...any) string { return line.With(values...) }

// Word says one of the words of a lower package, whose constants of type T have all of them.
func Word[T ~string](w T) string { return Phrase(w).String() }

// FileKind says which of the files of a return it is.
func FileKind(kind capability.ArtifactKind) string { return Phrase(kind.Words()).String() }

// spoken is the language of the process. It is chosen once, at the start, as a locale is.
// It stands here, and not in every screen and command, because there is one person who
// reads, and each of the sentences would have to hand it on.
var spoken atomic.Pointer[lang.Printer]

// english is spoken until another language is chosen.
var english = sync.OnceValue(func() *lang.Printer {
	p, _ := lang.New("en") // it is always known
	return p
})

// Speak chooses the language of all sentences, named as [lang.New] has it. It is for the
// start of a program.
func Speak(language string) error {
	p, err := lang.New(language)
	if err == nil {
		spoken.Store(p)
	}
	return err
}

// speaker is who says a sentence.
func speaker() *lang.Printer {
	if p := spoken.Load(); p != nil {
		return p
	}
	return english()
}
