package screens

import (
	"cmp"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device/serial"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Home shows the returns that wait, and what is plugged in.
type Home struct {
	cursor string        // the key of a row; empty: the first
	filter widget.Filter // of the returns
}

// Kinds of rows; the rest of a row's key is what it is about.
const (
	rowReturn = "return "
	rowPort   = "port "
	rowStick  = "stick "
)

// at is where the cursor is among the keys. At first it is on what an answer came for,
// else on the newest open return, or, when none is open, on the port that was named, or
// the first.
func (h Home) at(e Env, keys []string) int {
	if h.cursor != "" {
		return widget.RowIndex(keys, h.cursor)
	}
	if a := firstAnswer(e); a != nil {
		return widget.RowIndex(keys, a.row())
	}
	if slices.ContainsFunc(e.Listed.Returns, waits) {
		return 0
	}
	for _, p := range e.Listed.Ports {
		if e.Port == "" || e.Port == p.Path || e.Port == p.ByID {
			return widget.RowIndex(keys, rowPort+p.Path)
		}
	}
	return 0
}

// waits reports whether somebody has to act on a return, or to repair it.
func waits(s ledger.Summary) bool { return s.Err != nil || s.Act != capability.ActNothing }

// Update implements [Screen].
func (h Home) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Standing:
		return h, Open{returnScreen(msg)}
	case work.Exchanged:
		return h, Open{exchanged{Exchanged: msg}}
	case tea.KeyMsg:
		if filter, taken := h.filter.Update(msg); taken {
			h.filter, h.cursor = filter, firstMatch(e, filter, h.cursor)
			return h, nil
		}
		if want, done := press(msg, h.actions(e)); done {
			return h, want
		}
		keys := widget.Keys(homeSections(e, h.filter))
		h.cursor = keys[widget.Move(msg, h.at(e, keys), len(keys), e.Room.H)]
	}
	return h, nil
}

func refreshKey() key.Binding { return widget.Bind("r", text.LookAgain.String(), "r") }

// enterHome opens what the cursor stands on.
func enterHome(e Env, at string) Intent {
	if a := answerAt(e, at); a != nil {
		return a.take()
	}
	if id, ok := strings.CutPrefix(at, rowReturn); ok {
		for _, s := range e.Listed.Returns {
			if string(s.ID) == id && s.Err != nil {
				return Open{Failure{Explanation: text.Explain(s.Err)}}
			}
		}
		return Run{work.OpenJob(capability.ReturnID(id))}
	}
	if port, ok := strings.CutPrefix(at, rowPort); ok {
		return Both{Open{Connect{Picker: widget.NewPicker(port)}}, Run{work.ConnectJob(port)}}
	}
	if path, ok := strings.CutPrefix(at, rowStick); ok {
		return Run{work.UseStickJob(path)}
	}
	if at == widget.RowTyped+rowPort {
		return Open{Connect{Picker: widget.NewPicker(widget.RowTyped)}}
	}
	return Open{sticks{Picker: widget.NewPicker(widget.RowTyped)}}
}

// Reopened implements [Reopener].
func (h Home) Reopened(Env) Intent { return Run{work.RefreshJob(true)} }

// Page implements [Screen].
func (h Home) Page(e Env) widget.Page {
	p := widget.Page{Title: text.HomeTitle.String(), Context: text.HomeContext(e.around(), e.Operator, len(e.Listed.Sticks))}
	sections := homeSections(e, h.filter)
	keys := widget.Keys(sections)
	at := keys[h.at(e, keys)]
	news := slices.Concat(autoLines(e), answerLines(e, at), dueLines(e, at))
	news = news[:min(len(news), shownNews)]
	room := widget.Area{W: e.Room.W, H: e.Room.H - len(news)}
	p.Lines, p.Top = widget.Sections(room, e.Theme, sections, at)
	p.Lines = slices.Concat(news, p.Lines)
	return p
}

