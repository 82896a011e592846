package tui

import (
	"slices"

	"handback/capability"
	"handback/capability/media"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// sticks chooses the stick, or the folder that takes its place. For a return
// whose request was saved already it saves it again there.
type sticks struct {
	picker
	again *capability.Return // save its request once more; nil: only choose
}

func (s sticks) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case stickChosen:
		if e.selection.stick != nil {
			return s, handOn{msg}
		}
	case stands:
		return s, handOn{msg}
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, backKey()):
			return s, back{}
		case !s.typing(e) && key.Matches(msg, againKey()):
			return s, run{refreshJob(false)}
		case key.Matches(msg, when(s.releases(e), releaseKey())):
			return s, run{releaseJob(s.at(s.rows(e)))}
		}
		next, path := s.picker.update(msg, s.rows(e), e.room.h)
		s.picker = next
		switch {
		case path != "" && s.again != nil:
			return s, run{saveAgainJob(*s.again, path)}
		case path != "":
			return s, run{stickJob(path)}
		}
	}
	return s, nil
}

func (s sticks) typing(e env) bool { return s.at(s.rows(e)) == rowTyped }

func releaseKey() key.Binding { return bind("x", releaseKeyText, "x") }

// releases reports whether the cursor stands on a stick that can be taken out.
func (s sticks) releases(e env) bool {
	at := s.at(s.rows(e))
	return slices.ContainsFunc(e.seen.sticks, func(one media.Stick) bool {
		return one.State == media.Ready && !one.Folder && stickAt(&one) == at
	})
}

func (s sticks) rows(e env) []row {
	var rows []row
	for i := range e.seen.sticks {
		stick := &e.seen.sticks[i]
		rows = append(rows, row{stickAt(stick), stickLines(stick, e.selection.stick, e.room.w-4)})
	}
	return append(rows, s.typed(typedPlaceText, rows, e.room.w))
}

func (s sticks) page(e env) page {
	p := page{title: sticksTitle}
	text := sticksHelpText
	if s.again != nil {
		p.context, text = string(s.again.ID), sticksAgainText
	}
	above := indent(wrap(text, e.room.w-2), 1)
	if len(e.seen.sticks) == 0 {
		above = append(above, indent(wrap(noSticksText, e.room.w-2), 1)...)
	}
	if e.selection.left != "" {
		above = append(above, indent(wrap(e.selection.left, e.room.w-2), 1)...)
	}
	if s.empty {
		above = append(above, dress(e.theme.next, indent(wrap(emptyPlaceText, e.room.w-2), 1))...)
	}
	rows := s.rows(e)
	body, top := rowLines(e.theme, rows, s.at(rows), e.room.h)
	return underneath(p, above, body, top, e.room.h)
}

func (s sticks) keys(e env) []key.Binding {
	does := useStickText
	if s.again != nil {
		does = saveMoreText
	}
	return append([]key.Binding{enterKey(does), when(s.releases(e), releaseKey()), when(!s.typing(e), againKey()), backKey()}, moveKeys().all()...)
}
