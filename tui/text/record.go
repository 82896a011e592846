package text

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/proof"
)

// EntryLines are the facts of one way of a fork, under a title, w cells wide.
func EntryLines(title string, entries []capability.Entry, w int) []string {
	lines := []string{title}
	for i, e := range entries {
		if i == shownEntries {
			lines = append(lines, Others(len(entries)-i))
			break
		}
		text := fmt.Sprintf("%s  %s  %s", e.At.UTC().Format(say("2 Jan 15:04 UTC")), Printable("", e.By), factText(e.Fact))
		lines = append(lines, Wrap(text, w)...)
	}
	return lines
}

// factText tells a fact of the journal in a few words.
func factText(f capability.Fact) string {
	switch f := f.(type) {
	case capability.Opened:
		return say("opened the return")
	case capability.Intended:
		return say("began to %s", nextText(f.Act))
	case capability.Refused:
		return say("the device refused: %s", Printable("", f.Words()))
	case capability.NotDone:
		return say("it did not take place: %s", nextText(f.Act))
	case capability.RequestMade:
		return say("the device made %s", f.Artifact.Kind.FileName())
	case capability.Saved:
		return say("saved %s on a stick", savedName(f))
	case capability.Uploaded:
		return say("claimed that %s was uploaded", f.File.FileName())
	case capability.ResponseFound:
		if f.Portal != "" {
			return say("took the response from the portal")
		}
		if f.Mended != "" {
			return say("found the response, and repaired it: the file held %s", Foreign(f.Mended))
		}
		return say("found the response")
	case capability.Loaded:
		return say("the device loaded the response")
	case capability.LicensesRead:
		return say("read the licenses")
	case capability.Receipt:
		return say("found the receipt")
	case capability.Sent, capability.Answered, capability.PortalRead:
		return portalFactText(f)
	default:
		return endText(f)
	}
}

// portalFactText does the same for what was seen at a portal, by program.
func portalFactText(f capability.Fact) string {
	switch f := f.(type) {
	case capability.Sent:
		return say("began to send %s to the portal", f.File.FileName())
	case capability.Answered:
		return map[capability.ExchangeState]Phrase{
			capability.ExchangeUncertain: "it is not known whether the portal got %s",
			capability.ExchangeNotSent:   "nothing left for the portal of %s",
			capability.ExchangePending:   "handed over for the portal: %s",
			capability.ExchangeAnswered:  "the portal answered %s",
			capability.ExchangeRefused:   "the portal refused %s",
		}[f.State].With(f.File.FileName())
	case capability.PortalRead:
		return say("asked the portal what it knows of the device")
	default:
		return Printable("", string(f.Kind()))
	}
}

// savedName is the name under which a file was saved.
func savedName(f capability.Saved) string {
	if f.Path == "" {
		return f.File.FileName()
	}
	return Printable("", path.Base(f.Path))
}

// endText does the same for facts that are not part of the usual way.
func endText(f capability.Fact) string {
	switch f := f.(type) {
	case capability.Cancelled:
		return say("cancelled the return")
	case capability.Replaced:
		return say("replaced %s", f.File.FileName())
	case capability.Withdrawn:
		return say("withdrew the claim about %s", f.File.FileName())
	case capability.Declared:
		return say("declared the device dead")
	case capability.Decided:
		return say("noted the decision: %s", Printable("", string(f.Outcome)))
	case capability.Scanned:
		return say("the stick was scanned by %s at %s", Printable("", f.Who), Printable("", f.Station))
	case capability.Flagged:
		return say("warning: %s", Flag(f))
	case capability.TakenIn:
		return say("took the case in. %s", Signer(f.Signer, f.Unsigned, f.Whose))
	case capability.SetAside:
		return say("set the case aside")
	case capability.Transferred:
		return say("began the activation %s", Printable("", string(f.To)))
	default:
		return Printable("", string(f.Kind()))
	}
}

// shownEntries is how many facts of a way of a fork are shown.
const shownEntries = 40

// NotWhole says how many records of those that were checked are not whole.
type NotWhole struct{ Damaged, Of int }

func (n *NotWhole) what() string {
	if n.Of == 1 {
		return say("The record is not whole.")
	}
	return say("%d of %d records are not whole.", n.Damaged, n.Of)
}

func (n *NotWhole) Error() string {
	if n.Of == 1 {
		return "the record is not whole"
	}
	return fmt.Sprintf("%d of %d records are not whole", n.Damaged, n.Of)
}

