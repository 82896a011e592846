package text

import (
	"cmp"
	"fmt"
	"math"
	"slices"
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
	case f.Verdict == desk.IsForDevice:
		return text + "a response for device " + about
	case f.Verdict == desk.IsSomethingElse:
		return text + otherText(f.Form)
	case f.Verdict == desk.IsDamaged && f.Form.Changed() && f.Form != evident.Broken:
		return text + changedText(f)
	}
	text += verdictText(f.Verdict)
	if about != "" {
		text += " (" + about + ")"
	}
	return text
}

// changedText says how a message was changed on its way, and what to do.
func changedText(f desk.Finding) string {
	text := "a damaged message; " + damageText(f.Form)
	if f.Mendable {
		return text + ". It is mended when a person chooses it"
	}
	return text + ". " + againText(f.Form)
}

// damageText says what happened to a message.
func damageText(f evident.Form) string {
	switch f {
	case evident.Padded:
		return "it was filled up behind its end"
	case evident.Doubled:
		return "it is in the file more than once"
	case evident.Marked:
		return "an editor put a byte order mark before it"
	case evident.Base64:
		return "it was coded as base64"
	case evident.Hex:
		return "it was written as hexadecimal digits"
	case evident.LineEnds:
		return "its line ends were changed as if it were text"
	case evident.QuotedPrintable:
		return "it was coded as quoted-printable text"
	default:
		return "other bytes follow it"
	}
}

// againText says how a message comes to the stick as it was made.
func againText(f evident.Form) string {
	switch f {
	case evident.LineEnds:
		return "Send or copy it again as a binary file"
	case evident.QuotedPrintable:
		return "Save it with the e-mail program that got it"
	default:
		return "Download it again"
	}
}

// otherText says what a file is that is no message, and where the response may
// be.
func otherText(f evident.Form) string {
	text := string(f)
	switch f {
	case evident.HTML:
		return text + ", and no response; perhaps the portal asked to sign in: download it again"
	case evident.Mail:
		return text + ", and no response; save what is attached to it, and copy that to the stick"
	case evident.Zip, evident.Gzip, evident.Archive:
		return text + ", and no response; unpack it, and copy what is in it to the stick"
	default:
		return text + ", and no response"
	}
}

// Mended says that a response was mended, and from what; empty: it came
// whole.
func Mended(r capability.Return) string {
	if r.Response == nil {
		return ""
	}
	for _, e := range r.Entries {
		found, ok := e.Fact.(capability.ResponseFound)
		if ok && found.Mended != "" && found.Artifact.SHA256 == r.Response.SHA256 {
			return fmt.Sprintf("It was mended: the file held %s.", Foreign(found.Mended))
		}
	}
	return ""
}

// Incomplete says that not all of a stick was looked through, and why;
// empty: all was.
func Incomplete(why string) string {
	if why == "" {
		return ""
	}
	return fmt.Sprintf("Not all of the stick was looked through: %s. What is in the folder of a case is seen first.", Printable("", why))
}

// Choosable names the files on the stick at that path that a person may take
// for the response, with the command that does; empty: there is none.
func Choosable(id capability.ReturnID, found []desk.Finding, stick string) string {
	likely := LikelyOf(found)
	switch len(likely) {
	case 0:
		return ""
	case 1:
		f := likely[0]
		return fmt.Sprintf("%s could be the response. If you know that it is: handback next %s --file %s --stick %s",
			Printable("", f.Path), id, argument(f.Path), argument(stick))
	}
	var names []string
	for _, f := range likely[:min(len(likely), ShownFindings)] {
		names = append(names, Printable("", f.Path))
	}
	if more := len(likely) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("%d files could be the response: %s. Name the one that you know to be it: handback next %s --file PATH --stick %s",
		len(likely), strings.Join(names, ", "), id, argument(stick))
}

// LikelyOf are the files that a person may take for the response, but for those
// that nothing speaks for.
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

// Candidates are the files that a person may take for the response: those that
// were it and can be mended, then those that can't be read and could be it, in
// the order of what speaks for them.
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
