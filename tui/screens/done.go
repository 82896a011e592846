package screens

import (
	"slices"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// done is the end of a return: what was returned, what the portal credited and
// what that rests on, and where the record lies. Where the licenses go to a
// replacement it begins the activation there.
type done struct {
	work.Standing
	top int
}

// Update implements [Screen].
func (d done) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Standing:
		if msg.Return.ID == d.Return.ID && !msg.Return.Open() {
			return done{Standing: msg}, nil
		}
		return d, Restart{[]Screen{returnScreen(msg)}}
	case portalSaid:
		return returnScreen(msg.Standing), nil
	case work.PortalAsked:
		return done{Standing: msg.Standing}, Open{portalWord{Standing: msg.Standing}}
	case tea.KeyMsg:
		if want, done := press(msg, d.actions(e)); done {
			return d, want
		}
		d.top, _ = scroll(e, msg, d.Page(e))
	}
	return d, nil
}

// activate begins the activation on the replacement, or connects it first.
func (d done) activate(e Env) Intent {
	to := *d.Return.Replacement
	if !e.connectedTo(to) {
		return openConnect(e, capability.Identity{Host: to})
	}
	return Run{work.ActivateJob(d.Return.ID)}
}

// actions are the keys of the screen, the most used first.
func (d done) actions(e Env) []action {
	begins := !ended(d.Return)
	return []action{
		{widget.When(begins, widget.EnterKey(text.ActivateKey.String())), func() Intent { return d.activate(e) }},
		{widget.When(!begins, widget.EnterKey(text.HomeKey.String())), does(Restart{})},
		{widget.When(d.Return.Stage == capability.StageClosed, widget.Bind("c", text.CertifyKey.String(), "c")), does(Run{work.CertifyJob(d.Return.ID)})},
		{widget.When(d.Return.AwaitsProof(), widget.Bind("r", text.ProveKey.String(), "r")), does(Run{work.ProveJob(d.Return.ID, e.stickPath())})},
		{askPortalKey(d.Online), does(Run{work.AskPortalJob(d.Return)})},
		{widget.When(len(waysOf(e, d.Return)) > 0, widget.Bind("m", text.WaysKey.String(), "m")), does(Open{ways{r: d.Return}})},
		{widget.BackKey(), does(Restart{})},
		openCopies(d.Standing),
	}
}

// Keys implements [Screen].
func (d done) Keys(e Env) []key.Binding { return actionKeys(d.actions(e)) }

// ended reports whether no act follows in a return.
func ended(r capability.Return) bool {
	return capability.Next(r).Kind == capability.ActNothing
}

// Page implements [Screen].
func (d done) Page(e Env) widget.Page {
	p := widget.Page{In: string(d.Return.ID), Title: text.DoneTitle.String(), Context: e.aroundOf(d.Return), Top: d.top, Lines: d.headLines(e)}
	if len(d.Return.Order.Lines) > 0 {
		p.Lines = append(p.Lines, "", " "+e.Theme.Heading.Render(text.WentTitle(d.Return)))
	}
	for _, line := range d.Return.Order.Lines {
		held := capability.CountOf(d.Return.Before, line.ActivationID)
		p.Lines = append(p.Lines, orderLine(line, text.Ended(d.Return, held, line.Count), e.Room.W)...)
	}
	part := func(title string, texts ...string) {
		p.Lines = append(p.Lines, "", " "+e.Theme.Heading.Render(title))
		for _, t := range texts {
			p.Lines = append(p.Lines, text.Indent(text.Wrap(t, e.Room.W-5), 3)...)
		}
	}
	credits := []string{text.Closing(d.Return)}
	if said := text.PortalSays(d.Return, e.Now); said != "" {
		credits = append(credits, text.PortalWordTitle.String()+". "+said)
	}
	for _, id := range d.Return.Credited {
		credits = append(credits, text.Credited(d.Return, id))
	}
	part(text.PortalTitle.String(), credits...)
	if d.Return.Evidence != nil {
		part(text.DeclaredTitle.String(), text.EvidenceTexts(*d.Return.Evidence)...)
	}
	part(text.RecordTitle.String(), append([]string{text.Printable("", d.RecordDir)}, text.RecordTexts(d.Return)...)...)
	return p
}

// headLines say how it ended, what is odd about it, and where the licenses go.
func (d done) headLines(e Env) []string {
	var told []theme.Styled
	for _, n := range slices.Concat(d.Note, []string{text.ClosedNews(d.Return)}) {
		told = append(told, theme.Styled{Style: e.Theme.OK, Text: n})
	}
	told = append(told, warnings(d.Return, e.Theme)...)
	if d.Return.Replacement != nil {
		told = append(told, theme.Styled{Style: e.Theme.Accent, Text: text.Transfer(d.Return, e.connected())})
	}
	if d.Return.Stage == capability.StageClosed && len(d.Note) == 0 {
		told = append(told, theme.Styled{Style: e.Theme.Muted, Text: text.CertifyHint.String()})
	}
	var lines []string
	for _, n := range told {
		lines = append(lines, theme.Dress(n.Style, text.Indent(text.Wrap(n.Text, e.Room.W-3), 1))...)
	}
	return lines
}
