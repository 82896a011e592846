package certificate

import (
	"cmp"
	"fmt"
)

func (c Certificate) writeOrder(p *page) {
	p.heading("ORDER")
	for _, l := range c.Order {
		if l.Comes > 0 {
			p.item("%s: %d held, %d come", l.ActivationID, l.Held, l.Comes)
			continue
		}
		p.item("%s: %d held, %d remain, %d go back", l.ActivationID, l.Held, l.Remains, l.GoesBack)
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
	p.heading("CLAIMS (a person's word, that nothing here proves)")
	for _, claim := range c.Claims {
		mark := "CLAIM"
		if claim.Withdrawn != nil {
			mark = "WITHDRAWN CLAIM"
		}
		p.item("%s, fact %d: %s", mark, claim.Fact, claim.Text)
		p.under(2*indent, "said by %s, %s", cmp.Or(claim.Who, "nobody named"), claim.At)
		if w := claim.Withdrawn; w != nil {
			p.under(2*indent, "taken back by %s, %s, fact %d%s", cmp.Or(w.Who, "nobody named"), w.At, w.Fact, because(w.Reason))
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
		switch {
		case e.Known == Hearsay:
			mark = "HEARSAY: "
		case e.Known == SeenElsewhere:
			mark = "SEEN BY " + e.From + ": "
		}
		if e.Claim {
			mark += "CLAIM: "
		}
		p.item("%d %s %s: %s%s", n+1, e.At.At.Format("2006-01-02 15:04:05"), cmp.Or(e.By, "nobody named"), mark, e.Text)
	}
}
