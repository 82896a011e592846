package screens

import (
	"slices"

	"handback/capability"
	"handback/capability/media"
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
	top     int
	details bool // they stand beside the steps
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
	act := capability.Next(s.Return)
	switch act.Kind {
	case capability.ActDeclare:
		return Open{declareForm(s.Return)}
	case capability.ActRecordDecision:
		return Open{decideForm(s.Return)}
	}
	switch act.Need {
	case capability.NeedsDevice:
		if !e.connectedTo(s.Return.Device.Host) {
			return openConnect(e, s.Return.Device)
		}
	case capability.NeedsStick, capability.NeedsPortal:
		stick := e.stick()
		switch {
		case s.sends(e, act):
			return Run{work.SendJob(s.Return, fit(stick, act), false)}
		case stick == nil:
			return openSticks()
		}
		return Run{work.ActJob(s.Return, text.StickAt(stick))}
	}
	if act.Kind == capability.ActLoadResponse && s.NeedsScan {
		return Open{scanForm(s.Return, e.Now)}
	}
	if act.Kind == capability.ActLoadResponse {
		return Open{askLoad(s.Return, Run{work.ActJob(s.Return, "")})}
	}
	return Run{work.ActJob(s.Return, "")}
}

// online reports whether a program can give the portal what it waits for after an
// act, so that nobody has to carry it.
func (s steps) online(act capability.Act) bool {
	return s.Online && act.Answer != "" && (act.Need == capability.NeedsPortal || act.Need == capability.NeedsStick)
}

// sends reports whether enter does that: at the portal steps, and where a request
// would be saved and there is no stick for it.
func (s steps) sends(e Env, act capability.Act) bool {
	return s.online(act) && (act.Need == capability.NeedsPortal || !hasStick(e))
}

// hasStick reports whether a stick is plugged in that a request can be saved on, or
// several are, to choose from.
func hasStick(e Env) bool {
	stick := e.stick()
	return fit(stick, capability.ActOf(capability.ActSaveRequest)) != nil || stick == nil && len(e.Listed.Sticks) > 0
}

// fit is a stick that can be used for an act; nil: it can't, and does not stand in
// the way.
func fit(stick *media.Stick, act capability.Act) *media.Stick {
	switch {
	case stick == nil, stick.State != media.Ready && stick.State != media.Unmounted:
		return nil
	case act.Need == capability.NeedsStick && (stick.ReadOnly || stick.Protected):
		return nil
	default:
		return stick
	}
}

// available is what the next act can use.
func (s steps) available(e Env) text.Available {
	act := capability.Next(s.Return)
	h := text.Available{
		Device: e.connected(), Right: e.connectedTo(s.Return.Device.Host), Stick: e.stick(), Several: len(e.Listed.Sticks) > 0, Left: e.Selection.Left,
		Portal: s.online(act),
	}
	if usable := fit(h.Stick, act); s.sends(e, act) && usable == nil {
		h.Stick, h.Unfit = nil, h.Stick
	}
	return h
}

// plan lists the steps: those of a stick only where there is one, or no program
// reaches the portal.
func (s steps) plan(e Env) []capability.Step {
	if s.Online && !hasStick(e) {
		return capability.PlanOnline(s.Return)
	}
	return capability.Plan(s.Return)
}

