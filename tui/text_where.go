package tui

import (
	"fmt"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
)

// Where am I?
const (
	whereTitle    = "Where am I?"
	whereWorkText = "Looking where things stand"
	notLookedText = "It was not looked yet. Enter looks at the device and the stick."
	nextTitle     = "Next"
	oddPartTitle  = "Odd"
	casesTitle    = "Cases of other laptops"
	oursTitle     = "here"
	theirsTitle   = "there"

	noDeviceText   = "No device is connected. C connects one."
	noStickText    = "No stick was looked through. S chooses one."
	emptyStickText = "No file is on it."
)

// SuggestionText says what to do where no open return says it.
func SuggestionText(s desk.Suggestion) string {
	switch s {
	case desk.GoOn:
		return "Go on with the open return."
	case desk.TakeAnswer:
		return "The portal's answer is on the stick. Take it, and go on."
	case desk.BeginHere:
		return "The device holds licenses and has no open return. A return can be started."
	case desk.AdoptIt:
		return "The stick holds a response for this device that the portal made by itself. Adopt it: that opens the return."
	case desk.TakeCaseIn:
		return "The stick holds the case of another laptop. Nothing of it was taken in. Taking it in tells where to look: nothing in it counts as seen here."
	case desk.ReadDevice:
		return "A case on the stick went on elsewhere. What its device shows counts: connect it and read it."
	case desk.HandOver:
		return "The portal made this device obsolete and released its licenses, and yet it lives. It must not be used: tell the portal's owner."
	case desk.ConnectFirst:
		return "Plug in a device or a stick to learn more."
	default:
		return "Nothing is owed here."
	}
}

// PlaceText is what to do at a place where no open return says it. That a case
// of another laptop owes nothing is its own word.
func PlaceText(p desk.Place) string {
	text := SuggestionText(p.Suggest)
	unknown := slices.ContainsFunc(p.Cases, func(c desk.Case) bool { return c.Standing == desk.CaseNew || c.Standing == desk.CaseRefused })
	if p.Suggest == desk.NothingToDo && unknown {
		return text + " What the cases of other laptops on the stick say is not counted: their devices would show it."
	}
	return text
}

// suggestionKeyText is the word on the key that does what is suggested.
func suggestionKeyText(known bool, s desk.Suggestion) string {
	switch {
	case !known:
		return lookAgainText
	case s == desk.ReadDevice:
		return connectKeyText
	case s == desk.TakeCaseIn:
		return takeInKeyText
	case s == desk.GoOn:
		return goOnText
	case s == desk.TakeAnswer:
		return "take it"
	case s == desk.BeginHere:
		return "start a return"
	case s == desk.AdoptIt:
		return adoptKeyText
	case s == desk.ConnectFirst:
		return connectKeyText
	default:
		return backText
	}
}

// placeText is the one next act.
func placeText(p desk.Place) string {
	text := PlaceText(p)
	if p.Return == nil {
		return text
	}
	likely := likelyOf(p.Findings)
	switch {
	case p.Suggest == desk.GoOn && p.Act.Need == capability.NeedsPortal && len(likely) > 0:
		return fmt.Sprintf("%s: %s", contextText(*p.Return), chooseThereText(len(likely)))
	case p.Suggest == desk.GoOn:
		return fmt.Sprintf("%s, %s: %s", contextText(*p.Return), p.Act.Who, ActText(*p.Return, p.Act))
	case p.Suggest == desk.TakeAnswer:
		return fmt.Sprintf("%s: %s", contextText(*p.Return), text)
	default:
		return text
	}
}

// provedTexts name the returns that a receipt proved just now.
func provedTexts(all []capability.ReturnID) []string {
	var texts []string
	for _, id := range all {
		texts = append(texts, ProvedText(id))
	}
	return texts
}

// ProvedText says that a return that was closed on a claim is closed on proof
// now.
func ProvedText(id capability.ReturnID) string {
	return fmt.Sprintf("%s is closed on proof now: the portal's receipt was checked.", id)
}

// chooseThereText leads to the screen on which a file is chosen.
func chooseThereText(n int) string {
	if n == 1 {
		return "1 file on the stick could be the answer of the portal, and a person has to say so. Go on to the return, and choose it there."
	}
	return fmt.Sprintf("%d files on the stick could be the answer of the portal, and a person has to say which. Go on to the return, and choose it there.", n)
}

func heldShortText(all []capability.License) string {
	if len(all) == 0 {
		return "holds no license"
	}
	return "holds " + countText(len(all), "license")
}

func filesOn(stick string) string {
	if stick == "" {
		return "Files"
	}
	return "Files on " + printable("", stick)
}

// foundText is one file, with the return that it belongs to.
func foundText(f desk.Finding) string {
	text := foreignText(FindingText(f))
	if f.Return != "" {
		text += " [" + printable("", string(f.Return)) + "]"
	}
	return text
}

// kindText says what a file is that nobody waits for.
func kindText(f desk.Finding) string {
	if f.Form != "" {
		return string(f.Form)
	}
	return verdictText(f.Verdict)
}

// groupText counts the files of a kind, and names some.
func groupText(kind string, some []desk.Finding, n int) string {
	var names []string
	for _, f := range some {
		names = append(names, cut(printable("", f.Path), 40))
	}
	text := fmt.Sprintf("%s, %s: %s", countText(n, "other file"), kind, strings.Join(names, ", "))
	if n > len(some) {
		text += ", ..."
	}
	return text
}

// flagMeansText says what follows from an oddity.
func flagMeansText(f capability.FlagKind) string {
	switch f {
	case capability.FlagRollback:
		return ". It may hold licenses that went back already: they are never credited twice."
	case capability.FlagClone:
		return ". The portal can't tell the two apart: tell the people who run it."
	case capability.FlagClock:
		return ". A response can be refused because of it: set the clock right."
	case capability.FlagAlive:
		return ". Tell the portal's owner."
	default:
		return ""
	}
}

func forkTitle(id capability.ReturnID) string {
	return "Two ways of " + printable("", string(id))
}

// ForkText says what a case that went on elsewhere has in common with what is
// known here, and what to do.
func ForkText(f *ledger.Fork) string {
	switch {
	case f.Common == 0:
		return "Two returns got the same ID on two laptops. Nothing was merged. Go on with each only where it was opened."
	case len(f.Ours) == 0:
		return fmt.Sprintf("Another laptop tells %s more. Nothing of it was merged. The device shows what was really done: read it.", countText(len(f.Theirs), "fact"))
	}
	return fmt.Sprintf("After %s in common two laptops went on, each by itself. Nothing was merged. The device shows which way was really taken: read it, and go on only on that laptop.", countText(f.Common, "fact"))
}
