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

// steps is where a return stands and what comes next: the heart of the tool.
type steps struct {
	work.Standing
	top int
}

// Update implements [Screen].
func (s steps) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Standing:
		return returnScreen(msg), nil
	case work.Choices:
		return s, Open{newTakeChoice(msg)}
	case work.PageRead:
		return s, Open{sheet{PageRead: msg}}
	case portalSaid:
		return returnScreen(msg.Standing), nil
	case work.SendAgain:
		return returnScreen(msg.Standing), Open{askSendAgain(msg)}
	case work.PortalAsked:
		return returnScreen(msg.Standing), Open{portalWord{Standing: msg.Standing}}
	case tea.KeyMsg:
		if want, done := press(msg, s.actions(e)); done {
			return s, want
		}
		s.top, _ = scroll(e, msg, s.Page(e))
	}
	return s, nil
}

// next does the next act, or goes to the screen that provides what it needs.
func (s steps) next(e Env) Intent {
	switch s.Turn(e.hand()) {
	case work.TurnDeclare:
		return Open{declareForm(s.Return, e.Operator)}
	case work.TurnDecide:
		return Open{decideForm(s.Return)}
	case work.TurnConnect:
		return openConnect(e, s.Return.Device)
	case work.TurnSend:
		return Run{work.SendJob(s.Return, work.Fit(e.stick(), capability.Next(s.Return)), false)}
	case work.TurnStick:
		return openSticks()
	case work.TurnScan:
		return Open{scanForm(s.Return, e.Now)}
	case work.TurnConfirm:
		return Open{askLoad(e, s.Return, Run{work.ActJob(s.Return, "")})}
	default:
		return Run{work.ActJob(s.Return, s.stickFor(e))}
	}
}

// stickFor is the path of the stick that the next act uses; empty: it needs none.
func (s steps) stickFor(e Env) string {
	if capability.Next(s.Return).Need == capability.NeedsDevice {
		return ""
	}
	return e.stickPath()
}

// actions are the keys of the screen, the most used first.
func (s steps) actions(e Env) []action {
	offers, stick := s.Offers(e.hand()), e.stick()
	return []action{
		{widget.EnterKey(s.Word(e.hand())), func() Intent { return s.next(e) }},
		{widget.When(offers.AtPortal && e.PlaysPortal, widget.Bind("p", text.PlayKey.String(), "p")), does(Run{work.PlayPortalJob(s.Return)})},
		{widget.When(offers.Send, widget.Bind("p", text.SendKey.String(), "p")), does(Run{work.SendJob(s.Return, nil, false)})},
		{widget.When(offers.Choose, widget.Bind("c", text.ChooseKey.String(), "c")), func() Intent { return Run{work.ChoicesJob(s.Return, e.stickPath())} }},
		{widget.When(offers.Release, releaseKey()), func() Intent { return Run{work.ReleaseJob(stick.Path)} }},
		{widget.When(offers.Claim, widget.Bind("u", text.Uploaded.String(), "u")), func() Intent { return Open{askClaim(s.Return)} }},
		{widget.When(offers.SaveAgain, widget.Bind("w", text.SaveMore.String(), "w")), func() Intent {
			return Open{sticks{Picker: widget.NewPicker(""), again: &s.Return}}
		}},
		{widget.Bind("m", text.WaysKey.String(), "m"), does(Open{ways{widget.NewPicker(""), s.Return}})},
		{widget.BackKey(), does(Back{})},
		{askPortalKey(offers.AskPortal), does(Run{work.AskPortalJob(s.Return)})},
		{widget.When(offers.OtherStick, widget.Bind("s", text.OtherStick.String(), "s")), openSticks},
		{widget.When(offers.Slip, widget.Bind("v", text.SlipKey.String(), "v")), does(Run{work.SlipJob(s.Return.ID)})},
		openCopies(s.Standing),
	}
}

// Keys implements [Screen].
func (s steps) Keys(e Env) []key.Binding { return actionKeys(s.actions(e)) }

// Sizes at which the steps are laid out in another way, in cells.
const (
	stepsWide = 100 // a pane with the details has room beside the steps
	stepsPane = 38  // the width of that pane
	stepsTall = 16  // all steps have room
)

