package screens

import (
	"cmp"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Home shows the returns that wait, and what is plugged in.
type Home struct {
	cursor string // the key of a row; empty: the first
}

// Kinds of rows; the rest of a row's key is what it is about.
const (
	rowReturn = "return "
	rowPort   = "port "
	rowStick  = "stick "
)

// at is where the cursor is among the keys. At first it is on the newest open
// return, or, when none is open, on the port that was named, or the first.
func (h Home) at(e Env, keys []string) int {
	if h.cursor != "" || slices.ContainsFunc(e.Listed.Returns, waits) {
		return widget.RowIndex(keys, h.cursor)
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
		if want, done := press(msg, h.actions(e)); done {
			return h, want
		}
		keys := widget.Keys(homeSections(e))
		h.cursor = keys[widget.Move(msg, h.at(e, keys), len(keys), e.Room.H)]
	}
	return h, nil
}

func refreshKey() key.Binding { return widget.Bind("r", text.LookAgain, "r") }

// enterHome opens what the cursor stands on.
func enterHome(e Env, at string) Intent {
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
	p := widget.Page{Title: text.HomeTitle, Context: e.around()}
	sections := homeSections(e)
	keys := widget.Keys(sections)
	at := keys[h.at(e, keys)]
	news := slices.Concat(autoLines(e), dueLines(e, at))
	room := widget.Area{W: e.Room.W, H: e.Room.H - len(news)}
	p.Lines, p.Top = widget.Sections(room, e.Theme, sections, at)
	p.Lines = slices.Concat(news, p.Lines)
	return p
}

// actions are the keys of the screen, the most used first.
func (h Home) actions(e Env) []action {
	keys := widget.Keys(homeSections(e))
	at := keys[h.at(e, keys)]
	port, isPort := strings.CutPrefix(at, rowPort)
	due := dueStick(e, at)
	return []action{
		{widget.EnterKey(text.OpenKey), func() Intent { return enterHome(e, at) }},
		{widget.When(due != nil, widget.Bind("x", text.ExchangeKey, "x")), func() Intent {
			return Run{work.ExchangeJob(*due, e.Listed.Due[text.StickAt(due)], false)}
		}},
		{widget.Bind("b", text.BenchKey, "b"), does(OpenBench())},
		{widget.When(isPort && len(askable(e)) > 0, probeKey(true)), func() Intent {
			return Both{Open{Connect{Picker: widget.NewPicker(port)}}, askProbe(askable(e))}
		}},
		{widget.Bind("w", text.WhereKey, "w"), func() Intent { return openWhere(e) }},
		{widget.Bind("d", text.DeadKey, "d"), func() Intent { return Open{declareUnknownForm(e.Listed.Returns)} }},
		{widget.When(isPort && e.HasLines, terminalKey(true)), func() Intent { return OpenTerminal(port) }},
		{refreshKey(), does(Run{work.RefreshJob(true)})},
		{widget.Bind("i", text.WhichWayKey, "i"), does(Open{whichWay{}})},
	}
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
func (h Home) Keys(e Env) []key.Binding { return actionKeys(h.actions(e)) }

// homeSections are the lists of the home screen: returns, ports, sticks.
func homeSections(e Env) []widget.Section {
	e = e.boxed()
	returns := widget.Section{Title: text.Returns}
	var closed []widget.Row
	for _, s := range e.Listed.Returns {
		row := widget.Row{Key: rowReturn + string(s.ID), Lines: summaryLines(s, e)}
		if waits(s) {
			returns.Rows = append(returns.Rows, row)
		} else {
			closed = append(closed, row)
		}
	}
	returns.Aside = text.CountReturns(e.Listed.Returns, len(returns.Rows), len(closed), e.Now)
	switch {
	case len(returns.Rows) > 0:
	case len(closed) > 0, !e.Room.Borders():
		returns.Rows = notes(e, text.NoReturn[0])
	default:
		returns.Rows = notes(e, text.NoReturn...)
	}
	returns.Rows = append(returns.Rows, closed[:min(len(closed), shownClosed)]...)
	ports := widget.Section{Title: text.Devices}
	if len(e.Listed.Ports) == 0 {
		ports.Rows = notes(e, text.NoPort)
	}
	for _, p := range e.Listed.Ports {
		ports.Rows = append(ports.Rows, widget.Row{Key: rowPort + p.Path, Lines: portLines(p, e)})
	}
	ports.Rows = append(ports.Rows, widget.Row{Key: widget.RowTyped + rowPort, Lines: []string{text.OtherPort}})
	sticks := widget.Section{Title: text.Sticks}
	for i := range e.Listed.Sticks {
		s := &e.Listed.Sticks[i]
		sticks.Rows = append(sticks.Rows, widget.Row{Key: rowStick + text.StickAt(s), Lines: text.StickLines(s, e.Selection.Stick, e.Room.W-4)})
	}
	sticks.Rows = append(sticks.Rows, widget.Row{Key: widget.RowTyped + rowStick, Lines: []string{text.OtherPlace}})
	sticks.Rows = append(sticks.Rows, notes(e, e.Listed.Problems...)...)
	return []widget.Section{returns, ports, sticks}
}

// shownClosed is how many closed returns stand on the home screen.
const shownClosed = 3

func notes(e Env, sentences ...string) []widget.Row {
	var rows []widget.Row
	for _, sentence := range sentences {
		rows = append(rows, widget.Row{Lines: text.Indent(text.Wrap(sentence, e.Room.W-4), 1)})
	}
	return rows
}

// summaryLines is one return of the list: two lines where one is too narrow.
func summaryLines(s ledger.Summary, e Env) []string {
	const oneLine, named, aged = 70, 26, 8 // cells
	what := string(s.ID) + "  " + text.Device(s.Device)
	if s.Err != nil {
		return append([]string{what + text.DamagedMark}, text.Indent(text.Wrap(text.Explain(s.Err).What, e.Room.W-8), 4)...)
	}
	next := text.Summary(s)
	age := cmp.Or(text.DebtAge(s, e.Now), text.ShortAge(s.ChangedAt, e.Now))
	if e.Room.W < oneLine {
		return append([]string{text.Spread(what, age, e.Room.W-4)}, text.Indent(text.Wrap(next, e.Room.W-8), 4)...)
	}
	id := named
	if wide := text.Width(what); e.Room.W >= 110 {
		id = max(id, min(wide, 44))
	}
	room, more := e.Room.W-id-6, []string(nil)
	if aged := max(aged, text.Width(age)); text.Width(next)+1+aged > room {
		words := text.Wrap(next, room-1-aged)
		next, more = words[0], text.Indent(words[1:], id+2)
	}
	return append([]string{text.Fit(what, id) + "  " + text.Spread(next, text.Pad(age, aged), room)}, more...)
}