// Checked says in one line whether a record is whole, or everything that is wrong
// with it.
func Checked(id capability.ReturnID, c ledger.Check, err error) string {
	files := len(c.Changed) + len(c.Missing)
	if err != nil && files == 0 {
		return say("%s is damaged: %s", id, placeOfDamageText(err))
	}
	text := say("%s whole", id)
	if files > 0 {
		text = say("%s is not whole", id)
	}
	text += say(": %s, %s, last hash %s", say("%d facts", c.Facts), say("%d files", c.Files), c.LastHash)
	for _, part := range []struct {
		names []string
		what  Phrase
	}{
		{c.Changed, "changed"},
		{c.Missing, "missing, though it was kept here"},
		{c.NeverCame, "did not come with the case from the other laptop"},
	} {
		if len(part.names) > 0 {
			text += fmt.Sprintf("; %s: %s", part.what, Printable("", strings.Join(part.names, ", ")))
		}
	}
	return text + journalEndText(c)
}

// journalEndText describes what an interrupted write left at the end of a journal.
func journalEndText(c ledger.Check) string {
	text := ""
	if c.Unended {
		text += say("; its last line has no line end, but counts")
	}
	if c.Torn > 0 {
		text += say("; %s at the end of an unfinished line don't count", say("%d bytes", int(c.Torn)))
	}
	return text
}

// Head says that a journal still has the line that a head was copied from.
func Head(id capability.ReturnID, after int) string {
	return say("%s has the line of that head: %s came after it", id, say("%d facts", after))
}

// placeOfDamageText says where a record is damaged and what is wrong there.
func placeOfDamageText(err error) string {
	d, ok := errors.AsType[*ledger.Damage](err)
	if !ok {
		return Printable("", err.Error())
	}
	where := ""
	if d.File != "" {
		where = placeText(d) + ": "
	}
	return where + Printable("", d.Err.Error())
}

// placeText names the file of a damage, and its line where that is known.
func placeText(d *ledger.Damage) string {
	if d.Line == 0 {
		return Printable("", d.File)
	}
	return say("%s line %d", Printable("", d.File), d.Line)
}

// Proof says what a bundle proves, for people.
func Proof(v proof.Findings) string {
	var out strings.Builder
	if v.Return != "" {
		fmt.Fprint(&out, say("Return %s, as the bundle says.\n", v.Return))
	}
	whole := say("THE BUNDLE WAS CHANGED, OR CONTRADICTS ITSELF:")
	if v.Whole {
		whole = say("The bundle is whole.")
	}
	fmt.Fprintf(&out, "\n%s\n", whole)
	for _, p := range v.Problems {
		proofLine(&out, p.File, p.Text)
	}
	for _, part := range []struct {
		title, none string
		said        []proof.Statement
	}{
		{say("Proved by the portal's signature, with the key that you gave"), say("Nothing. Get the portal's key from the portal's owner and give it with --portal-key. If you gave one, it signed nothing here."), v.Portal},
		{say("Proved by the device's signature, with the key that you gave"), say("Nothing. Get the device's key from the person who enrolled it and give it with --device-key. If you gave one, it signed nothing here."), v.Device},
		{say("Said by the laptop alone"), say("Nothing."), v.Laptop},
		{say("Proved by nobody"), say("Nothing."), v.Nobody},
	} {
		fmt.Fprintf(&out, "\n%s:\n", part.title)
		for _, s := range part.said {
			proofLine(&out, s.File, s.Text)
		}
		if len(part.said) == 0 {
			proofLine(&out, "", part.none)
		}
	}
	credit := say("It is NOT proved that the portal credited anything. The portal's books decide.")
	if v.Credited {
		credit = say("The portal's signature proves that it credited what is named above. Compare device, activation IDs and units with what you expect.")
	}
	fmt.Fprintf(&out, "\n%s\n", credit)
	return out.String()
}

func proofLine(out *strings.Builder, file, text string) {
	if file != "" {
		text = Printable("", file) + ": " + text
	}
	fmt.Fprintf(out, "  %s\n", text)
}

// RecordTexts list the files of a return, those that were replaced last.
func RecordTexts(r capability.Return) []string {
	var texts []string
	for _, a := range r.Artifacts() {
		texts = append(texts, fmt.Sprintf("%s  %s  SHA-256 %s", r.FileName(a.Kind), sizeText(a.Size), shortDigest(a.SHA256)))
	}
	for _, a := range r.Superseded {
		texts = append(texts, say("replaced, do not upload: %s  SHA-256 %s", sizeText(a.Size), shortDigest(a.SHA256)))
	}
	return texts
}

// shortDigest is the begin of a digest, with a mark that it goes on.
func shortDigest(d capability.Digest) string { return d.Short() + "…" }

// Moved says where the ledger is now.
func Moved(from, to string) string {
	return say("The ledger was moved from %s to %s, which no roaming profile copies to other computers.", Printable("", from), Printable("", to))
}

// Certificates.
const (
	CertifyKey  Phrase = "certificate"
	CertifyWork Phrase = "Writing the certificate"
)

// CertifyHint says how to get the certificate of a return.
const CertifyHint Phrase = "C writes the certificate of this return beside its record."

// Certified says where a certificate lies, and how it is checked.
func Certified(path string) string {
	return say("The certificate is in %s. 'handback verify' checks the record that it describes: the hash at its end must be the same.", Printable("", path))
}