// Page implements [Screen].
func (s steps) Page(e Env) widget.Page {
	p := widget.Page{Title: string(s.Return.ID), Context: e.aroundOf(s.Return), Top: s.top}
	switch {
	case e.Room.W >= stepsWide && e.Room.H >= stepsTall:
		left := e
		left.Room.W = e.Room.W - stepsPane - 2
		p.Below = s.actPanel(left)
		left.Room.H -= len(p.Below)
		body := s.column(left)
		for len(body)+len(p.Below) < e.Room.H {
			body = append(body, "")
		}
		p.Lines = sideBySide(append(body, p.Below...), s.pane(e), left.Room.W)
		p.Below = nil
	case e.Room.Borders():
		p.Below = s.actPanel(e)
		e.Room.H -= len(p.Below)
		p.Lines = s.column(e)
		if said := text.PortalSays(s.Return, e.Now); said != "" { // among the details, where those have room
			p.Lines = append(append(p.Lines, ""), e.paragraph(text.PortalWordTitle.String()+". "+said)...)
		}
	default:
		p.Lines = s.condensed(e)
	}
	return p
}

// leg is the act whose leg of the way comes next.
func (s steps) leg(e Env) capability.Act {
	act := capability.Next(s.Return)
	if s.Sends(e.hand()) {
		return capability.ActOn(act.File, capability.NeedsPortal)
	}
	return act
}

// pane is the panel with the details, beside the steps.
func (s steps) pane(e Env) []string {
	lines := text.Indent(detailLines(s.Return, s.RecordDir, e), 1)
	body := lines[:min(len(lines), e.Room.H-2)]
	p := widget.Panel{Border: e.Theme.Border, Title: text.DetailsTitle.String(), Foot: text.OutOfSight(0, len(lines)-len(body))}
	return p.Lines(e.Theme, stepsPane, body)
}

// column is what came of the last act, the picture, and all steps. Where not all has
// room the picture becomes a line, and then the news two.
func (s steps) column(e Env) []string {
	var news []string
	for _, n := range s.told(e) {
		news = append(news, theme.Dress(n.Style, e.paragraph(n.Text))...)
	}
	way, plan := s.way(e), s.Plan(e.hand())
	if len(news)+len(way)+len(plan) > e.Room.H {
		way = []string{" " + s.legText(e)}
	}
	if len(news)+len(way)+len(plan) > e.Room.H {
		news = text.Indent(s.short(e, e.Room.W-2), 1)
	}
	lines := append(news, way...)
	for _, step := range plan {
		lines = append(lines, stepLine(s.Return.Purpose, step, e))
	}
	for i, n := range s.Note[min(shownNews, len(s.Note)):] {
		if i == 0 {
			lines = append(lines, "")
		}
		lines = append(lines, theme.Dress(e.Theme.OK, text.Indent(text.Wrap(n, e.Room.W-4), 1))...)
	}
	return lines
}

// actPanel says what the next act does, who does it, and whether it can be undone. A
// job that runs takes its place.
func (s steps) actPanel(e Env) []string {
	if e.Doing != nil {
		return e.Doing(e.Room.W)
	}
	act := capability.Next(s.Return)
	p := widget.Panel{Border: e.Theme.Accent, Title: text.NextBy(act), Aside: s.Undo(e.hand())}
	if s.Sends(e.hand()) {
		p.Title = text.NextByYou.String()
	}
	var body []string
	for _, sentence := range s.nextSentences(e, act) {
		body = append(body, text.Indent(text.Wrap(sentence, e.Room.W-4), 1)...)
	}
	return p.Lines(e.Theme, e.Room.W, body)
}

// nextSentences say what the next act does, and with what.
func (s steps) nextSentences(e Env, act capability.Act) []string {
	does := text.NextAct(s.Return, act)
	if s.Sends(e.hand()) {
		does = text.SendAct(s.Return, act)
	}
	return []string{does, text.AtHand(s.Available(e.hand()), act)}
}

