package tui

import (
	"handback/device/console/profile"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// bySMP is the row of devices that need no profile.
const bySMP = "smp"

// reach chooses how devices are reached: by the management protocol, or by
// their console as a profile describes it.
type reach struct{ picker }

func toReach(e env) intent {
	at := e.selection.profile
	if at == "" {
		at = bySMP
	}
	return open{reach{newPicker(at)}}
}

func reachKey(letters bool) key.Binding { return lettered(letters, "o", reachKeyText, "f6") }

func (v reach) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case reached:
		return v, back{}
	case tea.KeyMsg:
		if key.Matches(msg, backKey()) {
			return v, back{}
		}
		next, chosen := v.picker.update(msg, v.rows(e), e.room.h)
		v.picker = next
		switch chosen {
		case "":
		case bySMP:
			return v, run{profileJob("")}
		default:
			return v, run{profileJob(chosen)}
		}
	}
	return v, nil
}

func (v reach) typing(e env) bool { return v.at(v.rows(e)) == rowTyped }

func (v reach) rows(e env) []row {
	rows := []row{{bySMP, []string{bySMPText}}}
	for _, name := range profile.Names() {
		rows = append(rows, row{name, []string{byProfileText(name)}})
	}
	if name := e.selection.profile; name != "" && indexOf(keysOf(rows), name) == 0 {
		rows = append(rows, row{name, []string{byProfileText(name)}})
	}
	return append(rows, v.typed(typedProfileText, rows, e.room.w))
}

func (v reach) page(e env) page {
	p := page{title: reachTitle}
	above := indent(wrap(reachHelpText, e.room.w-2), 1)
	if v.empty {
		above = append(above, dress(e.theme.next, indent(wrap(emptyProfileText, e.room.w-2), 1))...)
	}
	rows := v.rows(e)
	body, top := rowLines(e.theme, rows, v.at(rows), e.room.h)
	return underneath(p, above, body, top, e.room.h)
}

func (v reach) keys(e env) []key.Binding {
	return append([]key.Binding{enterKey(reachChooseText), backKey()}, moveKeys().all()...)
}
