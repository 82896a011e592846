package screens

import (
	"cmp"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/tui/text"
	"handback/tui/theme"
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
		keys := widget.RowKeys(homeRows(e))
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
	p := widget.Page{Title: text.HomeTitle, Context: text.Connected(e.connected())}
	rows := homeRows(e)
	keys := widget.RowKeys(rows)
	at := keys[h.at(e, keys)]
	news := slices.Concat(autoRows(e), dueRows(e, at))
	p.Lines, p.Top = widget.RowLines(e.Theme, slices.Concat(news, rows), at, e.Room.H)
	return p
}

// actions are the keys of the screen, the most used first.
func (h Home) actions(e Env) []action {
	keys := widget.RowKeys(homeRows(e))
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

// autoRows say that auto works on the same returns.
func autoRows(e Env) []widget.Row {
	if e.Listed.Auto == nil {
		return nil
	}
	return []widget.Row{{Lines: []string{" " + text.Cut(text.AutoNews(*e.Listed.Auto), e.Room.W-2)}}}
}

// dueRows say that requests on a stick wait for the portal: news stands above all.
func dueRows(e Env, at string) []widget.Row {
	s := dueStick(e, at)
	if s == nil {
		return nil
	}
	all, sticks := 0, 0
	for _, n := range e.Listed.Due {
		all, sticks = all+n, sticks+min(n, 1)
	}
	news := text.DueNews(s, e.Listed.Due[text.StickAt(s)], all, sticks, e.Room.W-2)
	return []widget.Row{{Lines: []string{" " + e.Theme.Next.Render(text.Cut(news, e.Room.W-2))}}}
}

// Keys implements [Screen].
func (h Home) Keys(e Env) []key.Binding { return actionKeys(h.actions(e)) }

// homeRows are all rows of the home screen: headings, returns, ports, sticks.
func homeRows(e Env) []widget.Row {
	rows := []widget.Row{heading(e.Theme, text.OpenReturns(e.Listed.Returns, e.Now))}
	closed := 0
	for _, s := range e.Listed.Returns {
		if !waits(s) {
			closed++
			continue
		}
		rows = append(rows, widget.Row{Key: rowReturn + string(s.ID), Lines: summaryLines(s, e)})
	}
	if closed == len(e.Listed.Returns) {
		rows = append(rows, note(e, text.NoReturn))
	}
	if closed > 0 {
		rows = append(rows, closedRows(e, closed)...)
	}
	rows = append(rows, heading(e.Theme, text.Devices))
	for _, p := range e.Listed.Ports {
		rows = append(rows, widget.Row{Key: rowPort + p.Path, Lines: portLines(p, e)})
	}
	rows = append(rows, widget.Row{Key: widget.RowTyped + rowPort, Lines: []string{text.OtherPort}}, heading(e.Theme, text.Sticks))
	for i := range e.Listed.Sticks {
		s := &e.Listed.Sticks[i]
		rows = append(rows, widget.Row{Key: rowStick + text.StickAt(s), Lines: text.StickLines(s, e.Selection.Stick, e.Room.W-4)})
	}
	rows = append(rows, widget.Row{Key: widget.RowTyped + rowStick, Lines: []string{text.OtherPlace}})
	for _, text := range e.Listed.Problems {
		rows = append(rows, note(e, text))
	}
	return rows
}

// shownClosed is how many closed returns stand on the home screen.
const shownClosed = 3

func closedRows(e Env, closed int) []widget.Row {
	rows := []widget.Row{heading(e.Theme, text.ClosedReturns(closed))}
	for _, s := range e.Listed.Returns {
		if len(rows) <= shownClosed && !waits(s) {
			rows = append(rows, widget.Row{Key: rowReturn + string(s.ID), Lines: summaryLines(s, e)})
		}
	}
	return rows
}

func heading(th theme.Theme, text string) widget.Row {
	return widget.Row{Lines: []string{" " + th.Head.Render(text)}}
}

func note(e Env, sentence string) widget.Row {
	return widget.Row{Lines: text.Indent(text.Wrap(sentence, e.Room.W-4), 3)}
}

// summaryLines is one return of the list: two lines where one is too narrow.
func summaryLines(s ledger.Summary, e Env) []string {
	const oneLine = 96
	what := string(s.ID) + "  " + text.Device(s.Device)
	if s.Err != nil {
		return append([]string{what + text.DamagedMark}, text.Indent(text.Wrap(text.Explain(s.Err).What, e.Room.W-8), 4)...)
	}
	next := text.Summary(s)
	age := cmp.Or(text.DebtAge(s, e.Now), text.Age(s.ChangedAt, e.Now))
	if e.Room.W < oneLine {
		return append([]string{text.Spread(what, age, e.Room.W-4)}, text.Indent(text.Wrap(next, e.Room.W-8), 4)...)
	}
	return []string{text.Fit(what, 30) + "  " + text.Fit(age, 14) + "  " + next}
}
