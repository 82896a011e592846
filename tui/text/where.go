package text

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
)

// Where am I?
const (
	WhereTitle   Phrase = "Where am I?"
	WhereWork    Phrase = "Checking where things stand"
	NotLooked    Phrase = "Nothing was looked at yet. Enter looks at the device and the stick."
	NextTitle    Phrase = "Next"
	OddPartTitle Phrase = "Warnings"
	CasesTitle   Phrase = "Cases of other laptops"
	OursTitle    Phrase = "here"
	TheirsTitle  Phrase = "there"

	NoDevice   Phrase = "No device is connected. C connects one."
	NoStick    Phrase = "No stick was looked through. S chooses one."
	EmptyStick Phrase = "No file is on it."
)

// Cases of other laptops.
const (
	TakeInKey   Phrase = "take it in"
	TakeInTitle Phrase = "Whose case is it?"
	TakeInWork  Phrase = "Taking the case in"
	TakeInNo    Phrase = "No, leave it on the stick"
	TakeInYes   Phrase = "Yes, take it in"
	NoCases     Phrase = "No case on the stick can be taken in."
	hearsayText Phrase = "Nobody known here signed it: all of it is hearsay. It tells where to look. It decides nothing, and the next step is to read the device."
	ProveKey    Phrase = "look for the receipt"
	ProveWork   Phrase = "Looking for the portal's receipt"
	NoProof     Phrase = "There is no receipt of the portal here that can be checked."
)

// suggestions say what to do where no open return says it, and name the key
// that does it.
var suggestions = map[desk.Suggestion]struct{ text, key Phrase }{
	desk.GoOn:         {"Go on with the open return.", GoOn},
	desk.TakeAnswer:   {"The portal's answer is on the stick. Take it, and go on.", "take it"},
	desk.BeginHere:    {"The device holds licenses and has no open return. A return can be started.", "start a return"},
	desk.AdoptIt:      {"The stick holds a response for this device that the portal made by itself. Adopt it: that opens the return.", AdoptKey},
	desk.TakeCaseIn:   {"The stick holds the case of another laptop. It was not taken in yet. A case that is taken in tells where to look; nothing in it counts as seen here.", TakeInKey},
	desk.ReadDevice:   {"The return of a case on the stick went on elsewhere. Only its device can show what was done: connect it and read it.", ConnectKey},
	desk.HandOver:     {"The portal made this device obsolete and released its licenses, but it still answers. Do not use it: tell the portal's owner.", Close},
	desk.ConnectFirst: {"Plug in a device or a stick to learn more.", ConnectKey},
}

// Suggestion says what to do where no open return says it.
func Suggestion(s desk.Suggestion) string {
	return cmp.Or(suggestions[s].text, "Nothing is owed here.").String()
}

// Situation is what to do at a place where no open return says it. That a case
// of another laptop owes nothing is its own word.
func Situation(p desk.Situation) string {
	text := Suggestion(p.Suggest)
	unknown := slices.ContainsFunc(p.Cases, func(c desk.Case) bool { return c.Standing == desk.CaseNew || c.Standing == desk.CaseRefused })
	if p.Suggest == desk.NothingToDo && unknown {
		return say("%s The cases of other laptops on the stick do not count here: their devices show what is true.", text)
	}
	return text
}

// SuggestionKey is the word on the key that does what is suggested.
func SuggestionKey(known bool, s desk.Suggestion) string {
	if !known {
		return LookAgain.String()
	}
	return cmp.Or(suggestions[s].key, Close).String()
}

// Place is the one next act.
func Place(p desk.Situation) string {
	text := Situation(p)
	if p.Return == nil {
		return text
	}
	likely := LikelyOf(p.Findings)
	switch {
	case p.Suggest == desk.GoOn && p.Act.Need == capability.NeedsPortal && len(likely) > 0:
		return fmt.Sprintf("%s: %s", Context(*p.Return), chooseThereText(len(likely)))
	case p.Suggest == desk.GoOn:
		return fmt.Sprintf("%s, %s: %s", Context(*p.Return), Word(p.Act.Who), Act(*p.Return, p.Act))
	case p.Suggest == desk.TakeAnswer:
		return fmt.Sprintf("%s: %s", Context(*p.Return), text)
	default:
		return text
	}
}

// ProvedTexts name the returns that a receipt proved just now.
func ProvedTexts(all []capability.ReturnID) []string {
	var texts []string
	for _, id := range all {
		texts = append(texts, Proved(id))
	}
	return texts
}

// Proved says that a return is closed on proof now, no longer on a claim.
func Proved(id capability.ReturnID) string {
	return say("%s is closed on proof now: the portal's receipt was checked.", id)
}

// chooseThereText leads to the screen on which a file is chosen.
func chooseThereText(n int) string {
	if n == 1 {
		return say("1 file on the stick could be the portal's answer, and a person has to say so. Go on to the return, and choose it there.")
	}
	return say("%d files on the stick could be the portal's answer, and a person has to say which. Go on to the return, and choose it there.", n)
}

func FilesOn(stick string) string {
	if stick == "" {
		return say("Files")
	}
	return say("Files on %s", Printable("", stick))
}