// condensed is the leg alone and the steps around the next one.
func (s steps) condensed(e Env) []string {
	lines := []string{" " + s.legText(e)}
	plan := s.Plan(e.hand())
	next := slices.IndexFunc(plan, func(s capability.Step) bool { return s.State == capability.StepNext })
	if next < 0 {
		next = len(plan) - 1
	}
	before := plan[max(0, next-1):min(len(plan), next+1)]
	for _, step := range before {
		lines = append(lines, stepLine(s.Return.Purpose, step, e))
	}
	does := s.nextLines(e, len(lines))
	if later := next + 1; later < len(plan) && len(lines)+len(does) < e.Room.H { // all else matters more
		lines = append(lines, stepLine(s.Return.Purpose, plan[later], e))
	}
	return append(lines, does...)
}

// stepLine is one step: its mark, its number and title, and when it was done or
// what to know about it.
func stepLine(p capability.Purpose, s capability.Step, e Env) string {
	style, mark := e.Theme.Muted, e.Theme.Marks.Later
	switch {
	case s.State == capability.StepDone && s.Claimed:
		style, mark = e.Theme.Warn, e.Theme.Marks.Waits
	case s.State == capability.StepDone:
		style, mark = e.Theme.OK, e.Theme.Marks.Done
	case s.State == capability.StepNext:
		style, mark = e.Theme.Accent, e.Theme.Marks.Next
	}
	before := "  "
	if s.State == capability.StepNext {
		before += widget.Here
	}
	mark = e.Theme.Badge(mark)
	title := text.StepTitle(p, s)
	right := text.StepTime(s, e.Now)
	if aside := text.StepAside(p, s.Kind); right == "" && aside != "" && text.Width(title+aside)+12 < e.Room.W {
		title = text.Pad(title, 34) + "! " + aside
	}
	return before + style.Render(mark+" "+text.Spread(title, right, e.Room.W-text.Width(mark)-5))
}

// nextLines say what came of the last act, what stands in the way, what is
// connected and plugged in, and what the next act does. The next act stays in
// sight: where not all has room, the rest comes after it. used counts the lines
// above.
func (s steps) nextLines(e Env, used int) []string {
	w := e.Room.W - 5
	act := capability.Next(s.Return)
	next := s.nextSentences(e, act)
	does, hand := text.Wrap(next[0], w), text.Wrap(next[1], w)
	do := slices.Concat([]string{s.Undo(e.hand())}, hand, does)
	if act.Who == capability.PortalPerson { // what to carry there says more than what is here
		do = append(does, hand...)
	}
	var above, below []string
	for _, n := range s.told(e) {
		above = append(above, theme.Dress(n.Style, text.Wrap(n.Text, w))...)
	}
	if used+len(above)+1+len(do) > e.Room.H {
		above, below = s.short(e, w), append([]string{""}, above...)
	}
	if len(above) > 0 && e.Room.H >= stepsTall {
		above = append(above, "")
	}
	for i, n := range s.Note[min(shownNews, len(s.Note)):] {
		if i == 0 {
			below = append(below, "")
		}
		below = append(below, theme.Dress(e.Theme.OK, text.Wrap(n, w))...)
	}
	if said := text.PortalSays(s.Return, e.Now); said != "" {
		below = append(append(below, ""), text.Wrap(text.PortalWordTitle.String()+". "+said, w)...)
	}
	return text.Indent(append(append(above, do...), below...), 3)
}

// told is what stands above the next act: what came of the last one, and what
// stands in the way.
func (s steps) told(e Env) []theme.Styled {
	if len(s.Note) == 0 {
		return warnings(s.Return, e.Theme)
	}
	var all []theme.Styled
	for _, n := range s.Note[:min(shownNews, len(s.Note))] {
		all = append(all, theme.Styled{Style: e.Theme.OK, Text: n})
	}
	return append(all, warnings(s.Return, e.Theme)...)
}

// short is the beginning of what is told, in two lines at most.
func (s steps) short(e Env, w int) []string {
	var lines []string
	for _, n := range s.told(e) {
		lines = append(lines, n.Style.Render(text.Cut(n.Text, w)))
	}
	return lines[:min(len(lines), 2)]
}
