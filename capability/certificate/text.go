package certificate

import (
	"cmp"
	"fmt"
	"strings"
	"time"
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
			p.hang("", 0, fmt.Sprintf("RESTS ON FACTS TAKEN IN: seen by %s, whose signature of the case is right.", s.Signer))
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
