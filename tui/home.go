package tui

import (
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/ledger"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// home shows the returns that wait, and what is plugged in.
type home struct {
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
func (h home) at(e env, keys []string) int {
	if h.cursor != "" || slices.ContainsFunc(e.seen.returns, waits) {
		return indexOf(keys, h.cursor)
	}
	for _, p := range e.seen.ports {
		if e.given == "" || e.given == p.Path || e.given == p.ByID {
			return indexOf(keys, rowPort+p.Path)
		}
	}
	return 0
}

// waits reports whether a return waits for somebody, or to be repaired.
func waits(s ledger.Summary) bool { return s.Err != nil || s.Act != capability.ActNothing }

func (h home) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case stands:
		return h, open{showing(msg)}
	case tea.KeyMsg:
		rows := homeRows(e)
		keys := keysOf(rows)
		at := h.at(e, keys)
		switch {
		case key.Matches(msg, enterKey("")):
			return h, enterHome(e, keys[at])
		case key.Matches(msg, againKey()):
			return h, run{refreshJob(true)}
		case key.Matches(msg, h.probeKey(e)):
			return h, both{open{connect{picker: newPicker(h.port(e))}}, askProbe(askable(e))}
		case key.Matches(msg, h.terminalKey(e)):
			return h, toTerminal(h.port(e))
		case key.Matches(msg, whereKey()):
			return h, toWhere(e)
		case key.Matches(msg, deadKey()):
			return h, open{declareUnknownForm(e.seen.returns)}
		default:
			h.cursor = keys[move(msg, at, len(keys), e.room.h)]
		}
	}
	return h, nil
}

func againKey() key.Binding { return bind("r", lookAgainText, "r") }
func whereKey() key.Binding { return bind("w", whereKeyText, "w") }
func deadKey() key.Binding  { return bind("d", deadKeyText, "d") }

// enterHome opens what the cursor stands on.
func enterHome(e env, at string) intent {
	if id, ok := strings.CutPrefix(at, rowReturn); ok {
		for _, s := range e.seen.returns {
			if string(s.ID) == id && s.Err != nil {
				return open{failure{Explanation: Explain(s.Err)}}
			}
		}
		return run{openJob(capability.ReturnID(id))}
	}
	if port, ok := strings.CutPrefix(at, rowPort); ok {
		return both{open{connect{picker: newPicker(port)}}, run{connectJob(port)}}
	}
	if path, ok := strings.CutPrefix(at, rowStick); ok {
		return run{stickJob(path)}
	}
	if at == rowTyped+rowPort {
		return open{connect{picker: newPicker(rowTyped)}}
	}
	return open{sticks{picker: newPicker(rowTyped)}}
}

func (h home) page(e env) page {
	p := page{title: homeTitle, context: connectedText(e.connected())}
	rows := homeRows(e)
	keys := keysOf(rows)
	p.lines, p.top = rowLines(e.theme, rows, keys[h.at(e, keys)], e.room.h)
	return p
}

// port is the port that the cursor stands on; empty: on something else.
func (h home) port(e env) string {
	keys := keysOf(homeRows(e))
	path, isPort := strings.CutPrefix(keys[h.at(e, keys)], rowPort)
	if !isPort {
		return ""
	}
	return path
}

func (h home) probeKey(e env) key.Binding {
	return when(h.port(e) != "" && len(askable(e)) > 0, probeKey(true))
}

func (h home) terminalKey(e env) key.Binding {
	return when(h.port(e) != "" && e.lines, terminalKey(true))
}

func (h home) keys(e env) []key.Binding {
	return append([]key.Binding{
		enterKey(openKeyText), whereKey(), deadKey(), h.probeKey(e), h.terminalKey(e), againKey(),
	}, moveKeys().all()...)
}

// homeRows are all rows of the home screen: headings, returns, ports, sticks.
func homeRows(e env) []row {
	rows := []row{heading(e.theme, openReturnsText)}
	closed := 0
	for _, s := range e.seen.returns {
		if !waits(s) {
			closed++
			continue
		}
		rows = append(rows, row{rowReturn + string(s.ID), summaryLines(s, e)})
	}
	if closed == len(e.seen.returns) {
		rows = append(rows, note(e, noReturnText))
	}
	if closed > 0 {
		rows = append(rows, closedRows(e, closed)...)
	}
	rows = append(rows, heading(e.theme, devicesText))
	for _, p := range e.seen.ports {
		rows = append(rows, row{rowPort + p.Path, portLines(p, e)})
	}
	rows = append(rows, row{rowTyped + rowPort, []string{otherPortText}}, heading(e.theme, sticksText))
	for i := range e.seen.sticks {
		s := &e.seen.sticks[i]
		rows = append(rows, row{rowStick + stickAt(s), stickLines(s, e.selection.stick, e.room.w-4)})
	}
	rows = append(rows, row{rowTyped + rowStick, []string{otherPlaceText}})
	for _, text := range e.seen.problems {
		rows = append(rows, note(e, text))
	}
	return rows
}

// shownClosed is how many closed returns stand on the home screen.
const shownClosed = 3

func closedRows(e env, closed int) []row {
	rows := []row{heading(e.theme, closedReturnsText(closed))}
	for _, s := range e.seen.returns {
		if len(rows) <= shownClosed && !waits(s) {
			rows = append(rows, row{rowReturn + string(s.ID), summaryLines(s, e)})
		}
	}
	return rows
}

func heading(l Theme, text string) row { return row{lines: []string{" " + l.head.Render(text)}} }

func note(e env, text string) row { return row{lines: indent(wrap(text, e.room.w-4), 3)} }

// summaryLines is one return of the list: two lines where one is too narrow.
func summaryLines(s ledger.Summary, e env) []string {
	const oneLine = 96
	what := string(s.ID) + "  " + deviceText(s.Device)
	if s.Err != nil {
		return append([]string{what + damagedMark}, indent(wrap(Explain(s.Err).What, e.room.w-8), 4)...)
	}
	next := summaryText(s)
	age := ageText(s.ChangedAt, e.now)
	if e.room.w < oneLine {
		return append([]string{spread(what, age, e.room.w-4)}, indent(wrap(next, e.room.w-8), 4)...)
	}
	return []string{fit(what, 30) + "  " + fit(age, 14) + "  " + next}
}
