package text

import (
	"fmt"
	"path"

	"handback/capability"
)

// EntryLines are the facts of one way of a fork, under a title, w cells wide.
func EntryLines(title string, entries []capability.Entry, w int) []string {
	lines := []string{title}
	for i, e := range entries {
		if i == shownEntries {
			lines = append(lines, Others(len(entries)-i))
			break
		}
		text := fmt.Sprintf("%s  %s  %s", e.At.UTC().Format("2 Jan 15:04 UTC"), Printable("", e.By), factText(e.Fact))
		lines = append(lines, Wrap(text, w)...)
	}
	return lines
}

// factText says a fact of the journal in a few words.
func factText(f capability.Fact) string {
	switch f := f.(type) {
	case capability.Opened:
		return "opened the return"
	case capability.Intended:
		return "began to " + nextText(f.Act)
	case capability.Refused:
		return "the device refused: " + Printable("", f.Words())
	case capability.NotDone:
		return "it did not take place: " + nextText(f.Act)
	case capability.RequestMade:
		return "the device made " + f.Artifact.Kind.FileName()
	case capability.Saved:
		return "saved " + savedName(f) + " on a stick"
	case capability.Uploaded:
		return "claimed that " + f.File.FileName() + " was uploaded"
	case capability.ResponseFound:
		if f.Mended != "" {
			return "found the response, and mended it: the file held " + Foreign(f.Mended)
		}
		return "found the response"
	case capability.Loaded:
		return "the device loaded the response"
	case capability.LicensesRead:
		return "read the licenses"
	case capability.Receipt:
		return "found the receipt"
	default:
		return endText(f)
	}
}

// savedName is the name under which a file was saved.
func savedName(f capability.Saved) string {
	if f.Path == "" {
		return f.File.FileName()
	}
	return Printable("", path.Base(f.Path))
}

// endText does so for the facts that lead off the usual way.
func endText(f capability.Fact) string {
	switch f := f.(type) {
	case capability.Cancelled:
		return "cancelled the return"
	case capability.Replaced:
		return "replaced " + f.File.FileName()
	case capability.Withdrawn:
		return "withdrew the claim about " + f.File.FileName()
	case capability.Declared:
		return "declared the device dead"
	case capability.Decided:
		return "noted the decision: " + Printable("", string(f.Outcome))
	case capability.Scanned:
		return fmt.Sprintf("the stick was scanned by %s at %s", Printable("", f.Who), Printable("", f.Station))
	case capability.Flagged:
		return "odd: " + Foreign(f.Text)
	case capability.TakenIn:
		return "took the case in. " + Signer(f.Signer, f.Unsigned, f.Whose)
	case capability.SetAside:
		return "set the case aside"
	case capability.Transferred:
		return "began the activation " + Printable("", string(f.To))
	default:
		return Printable("", string(f.Kind()))
	}
}

// shownEntries is how many facts of a way of a fork are shown.
const shownEntries = 40
