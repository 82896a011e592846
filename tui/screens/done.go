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

// done is the end of a return: what was returned, what the portal credited, on
// what that rests, and where the record lies. Where the licenses go to a
// replacement it begins the activation there.
type done struct {
	r    capability.Return
	dir  string
	note []string // what came of the last act
	top  int
}

func (d done) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Stands:
		if msg.R.ID == d.r.ID && !msg.R.Open() {
			return done{r: msg.R, dir: msg.Dir, note: msg.Note}, nil
		}
		return d, Restart{[]Screen{showing(msg)}}
	case tea.KeyMsg:
		return d.pressed(e, msg)
	}
	return d, nil
}

func (d done) pressed(e Env, msg tea.KeyMsg) (Screen, Intent) {
	k := d.bindings()
	switch {
	case key.Matches(msg, k.begin):
		return d, d.activate(e)
	case key.Matches(msg, k.prove):
		return d, Run{work.ProveJob(d.r.ID, givenStick(e))}
	case key.Matches(msg, k.ways):
		return d, Open{ways{r: d.r}}
	case key.Matches(msg, widget.EnterKey(""), widget.BackKey()):
		return d, Restart{}
	}
	d.top = widget.Move(msg, d.top, d.Page(e).Highest(e.Room.H)+1, e.Room.H)
	return d, nil
}

// activate begins the activation on the replacement, or connects it first.
func (d done) activate(e Env) Intent {
	to := *d.r.Replacement
	if e.Selection.Link == nil || e.Selection.Link.Device.Host != to {
		return toConnect(e, capability.Identity{Host: to})
	}
	return Run{work.ActivateJob(d.r.ID)}
}

// givenStick is the path of the stick at hand; empty: none.
func givenStick(e Env) string {
	if stick := stickAtHand(e); stick != nil {
		return text.StickAt(stick)
	}
	return ""
}

type doneKeys struct{ begin, prove, ways, home key.Binding }

func (d done) bindings() doneKeys {
	begins := !over(d.r)
	return doneKeys{
		begin: widget.When(begins, widget.EnterKey(text.ActivateKey)),
		prove: widget.When(d.r.AwaitsProof(), widget.Bind("r", text.ProveKey, "r")),
		ways:  widget.When(len(waysOf(d.r)) > 0, widget.Bind("m", text.WaysKey, "m")),
		home:  widget.When(!begins, widget.EnterKey(text.HomeKey)),
	}
}

func (d done) Keys(Env) []key.Binding {
	k := d.bindings()
	return append([]key.Binding{k.begin, k.home, k.prove, k.ways, widget.BackKey()}, widget.MoveKeys().All()...)
}

// over reports whether a return has come to its end and no act follows.
func over(r capability.Return) bool {
	return capability.Next(r).Kind == capability.ActNothing
}

func (d done) Page(e Env) widget.Page {
	p := widget.Page{Context: text.Context(d.r), Title: text.DoneTitle, Top: d.top, Lines: d.headLines(e)}
	if len(d.r.Order.Lines) > 0 {
		p.Lines = append(p.Lines, "", " "+e.Theme.Head.Render(text.WentTitle(d.r)))
	}
	for _, line := range d.r.Order.Lines {
		held := capability.CountOf(d.r.Before, line.ActivationID)
		p.Lines = append(p.Lines, lineLines(line, text.Ended(d.r, held, line.Count), e.Room.W)...)
	}
	part := func(title string, texts ...string) {
		p.Lines = append(p.Lines, "", " "+e.Theme.Head.Render(title))
		for _, words := range texts {
			p.Lines = append(p.Lines, text.Indent(text.Wrap(words, e.Room.W-5), 3)...)
		}
	}
	credits := []string{text.Closing(d.r)}
	for _, id := range d.r.Credited {
		credits = append(credits, text.Credited(d.r, id))
	}
	part(text.PortalTitle, credits...)
	if d.r.Evidence != nil {
		part(text.DeclaredTitle, text.EvidenceTexts(*d.r.Evidence)...)
	}
	part(text.RecordTitle, append([]string{text.Printable("", d.dir)}, text.RecordTexts(d.r)...)...)
	if d.r.Stage == capability.StageClosed {
		part(text.CertificateTitle, text.Certificate(d.r.ID))
	}
	return p
}

// headLines say how it ended, what is odd about it, and where the licenses go.
func (d done) headLines(e Env) []string {
	var told []theme.Styled
	for _, n := range slices.Concat(d.note, []string{text.Closed(d.r)}) {
		told = append(told, theme.Styled{Style: e.Theme.Done, Text: n})
	}
	if text := text.Origin(d.r); text != "" {
		told = append(told, theme.Styled{Style: e.Theme.Next, Text: text})
	}
	if d.r.Problem != nil {
		told = append(told, theme.Styled{Style: e.Theme.Danger, Text: text.ProblemTitle + text.Problem(d.r)})
	}
	for _, f := range d.r.Flags {
		told = append(told, theme.Styled{Style: e.Theme.Danger, Text: text.OddTitle + text.Foreign(f.Text) + text.FlagMeans(f.Flag)})
	}
	if d.r.Replacement != nil {
		told = append(told, theme.Styled{Style: e.Theme.Next, Text: text.Transfer(d.r, e.connected())})
	}
	var lines []string
	for _, n := range told {
		lines = append(lines, theme.Dress(n.Style, text.Indent(text.Wrap(n.Text, e.Room.W-3), 1))...)
	}
	return lines
}
