package certificate

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/asciijson"
)

// Text gives the certificate to be read and printed: ASCII, lines of at most
// 80 columns. Foreign text is shown without what a terminal would obey, and cut
// at capability.MaxPrintable bytes; the JSON has all of it.
func (c Certificate) Text() ([]byte, error) {
	var p page
	c.writeTitle(&p)
	p.line(strings.Repeat("=", width))
	c.writeSummary(&p)
	c.writeDevice(&p)
	c.Before.write(&p, "HELD BEFORE")
	c.After.write(&p, "HELD AFTERWARDS")
	c.writeOrder(&p)
	c.writeFiles(&p)
	c.writeClaims(&p)
	c.writeFlags(&p)
	c.writeHistory(&p)
	p.heading("JOURNAL")
	p.value("Facts", fmt.Sprint(c.Journal.Facts))
	p.value("Last SHA-256", c.Journal.LastHash.String())
	return p.out.Bytes(), nil
}

func (t Time) String() string { return t.At.Format(time.RFC3339) + " (" + string(t.Clock) + ")" }

// writeTitle says first whose facts it rests on, where they were not seen here.
func (c Certificate) writeTitle(p *page) {
	for _, s := range c.Sources {
		if s.Signer != "" {
			p.hang("", 0, fmt.Sprintf("RESTS ON FACTS TAKEN IN: seen by %s, whose signature on the case is right.", s.Signer))
			continue
		}
		p.hang("", 0, fmt.Sprintf("FACTS WERE TAKEN IN that nobody known signed (they name %s): they are hearsay, and nothing rests on them.",
			cmp.Or(strings.Join(s.Whose, ", "), "nobody")))
	}
	p.line(strings.ToUpper(c.Title))
}

func (c Certificate) writeSummary(p *page) {
	p.value("Return", string(c.Return))
	p.value("Rests on", strings.ToUpper(cmp.Or(string(c.RestsOn), "nothing yet"))+". "+c.Meaning)
	if c.Problem != nil {
		p.value("ATTENTION", problemWords(*c.Problem))
	}
	for _, id := range c.Credited {
		p.value("Credited", string(id)+", by the portal's receipt")
	}
	p.value("Started", string(c.Started))
	if c.Reason != "" {
		p.value("Reason", c.Reason)
	}
	p.value("Opened", c.Opened.String())
	p.value("Last fact", c.Changed.String()+", stage "+c.Stage.String())
	p.value("Operators", strings.Join(c.Operators, ", "))
	p.value("Issued", c.Issued.String()+" by "+c.IssuedBy)
}

func (c Certificate) writeDevice(p *page) {
	p.heading("DEVICE")
	for _, part := range []struct{ label, text string }{
		{"Vendor", c.Device.Vendor},
		{"Model", c.Device.Model},
		{"Serial number", c.Device.Serial},
		{"Firmware", c.Device.Firmware},
		{"Host ID", c.Device.Host.String()},
	} {
		p.value(part.label, cmp.Or(part.text, "not known"))
	}
	if e := c.Evidence; e != nil {
		p.value("DECLARED DEAD", fmt.Sprintf("%s, says %s", e.Cause, e.Who))
		p.value("Known as", fmt.Sprintf("serial number %s, host ID %s, from: %s", e.Serial, e.Host, e.Source))
		for _, part := range []struct{ label, text string }{{"Photo", e.Photo}, {"Remarks", e.Remarks}} {
			if part.text != "" {
				p.value(part.label, part.text)
			}
		}
	}
}

func (r *Reading) write(p *page, heading string) {
	p.heading(heading)
	if r == nil {
		p.item("Not read from the device.")
		return
	}
	p.item("As read from the device by %s", cmp.Or(r.By, "nobody named"))
	p.under(2*indent, "at %s", r.Read)
	if r.Device != nil {
		p.under(2*indent, "at %s", r.Device)
	}
	p.under(2*indent, "serial number %s", cmp.Or(r.Serial, "not known"))
	if r.Last != nil {
		p.under(2*indent, "last response processed: %d, SHA-256", r.Last.Seq)
		p.under(3*indent, "%s", r.Last.SHA256)
	}
	for _, l := range r.Licenses {
		p.item("%s: %d, %s", l.ActivationID, l.Count, l.ExpiresText())
		p.under(2*indent, "%s %s", l.Feature, l.Version)
	}
	if len(r.Licenses) == 0 {
		p.item("It holds no license.")
	}
}