// actions are the keys of the screen, the most used first.
func (s steps) actions(e Env) []action {
	next := capability.Next(s.Return)
	portal := next.Need == capability.NeedsPortal
	upload := portal && s.Return.Artifact(uploads(s.Return)) != nil
	claims := next.Kind == capability.ActUploadRequest || next.Kind == capability.ActUploadConfirmation
	stick := e.stick()
	chooses := portal && stick != nil && (s.CanChoose || waitsUnread(s.Return))
	releases := portal && stick != nil && stick.State == media.Ready && !stick.Folder
	return []action{
		{widget.EnterKey(s.enterText(e, next)), func() Intent { return s.next(e) }},
		{widget.When(portal && e.PlaysPortal, widget.Bind("p", text.PlayKey, "p")), does(Run{work.PlayPortalJob(s.Return)})},
		{widget.When(s.online(next) && !s.sends(e, next), widget.Bind("p", text.SendKey, "p")), does(Run{work.SendJob(s.Return, nil, false)})},
		{widget.When(chooses, widget.Bind("c", text.ChooseKey, "c")), func() Intent { return Run{work.ChoicesJob(s.Return, e.stickPath())} }},
		{widget.When(releases, releaseKey()), func() Intent { return Run{work.ReleaseJob(stick.Path)} }},
		{widget.When(claims, widget.Bind("u", text.Uploaded, "u")), func() Intent { return Open{askClaim(s.Return)} }},
		{widget.When(upload, widget.Bind("w", text.SaveMore, "w")), func() Intent {
			return Open{sticks{Picker: widget.NewPicker(""), again: &s.Return}}
		}},
		{widget.Bind("m", text.WaysKey, "m"), does(Open{ways{r: s.Return}})},
		{widget.BackKey(), does(Back{})},
		{askPortalKey(s.Online), does(Run{work.AskPortalJob(s.Return)})},
		{widget.When(portal || next.Need == capability.NeedsStick, widget.Bind("s", text.OtherStick, "s")), openSticks},
		{widget.When(upload, widget.Bind("v", text.SlipKey, "v")), does(Run{work.SlipJob(s.Return.ID)})},
	}
}

// enterText is what enter does: the act, or to provide what it needs.
func (s steps) enterText(e Env, act capability.Act) string {
	switch act.Need {
	case capability.NeedsDevice:
		if !e.connectedTo(s.Return.Device.Host) {
			return text.ConnectKey
		}
	case capability.NeedsStick, capability.NeedsPortal:
		switch {
		case s.sends(e, act) && s.Return.Artifact(act.File) == nil:
			return text.FetchKey
		case s.sends(e, act):
			return text.SendKey
		case e.stick() == nil:
			return text.ChooseStick
		}
	}
	return text.Do(act)
}

// Keys implements [Screen].
func (s steps) Keys(e Env) []key.Binding { return actionKeys(s.actions(e)) }

// waitsUnread reports whether the return waits for a response that nobody here
// can read, so that a person may have to choose it.
func waitsUnread(r capability.Return) bool {
	return r.Opaque() && r.Confirmation == nil && !r.Dead()
}

// Sizes at which the steps are laid out in another way, in cells.
const (
	stepsWide = 100 // a pane with the details has room beside the steps
	stepsPane = 38  // the width of that pane
	stepsTall = 16  // all steps have room
)

// Page implements [Screen].
func (s steps) Page(e Env) widget.Page {
	p := widget.Page{Title: string(s.Return.ID), Context: text.Context(s.Return), Top: s.top}
	switch {
	case e.Room.W >= stepsWide && e.Room.H >= stepsTall:
		left := e
		s.details = true
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
	default:
		p.Lines = s.condensed(e)
	}
	return p
}

// leg is the act whose leg of the way comes next.
func (s steps) leg(e Env) capability.Act {
	act := capability.Next(s.Return)
	if s.sends(e, act) {
		return capability.ActOn(act.File, capability.NeedsPortal)
	}
	return act
}

// pane is the panel with the details, beside the steps.
func (s steps) pane(e Env) []string {
	lines := text.Indent(detailLines(s.Return, s.RecordDir, e), 1)
	body := lines[:min(len(lines), e.Room.H-2)]
	p := widget.Panel{Border: e.Theme.Border, Title: text.DetailsTitle, Foot: text.OutOfSight(0, len(lines)-len(body))}
	return p.Lines(e.Theme, stepsPane, body)
}

// column is what came of the last act, the picture, and all steps. Where not all has
// room the picture becomes a line, and then the news two.
func (s steps) column(e Env) []string {
	var news []string
	for _, n := range s.told(e) {
		news = append(news, theme.Dress(n.Style, e.paragraph(n.Text))...)
	}
	way, plan := s.way(e), s.plan(e)
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
	for i, n := range s.Note[min(1, len(s.Note)):] {
		if i == 0 {
			lines = append(lines, "")
		}
		lines = append(lines, theme.Dress(e.Theme.OK, text.Indent(text.Wrap(n, e.Room.W-4), 1))...)
	}
	if said := text.PortalSays(s.Return, e.Now); said != "" && !s.details {
		lines = append(append(lines, ""), e.paragraph(text.PortalWordTitle+". "+said)...)
	}
	return lines
}

