package text

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
)

// Adopting a response that the portal made by itself.
const (
	AdoptWork Phrase = "Taking the response"
	AdoptGoOn Phrase = "Nothing is loaded yet, and nothing changed on the device. Loading is the next step. Handback asks again before it loads."
	Opaque    Phrase = "The response can't be read here. After the load, the device shows what the response took away."

	OpaqueTitle Phrase = "Which file is it?"
	OpaqueHelp  Phrase = "Handback finds no file on the stick that it can read as a response for the device. If the portal told you that one of these is the response, choose it."
	NoOpaque    Phrase = "No file on the stick could be a response for the connected device. Bring the one that the portal made when it removed the licenses."

	OpaqueQuestionTitle Phrase = "Is this the response?"
	OpaqueYes           Phrase = "Yes, open a return with it"
	TakeYes             Phrase = "Yes, take it as the response"
	ChooseKey           Phrase = "choose the response"
)

// AdoptTitle also covers the answer to a request that was uploaded although its
// return was cancelled.
func AdoptTitle(r capability.Return) string {
	if r.Way == capability.FromPortal {
		return say("Started in the portal")
	}
	return say("The return goes on")
}

func Adopted(r capability.Return) string {
	if r.Way != capability.FromPortal {
		return say("%s was cancelled, but its request was uploaded: this is the response. On %s it changes:", r.ID, Device(r.Device))
	}
	return say("%s was opened: the portal made this response by itself. On %s it changes:", r.ID, Device(r.Device))
}

// CouldBe says that a person has to tell which file on the stick is the
// response.
func CouldBe(likely []desk.Finding, s *media.Stick) string {
	n := len(likely)
	if n == 1 && likely[0].Mendable {
		return say("%s. C looks at it.", Finding(likely[0]))
	}
	if n == 1 {
		return say("1 file on %s could be the portal's answer, but can't be read here. C looks at it.", Stick(s))
	}
	return say("%d files on %s could be the portal's answer, but can't be read here. C chooses one.", n, Stick(s))
}

func OpaqueFor(f desk.Finding, d capability.Identity) string {
	if f.Mendable {
		return say("This was a response for %s before it was damaged. Handback repairs it and notes that. The device decides whether to take it.", Device(d))
	}
	return say("Handback can't read it. You say that it is for %s. The device decides: it refuses what is not for it.", Device(d))
}

// OpaqueLines describe a file that can't be read: what a person may recognize it
// by, and what speaks for and against it.
func OpaqueLines(f desk.Finding, w int) []string {
	about := "    " + sizeText(f.Size)
	if !f.ModTime.IsZero() {
		about += "  " + f.ModTime.Local().Format("2006-01-02 15:04")
	}
	lines := []string{Cut(Printable("", f.Path), w), Cut(about+"  SHA-256 "+shortDigest(f.Digest), w)}
	if f.Mendable {
		lines = append(lines, Indent(Wrap(say("damaged: %s", damageText(f.Form)), w-4), 4)...)
	}
	for _, side := range []struct {
		word    string
		reasons []desk.Evidence
	}{{say("for it: "), f.For}, {say("against it: "), f.Against}} {
		var words []string
		for _, r := range side.reasons {
			words = append(words, Word(r))
		}
		if len(words) > 0 {
			lines = append(lines, Indent(Wrap(side.word+strings.Join(words, ", "), w-4), 4)...)
		}
	}
	return lines
}

// Choosable names the files on the stick that may be the response, and the
// command that takes one; empty: there is none.
func Choosable(id capability.ReturnID, found []desk.Finding, stick string) string {
	likely := LikelyOf(found)
	switch len(likely) {
	case 0:
		return ""
	case 1:
		f := likely[0]
		return say("%s could be the response. If you know that it is: handback next %s --file %s --stick %s",
			Printable("", f.Path), id, argument(f.Path), argument(stick))
	}
	var names []string
	for _, f := range likely[:min(len(likely), ShownFindings)] {
		names = append(names, Printable("", f.Path))
	}
	if more := len(likely) - len(names); more > 0 {
		names = append(names, say("and %d more", more))
	}
	return say("%d files could be the response: %s. If you know which one it is: handback next %s --file PATH --stick %s",
		len(likely), strings.Join(names, ", "), id, argument(stick))
}

// LikelyOf are the [Candidates] for which something speaks.
func LikelyOf(found []desk.Finding) []desk.Finding {
	var likely []desk.Finding
	for _, f := range Candidates(found) {
		if f.Concerns() {
			likely = append(likely, f)
		}
	}
	return likely
}

// ShownFindings is how many files are named after a look at a stick.
const ShownFindings = 5

// Candidates are the files among which a person finds the response: first the
// damaged ones that can be repaired, then those that can't be read, the likeliest
// first.
func Candidates(found []desk.Finding) []desk.Finding {
	var files []desk.Finding
	for _, f := range found {
		if f.Choosable() {
			files = append(files, f)
		}
	}
	weight := func(f desk.Finding) int {
		if f.Mendable {
			return math.MinInt
		}
		return len(f.Against) - len(f.For)
	}
	slices.SortStableFunc(files, func(a, b desk.Finding) int { return cmp.Compare(weight(a), weight(b)) })
	return files[:min(len(files), shownOpaque)]
}

// shownOpaque is how many files there are to choose from at most.
const shownOpaque = 200