func (c Certificate) writeOrder(p *page) {
	p.heading("ORDER")
	for _, l := range c.Order {
		if l.Comes > 0 {
			p.item("%s: %d held, %d come", l.ActivationID, l.Held, l.Comes)
			continue
		}
		p.item("%s: %d held, %d remain, %d to return", l.ActivationID, l.Held, l.Remains, l.GoesBack)
	}
	if len(c.Order) == 0 {
		p.item("It names no license.")
	}
	for _, change := range c.Changes {
		ordered := "ordered"
		if !change.Ordered {
			ordered = "NOT ORDERED"
		}
		p.item("As read: %s went from %d to %d, %s", change.ActivationID, change.Before, change.After, ordered)
	}
}

func (c Certificate) writeFiles(p *page) {
	p.heading("FILES")
	for _, f := range c.Files {
		p.item("%s, %d bytes, %s", f.Kind.FileName(), f.Size, f.Standing)
		p.under(2*indent, "%s by %s", f.Came, cmp.Or(f.By, "nobody named"))
		p.under(2*indent, "SHA-256 %s", f.SHA256)
	}
	if len(c.Files) == 0 {
		p.item("None.")
	}
}

func (c Certificate) writeClaims(p *page) {
	p.heading("CLAIMS (a person's word; nothing here proves it)")
	for _, claim := range c.Claims {
		mark := "CLAIM"
		if claim.Withdrawn != nil {
			mark = "WITHDRAWN CLAIM"
		}
		p.item("%s, fact %d: %s", mark, claim.Fact, claim.Text)
		p.under(2*indent, "said by %s, %s", cmp.Or(claim.Who, "nobody named"), claim.At)
		if w := claim.Withdrawn; w != nil {
			p.under(2*indent, "withdrawn by %s, %s, fact %d%s", cmp.Or(w.Who, "nobody named"), w.At, w.Fact, because(w.Reason))
		}
	}
	if len(c.Claims) == 0 {
		p.item("None. That does not make the rest proved: see what it rests on.")
	}
}

func (c Certificate) writeFlags(p *page) {
	if len(c.Flags) == 0 {
		return
	}
	p.heading("FLAGS")
	for _, f := range c.Flags {
		p.item("FLAG %s, fact %d: %s", f.Flag, f.Fact, f.Text)
		p.under(2*indent, "%s", f.At)
	}
}

func (c Certificate) writeHistory(p *page) {
	p.heading(fmt.Sprintf("HISTORY (%s)", LaptopClock))
	for n, e := range c.History {
		mark := ""
		switch e.Known {
		case Hearsay:
			mark = "HEARSAY: "
		case SeenElsewhere:
			mark = "SEEN BY " + e.From + ": "
		}
		if e.Claim {
			mark += "CLAIM: "
		}
		p.item("%d %s %s: %s%s", n+1, e.At.At.Format("2006-01-02 15:04:05"), cmp.Or(e.By, "nobody named"), mark, e.Text)
	}
}

const (
	width  = 80 // columns
	indent = 2
	column = 16 // where the values of labels begin
)

// page is a text in the making.
type page struct{ out bytes.Buffer }

// heading begins a part.
func (p *page) heading(text string) { fmt.Fprintf(&p.out, "\n%s\n", text) }

// value writes a label and its value, which goes on below itself.
func (p *page) value(label, text string) {
	first := fmt.Sprintf("%-*s", column, strings.Repeat(" ", indent)+label)
	p.hang(first, column, text)
}

// item writes one of a list.
func (p *page) item(format string, args ...any) { p.under(indent, format, args...) }

// under writes what belongs to an item, further in.
func (p *page) under(in int, format string, args ...any) {
	p.hang(strings.Repeat(" ", in), in+2, fmt.Sprintf(format, args...))
}

// hang writes text behind first; further lines begin at the column in. Untrusted
// text becomes ASCII: what can't be shown is removed, and every other character is
// written as its escape in JSON.
func (p *page) hang(first string, in int, text string) {
	line := first
	fresh := true // nothing but the indent is in the line
	for _, word := range strings.Fields(asciijson.Escape(capability.Printable(text))) {
		if !fresh && len(line)+1+len(word) > width {
			p.line(line)
			line, fresh = strings.Repeat(" ", in), true
		}
		if !fresh {
			line += " "
		}
		for len(line)+len(word) > width {
			cut := width - len(line)
			p.line(line + word[:cut])
			line, word = strings.Repeat(" ", in), word[cut:]
		}
		line, fresh = line+word, false
	}
	p.line(line)
}

func (p *page) line(text string) { p.out.WriteString(strings.TrimRight(text, " ") + "\n") }