// actPanel says what the next act does, who does it, and whether it can be undone.
func (s steps) actPanel(e Env) []string {
	act := capability.Next(s.Return)
	p := widget.Panel{Border: e.Theme.Accent, Title: text.NextBy(act), Aside: s.undo(e, act)}
	if s.sends(e, act) {
		p.Title = text.NextByYou
	}
	var body []string
	for _, sentence := range s.nextSentences(e, act) {
		body = append(body, text.Indent(text.Wrap(sentence, e.Room.W-4), 1)...)
	}
	return p.Lines(e.Theme, e.Room.W, body)
}

// undo says whether what enter does can be undone. What was sent stays sent.
func (s steps) undo(e Env, act capability.Act) string {
	if s.sends(e, act) && s.Return.Artifact(act.File) != nil {
		return text.CannotBeUndone
	}
	return text.Undo(act.Kind)
}

// nextSentences say what the next act does, and with what.
func (s steps) nextSentences(e Env, act capability.Act) []string {
	does := text.NextAct(s.Return, act)
	if s.sends(e, act) {
		does = text.SendAct(s.Return, act)
	}
	return []string{does, text.AtHand(s.available(e), act)}
}

// condensed is the leg alone and the steps around the next one.
func (s steps) condensed(e Env) []string {
	lines := []string{" " + s.legText(e)}
	plan := s.plan(e)
	next := slices.IndexFunc(plan, func(s capability.Step) bool { return s.State == capability.StepNext })
	if next < 0 {
		next = len(plan) - 1
	}
	after := next + 2
	if len(s.told(e)) > 0 { // they matter more than a later step
		after = next + 1
	}
	for _, step := range plan[max(0, next-1):min(len(plan), after)] {
		lines = append(lines, stepLine(s.Return.Purpose, step, e))
	}
	return append(lines, s.nextLines(e, len(lines))...)
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
	mark = e.Theme.Badge(mark)
	title := text.StepTitle(p, s)
	right := text.StepTime(s, e.Now)
	if aside := text.StepAside(p, s.Kind); right == "" && aside != "" && text.Width(title+aside)+12 < e.Room.W {
		title = text.Pad(title, 34) + "! " + aside
	}
	return "  " + style.Render(mark+" "+text.Spread(title, right, e.Room.W-text.Width(mark)-5))
}

// nextLines say what came of the last act, what stands in the way, what is
// connected and plugged in, and what the next act does. The next act stays in
// sight: where not all has room, the rest comes after it. used counts the lines
// above.
func (s steps) nextLines(e Env, used int) []string {
	w := e.Room.W - 5
	act := capability.Next(s.Return)
	next := s.nextSentences(e, act)
	do := slices.Concat(text.Wrap(next[1], w), text.Wrap(next[0], w), []string{s.undo(e, act)})
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
	for i, n := range s.Note[min(1, len(s.Note)):] {
		if i == 0 {
			below = append(below, "")
		}
		below = append(below, theme.Dress(e.Theme.OK, text.Wrap(n, w))...)
	}
	if said := text.PortalSays(s.Return, e.Now); said != "" && !s.details {
		below = append(append(below, ""), text.Wrap(text.PortalWordTitle+". "+said, w)...)
	}
	return text.Indent(append(append(above, do...), below...), 3)
}

// told is what stands above the next act: what came of the last one, and what
// stands in the way.
func (s steps) told(e Env) []theme.Styled {
	if len(s.Note) == 0 {
		return warnings(s.Return, e.Theme)
	}
	return append([]theme.Styled{{Style: e.Theme.OK, Text: s.Note[0]}}, warnings(s.Return, e.Theme)...)
}

// short is the beginning of what is told, in two lines at most.
func (s steps) short(e Env, w int) []string {
	var lines []string
	for _, n := range s.told(e) {
		lines = append(lines, n.Style.Render(text.Cut(n.Text, w)))
	}
	return lines[:min(len(lines), 2)]
}