// actions are the keys of the screen, the most used first.
func (h Home) actions(e Env) []action {
	keys := widget.Keys(homeSections(e, h.filter))
	at := keys[h.at(e, keys)]
	port, isPort := strings.CutPrefix(at, rowPort)
	due := dueStick(e, at)
	return []action{
		{widget.EnterKey(h.enters(e, at)), func() Intent { return enterHome(e, at) }},
		{widget.When(firstAnswer(e) != nil && firstAnswer(e).row() != at, widget.Bind("a", text.AnswerKey.String(), "a")), func() Intent { return firstAnswer(e).take() }},
		{widget.When(due != nil, widget.Bind("x", text.ExchangeKey.String(), "x")), func() Intent {
			return Run{work.ExchangeJob(*due, e.Listed.Due[text.StickAt(due)], false)}
		}},
		{widget.Bind("b", text.BenchKey.String(), "b"), does(OpenBench())},
		{widget.When(isPort && len(askable(e)) > 0, probeKey(true)), func() Intent {
			return askProbe(askable(e), Connect{Picker: widget.NewPicker(port)})
		}},
		{widget.Bind("w", text.WhereKey.String(), "w"), func() Intent { return openWhere(e) }},
		{widget.When(isPort && e.HasLines, terminalKey(true)), func() Intent { return OpenTerminal(port) }},
		{refreshKey(), does(Run{work.RefreshJob(true)})},
		{widget.Bind("i", text.WhichWayKey.String(), "i"), does(Open{whichWay{}})},
		{widget.Bind("d", text.DeadKey.String(), "d"), func() Intent { return Open{declareUnknownForm(e.Listed.Returns, e.Operator)} }},
		copying(copied(at)),
	}
}

// enters is the word for what Enter does to a row.
func (h Home) enters(e Env, at string) string {
	if a := answerAt(e, at); a != nil && a.Return != "" {
		return text.AnswerKey.String()
	}
	return text.OpenKey.String()
}

// dueStick is the stick with requests for the portal that a key exchanges: the one
// under the cursor, else the first; nil: there is none.
func dueStick(e Env, at string) *media.Stick {
	var first *media.Stick
	for i := range e.Listed.Sticks {
		s := &e.Listed.Sticks[i]
		switch {
		case e.Listed.Due[text.StickAt(s)] == 0:
		case at == rowStick+text.StickAt(s):
			return s
		case first == nil:
			first = s
		}
	}
	return first
}

// autoLines say that auto works on the same returns.
func autoLines(e Env) []string {
	if e.Listed.Auto == nil {
		return nil
	}
	return []string{" " + text.Cut(text.AutoNews(*e.Listed.Auto), e.Room.W-2)}
}

// dueLines say that requests on a stick wait for the portal: news stands above all.
func dueLines(e Env, at string) []string {
	s := dueStick(e, at)
	if s == nil {
		return nil
	}
	all, sticks := 0, 0
	for _, n := range e.Listed.Due {
		all, sticks = all+n, sticks+min(n, 1)
	}
	news := text.DueNews(s, e.Listed.Due[text.StickAt(s)], all, sticks, e.Room.W-4)
	return []string{" " + e.Theme.Accent.Render(e.Theme.Marks.Next+" "+text.Cut(news, e.Room.W-4))}
}

// Keys implements [Screen].
func (h Home) Keys(e Env) []key.Binding {
	if h.filter.Typing() {
		return h.filter.Keys()
	}
	return append(actionKeys(h.actions(e)), widget.FilterKey(len(e.Listed.Returns) > 1))
}

// Typing implements [typist].
func (h Home) Typing(Env) bool { return h.filter.Typing() }

// copied is the return ID or the path under the cursor; empty: neither.
func copied(at string) string {
	for _, kind := range []string{rowReturn, rowPort, rowStick} {
		if what, is := strings.CutPrefix(at, kind); is {
			return what
		}
	}
	return ""
}

// firstMatch is the first return that the filter lets through, where the cursor
// stands on none of those.
func firstMatch(e Env, f widget.Filter, cursor string) string {
	keys := widget.Keys(homeSections(e, f)[:1])
	if len(keys) == 0 || slices.Contains(keys, cursor) || !f.On() {
		return cursor
	}
	return keys[0]
}