// Flag says what is odd about a device. What a journal of an older version tells is said in
// its own words.
func Flag(f capability.Flagged) string {
	before, now := Foreign(f.Before), Foreign(f.Now)
	switch {
	case f.Flag == capability.FlagAlive:
		return say("the device answers after it was declared dead")
	case f.Flag == capability.FlagRollback && f.Said != "":
		return say("the portal says: %s", Foreign(f.Said))
	case f.Flag == capability.FlagRollback && before != "" && now == "":
		return say("the device shows no response as its last and showed response %s before: it was set back, or restored from an image", before)
	case f.Flag == capability.FlagRollback && before != "":
		return say("the device shows response %s as its last and showed response %s before: it was set back, or restored from an image", now, before)
	case f.Flag == capability.FlagClone && before != "":
		return say("serial number %q has the host ID of serial number %q", now, before)
	case f.Flag == capability.FlagClock && before != "":
		return say("the device's clock shows %s and showed %s before", now, before)
	default:
		return Foreign(f.Text)
	}
}

// Warned says what is odd about a device, and what follows from it.
func Warned(f capability.Flagged) string {
	return Flag(f) + flagMeans(f.Flag)
}

func flagMeans(f capability.FlagKind) string {
	switch f {
	case capability.FlagRollback:
		return say(". It may hold licenses that were returned already: they are never credited twice.")
	case capability.FlagClone:
		return say(". The portal can't tell the two apart: tell the portal's owner.")
	case capability.FlagClock:
		return say(". A response can be refused because of it: set the clock right.")
	case capability.FlagAlive:
		return say(". Tell the portal's owner.")
	default:
		return ""
	}
}

func ForkTitle(id capability.ReturnID) string {
	return say("Two versions of %s", Printable("", string(id)))
}

// Fork says what a case that went on elsewhere has in common with what is
// known here, and what to do.
func Fork(f *ledger.Fork) string {
	switch {
	case f.Common == 0:
		return say("Two returns got the same ID on two laptops. Nothing was merged. Go on with each only where it was opened.")
	case len(f.Ours) == 0:
		return say("Another laptop tells %s more. Nothing of that was merged. Read the device: it shows what was done.", say("%d facts", len(f.Theirs)))
	}
	return say("After %s in common, two laptops went on separately. Nothing was merged. Read the device: it shows which of the two is right. Go on with that laptop only.", say("%d facts", f.Common))
}

// Case says in one line what this laptop knows about a case on a stick.
func Case(c desk.Case) string {
	text := fmt.Sprintf("%s: %s", Printable("", c.Path), standingText(c))
	if c.ID.Check() == nil {
		whose := string(c.ID)
		if d := Device(c.Told.Device); d != "" {
			whose = say("%s of %s", c.ID, d)
		}
		text = fmt.Sprintf("%s: %s, %s, %s", Printable("", c.Path), whose, say("%d facts", c.Facts), standingText(c))
	}
	if c.Err == nil {
		text += ". " + Signer(c.Signer, c.Unsigned, c.Whose)
	}
	return text
}

func standingText(c desk.Case) string {
	switch c.Standing {
	case desk.CaseNew:
		return say("not known here")
	case desk.CaseMore:
		return say("%s more than were taken in", say("%d facts", c.New))
	case desk.CaseSetAside:
		return say("was taken in and set aside")
	case desk.CaseKnown:
		return say("all of it is here")
	case desk.CaseElsewhere:
		return say("went on elsewhere")
	default:
		return say("it can't be true: %s", Foreign(c.Err.Error()))
	}
}

// Signer says whose a case is, and how that is known.
func Signer(signer, unsigned string, whose []string) string {
	names := say("it names nobody")
	if len(whose) > 0 {
		names = say("it names %s", Printable("", strings.Join(whose, ", ")))
	}
	switch {
	case signer != "":
		return say("Signed by %s, who is known here", Printable("", signer))
	case unsigned != "":
		return say("Hearsay: %s, and its signature does not count (%s)", names, Foreign(unsigned))
	default:
		return say("Hearsay: %s, and nobody signed it", names)
	}
}

// TakenIn says that a case was taken in, in one line.
func TakenIn(r capability.Return, c desk.Case) string {
	return say("taken in %s: %s of %s. %s", r.ID, say("%d facts", c.New), Device(r.Device), Signer(c.Signer, c.Unsigned, c.Whose))
}

// Origin says whose facts were taken in with a return; empty: everything was seen
// here.
func Origin(r capability.Return) string {
	if len(r.Sources) == 0 {
		return ""
	}
	last := r.Sources[len(r.Sources)-1]
	text := Signer(last.Signer, last.Unsigned, last.Whose)
	return say("Taken in from %s. %s.", Printable("", last.Stick), text)
}

// From says about a fact that was not noted here how far it can be trusted; empty: it
// was noted here.
func From(e capability.Entry) string {
	switch {
	case e.From == nil:
		return ""
	case e.Hearsay():
		return say("  (hearsay, from the case of another laptop)")
	default:
		return say("  (taken in, signed by %s)", Printable("", e.From.Signer))
	}
}

// CaseLines describe a case for the question whether to take it in.
func CaseLines(c desk.Case, stick string) []string {
	lines := []string{
		fmt.Sprintf("%s, %s", Printable("", string(c.ID)), Device(c.Told.Device)),
		say("host ID %s", Printable("", c.Told.Device.Host.String())),
		say("%s, %d new here, from %s", say("%d facts", c.Facts), c.New, Printable("", stick)),
		say("It says: %s.", Stage(c.Told.Stage)),
		Signer(c.Signer, c.Unsigned, c.Whose) + ".",
	}
	if c.Signer == "" {
		lines = append(lines, "", hearsayText.String())
	}
	return lines
}
