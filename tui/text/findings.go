package text

import (
	"cmp"
	"fmt"
	"strings"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/evident"
)

// Finding says what a file on a stick is to the return.
func Finding(f desk.Finding) string {
	text := Printable("", f.Path) + ": "
	about := Printable("", f.About)
	switch {
	case f.Class == desk.IsForDevice:
		return say("%sa response for device %s", text, about)
	case f.Class == desk.IsSomethingElse:
		return text + otherText(f.Form)
	case f.Class == desk.IsDamaged && f.Form.Changed() && f.Form != evident.Broken:
		return text + changedText(f)
	}
	text += classText(f.Class)
	if about != "" {
		text += " (" + about + ")"
	}
	return text
}

// changedText says how a message was changed on its way, and what to do.
func changedText(f desk.Finding) string {
	text := say("a damaged message; %s", damageText(f.Form))
	if f.Mendable {
		return say("%s. It is repaired when a person chooses it", text)
	}
	return text + ". " + cmp.Or(damages[f.Form].again, "Download it again").String()
}

// damages say what happened to a message, and how it comes to the stick whole.
// One without the latter can be repaired.
var damages = map[evident.Form]struct{ happened, again Phrase }{
	evident.Padded:          {"it has padding after its end", ""},
	evident.Doubled:         {"it is in the file more than once", ""},
	evident.Marked:          {"an editor put a byte order mark before it", ""},
	evident.Base64:          {"it was coded as base64", ""},
	evident.Hex:             {"it was written as hexadecimal digits", ""},
	evident.LineEnds:        {"its line ends were changed as if it were text", "Send or copy it again as a binary file"},
	evident.QuotedPrintable: {"it was coded as quoted-printable text", "Save it with the e-mail program that got it"},
}

func damageText(f evident.Form) string {
	return cmp.Or(damages[f].happened, "other bytes follow it").String()
}

// otherText says what a file is that is not a message, and where the response
// may be.
func otherText(f evident.Form) string {
	text := Word(f)
	switch f {
	case evident.HTML:
		return say("%s, not a response; perhaps the portal asked to sign in: download it again", text)
	case evident.Mail:
		return say("%s, not a response; save what is attached to it, and copy that to the stick", text)
	case evident.Zip, evident.Gzip, evident.Archive:
		return say("%s, not a response; unpack it, and copy what is in it to the stick", text)
	default:
		return say("%s, not a response", text)
	}
}

// Mended says that a response was repaired, and from what; empty: it came whole.
func Mended(r capability.Return) string {
	if r.Response == nil {
		return ""
	}
	for _, e := range r.Entries {
		found, ok := e.Fact.(capability.ResponseFound)
		if ok && found.Mended != "" && found.Artifact.SHA256 == r.Response.SHA256 {
			return say("It was repaired: the file held %s.", Foreign(found.Mended))
		}
	}
	return ""
}

// Incomplete says why Handback did not look through the whole stick; empty: it did.
func Incomplete(why capability.CutShort) string {
	if why.IsZero() {
		return ""
	}
	return say("Handback did not look through the whole stick: %s. It looks into the folder of a case first.", cutShortText(why))
}

// cutShortText says which limit ended a search.
func cutShortText(c capability.CutShort) string {
	switch {
	case c.Entries > 0:
		return say("more than %d files and folders", c.Entries)
	case c.Time > 0:
		return say("it took more than %v", c.Time)
	default:
		return say("%d files of a message's size were not read", c.Unread)
	}
}

// classTexts say what a file on a stick is to the return.
var classTexts = map[desk.Class]Phrase{
	desk.IsRequest:       "the return request itself",
	desk.IsConfirmation:  "the confirmation request itself",
	desk.IsResponse:      "the response",
	desk.IsReceipt:       "the receipt",
	desk.IsLoaded:        "the response that the device has loaded already",
	desk.IsSuperseded:    "a request that was replaced; do not upload it",
	desk.IsDeclaration:   "the declaration of a dead device",
	desk.IsCase:          "the case of a return",
	desk.IsBadCase:       "the case of a return, damaged",
	desk.IsStale:         "an older response; the device has processed a later one",
	desk.IsRejected:      "a response that can't be used here; the portal must give another one",
	desk.IsUseless:       "a response that does not take away what was ordered",
	desk.IsRemoval:       "a removal that the portal began; it answers no request of this return",
	desk.IsNothing:       "a response that changes nothing on the device",
	desk.IsForged:        "not from the portal: its signature is wrong",
	desk.IsTold:          "a request of the return, as the case of another laptop says",
	desk.IsForDevice:     "a response for a device that is not here",
	desk.IsOtherDevice:   "a response for another device",
	desk.IsOtherRequest:  "a response to another request",
	desk.IsOtherOwn:      "a request of another return",
	desk.IsDamaged:       "a damaged message; copy it to the stick again",
	desk.IsTooNew:        "a message for a newer Handback",
	desk.IsUnread:        "it can't be read here, but could be the response",
	desk.IsSomethingElse: "another kind of file",
	desk.IsNotLookedInto: "not looked into",
}

func classText(c desk.Class) string { return cmp.Or(classTexts[c], "not a message").String() }

// Found is one file, with the return that it belongs to.
func Found(f desk.Finding) string {
	text := Foreign(Finding(f))
	if f.Return != "" {
		text += " [" + Printable("", string(f.Return)) + "]"
	}
	return text
}

// Note says what the portal remarks in a response, in a few words: those of its code.
func Note(code string) string { return Phrase(code).String() }

// Kind says what a file is that nobody waits for.
func Kind(f desk.Finding) string {
	if f.Form != "" {
		return Word(f.Form)
	}
	return classText(f.Class)
}

// Group counts the files of a kind, and names some.
func Group(kind string, some []desk.Finding, n int) string {
	var names []string
	for _, f := range some {
		names = append(names, Cut(Printable("", f.Path), 40))
	}
	text := fmt.Sprintf("%s, %s: %s", say("%d other files", n), kind, strings.Join(names, ", "))
	if n > len(some) {
		text += ", ..."
	}
	return text
}