// homeSections are the lists of the home screen: the returns that the filter lets
// through, ports, sticks.
func homeSections(e Env, f widget.Filter) []widget.Section {
	e = e.boxed()
	returns := widget.Section{Title: text.Returns.String()}
	var closed []widget.Row
	shownClosed := fewClosed
	for _, s := range e.Listed.Returns {
		row := widget.Row{Key: rowReturn + string(s.ID), Lines: summaryLines(s, e)}
		if !f.Lets(append(row.Lines, s.Device.Host.String())...) {
			continue
		}
		if waits(s) {
			returns.Rows = append(returns.Rows, row)
		} else {
			closed = append(closed, row)
		}
	}
	returns.Aside = text.CountReturns(e.Listed.Returns, len(returns.Rows), len(closed), e.Now)
	if f.On() {
		returns.Aside = f.Edge(len(returns.Rows)+len(closed), len(e.Listed.Returns))
		shownClosed = len(closed)
	}
	listed := len(e.Listed.Ports) > 0
	switch {
	case len(returns.Rows) > 0:
	case f.On() && len(closed) == 0:
		returns.Rows = notes(e, text.NoReturnMatches.String())
	case len(closed) > 0, !e.Room.Borders():
		returns.Rows = notes(e, text.NoReturn(listed)[0])
	default:
		returns.Rows = notes(e, text.NoReturn(listed)...)
	}
	returns.Rows = append(returns.Rows, closed[:min(len(closed), shownClosed)]...)
	ports := widget.Section{Title: text.Devices.String()}
	if len(e.Listed.Ports) == 0 {
		ports.Rows = notes(e, text.NoPort.String())
	}
	for _, p := range e.Listed.Ports {
		ports.Rows = append(ports.Rows, widget.Row{Key: rowPort + p.Path, Lines: portLines(text.ShortPort(p.Port, portsOf(e)), p, e)})
	}
	ports.Rows = append(ports.Rows, widget.Row{Key: widget.RowTyped + rowPort, Lines: []string{text.OtherPort.String()}})
	sticks := widget.Section{Title: text.Sticks.String()}
	for i := range e.Listed.Sticks {
		s := &e.Listed.Sticks[i]
		sticks.Rows = append(sticks.Rows, widget.Row{Key: rowStick + text.StickAt(s), Lines: stickLines(s, e)})
	}
	sticks.Rows = append(sticks.Rows, widget.Row{Key: widget.RowTyped + rowStick, Lines: []string{text.OtherPlace.String()}})
	sticks.Rows = append(sticks.Rows, notes(e, e.Listed.Problems...)...)
	return []widget.Section{returns, ports, sticks}
}

// fewClosed is how many closed returns stand on the home screen while nothing is
// filtered.
const fewClosed = 3

// portsOf are the ports of the list.
func portsOf(e Env) []serial.Port {
	all := make([]serial.Port, len(e.Listed.Ports))
	for i, p := range e.Listed.Ports {
		all[i] = p.Port
	}
	return all
}

// stickLines are a stick and what it holds for here. One that has a name of its own is
// told apart by that alone.
func stickLines(s *media.Stick, e Env) []string {
	at := text.StickAt(s)
	holds := text.StickAnswers(len(e.Listed.Answers[at]), e.Listed.Due[at])
	named := 0
	for i := range e.Listed.Sticks {
		if text.Stick(&e.Listed.Sticks[i]) == text.Stick(s) {
			named++
		}
	}
	if named == 1 && !s.Folder {
		return text.ShortStickLines(s, e.Selection.Stick, holds, e.Room.W-4)
	}
	lines := text.StickLines(s, e.Selection.Stick, e.Room.W-4)
	if holds != "" {
		lines = append(lines, "    "+text.Cut(holds, e.Room.W-8))
	}
	return lines
}

// shownNews is how many lines of news stand on top.
const shownNews = 2

func notes(e Env, sentences ...string) []widget.Row {
	var rows []widget.Row
	for _, sentence := range sentences {
		rows = append(rows, widget.Row{Lines: text.Indent(text.Wrap(sentence, e.Room.W-4), 1)})
	}
	return rows
}

// summaryLines is one return of the list: two lines where one is too narrow.
func summaryLines(s ledger.Summary, e Env) []string {
	const oneLine, named, aged, wide, steps = 70, 26, 8, 100, 15 // cells
	what := string(s.ID) + "  " + text.Device(s.Device)
	if s.Err != nil {
		return append([]string{what + text.DamagedMark.String()}, text.Indent(text.Wrap(text.Explain(s.Err).What, e.Room.W-8), 4)...)
	}
	next := text.Summary(s)
	age := cmp.Or(text.DebtAge(s, e.Now), text.ShortAge(s.ChangedAt, e.Now))
	if e.Room.W < oneLine {
		return append([]string{text.Spread(what, age, e.Room.W-4)}, text.Indent(text.Wrap(next, e.Room.W-8), 4)...)
	}
	id := named
	if e.Room.W >= wide {
		id = max(id, min(text.Width(what), 44))
		what = text.Fit(what, id) + "  " + text.StepOf(s)
		id += steps
	}
	room, more := e.Room.W-id-6, []string(nil)
	if aged := max(aged, text.Width(age)); text.Width(next)+1+aged > room {
		words := text.Wrap(next, room-1-aged)
		next, more = words[0], text.Indent(words[1:], id+2)
	}
	return append([]string{text.Fit(what, id) + "  " + text.Spread(next, text.Pad(age, aged), room)}, more...)
}
