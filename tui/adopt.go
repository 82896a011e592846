package tui

import (
	"cmp"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/desk"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// adoption shows what the portal's response changes on the device, after a
// return was opened on it and before anything is loaded.
type adoption struct {
	r   capability.Return
	top int
}

func (v adoption) update(e env, msg tea.Msg) (screen, intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return v, nil
	}
	highest := v.page(e).highest(e.room.h)
	switch {
	case key.Matches(pressed, backKey()), key.Matches(pressed, enterKey("")) && v.top >= highest:
		return v, back{}
	case key.Matches(pressed, enterKey("")):
		pressed = press("pgdown")
	}
	v.top = move(pressed, v.top, highest+1, e.room.h)
	return v, nil
}

func (v adoption) page(e env) page {
	p := page{title: adoptTitle(v.r), context: contextText(v.r), top: v.top}
	texts := []string{adoptedText(v.r), ""}
	if readable(v.r) {
		texts = append(texts, differenceLines(v.r)...)
	} else {
		texts = append(texts, opaqueText)
	}
	for _, t := range append(texts, "", adoptGoOnText) {
		if t == "" {
			p.lines = append(p.lines, "")
		}
		p.lines = append(p.lines, indent(wrap(t, e.room.w-2), 1)...)
	}
	return p
}

func (v adoption) keys(e env) []key.Binding {
	does := goOnText
	if v.top < v.page(e).highest(e.room.h) {
		does = readOnText
	}
	return append([]key.Binding{enterKey(does), backKey()}, moveKeys().all()...)
}

// opaque chooses the file that only a person knows to be the response.
type opaque struct {
	place  placeRead
	files  []desk.Finding
	cursor int
}

// shownOpaque is how many files there are to choose from at most.
const shownOpaque = 200

// newOpaque lists what can't be read and could be a response: those first that
// are called so.
func newOpaque(p placeRead, found []desk.Finding) opaque {
	var files []desk.Finding
	for _, f := range found {
		if f.Size > 0 && (f.Verdict == desk.IsNoMessage || f.Verdict == desk.IsResponse) {
			files = append(files, f)
		}
	}
	unlike := func(f desk.Finding) int {
		if strings.Contains(strings.ToLower(f.Path), "response") {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(files, func(a, b desk.Finding) int { return cmp.Compare(unlike(a), unlike(b)) })
	return opaque{place: p, files: files[:min(len(files), shownOpaque)]}
}

func (v opaque) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case adopted:
		return v, handOn{msg}
	case tea.KeyMsg:
		switch {
		case key.Matches(msg, backKey()), len(v.files) == 0 && key.Matches(msg, enterKey("")):
			return v, back{}
		case key.Matches(msg, enterKey("")):
			return v, open{askOpaque(v.place, v.files[v.cursor])}
		}
		v.cursor = move(msg, v.cursor, max(1, len(v.files)), e.room.h)
	}
	return v, nil
}

func (v opaque) page(e env) page {
	p := page{title: opaqueTitle}
	if len(v.files) == 0 {
		p.lines = indent(wrap(noOpaqueText, e.room.w-2), 1)
		return p
	}
	var rows []row
	for _, f := range v.files {
		rows = append(rows, row{f.Path, opaqueLines(f, e.room.w-4)})
	}
	body, top := rowLines(e.look, rows, v.files[v.cursor].Path, e.room.h)
	return underneath(p, indent(wrap(opaqueHelpText, e.room.w-2), 1), body, top, e.room.h)
}

func (v opaque) keys(env) []key.Binding {
	return append([]key.Binding{when(len(v.files) > 0, enterKey(chooseFileText)), backKey()}, moveKeys().all()...)
}

// askOpaque asks before a return is opened on a person's word.
func askOpaque(p placeRead, f desk.Finding) question {
	device := capability.Identity{}
	if p.Reading != nil {
		device = p.Reading.Device
	}
	return question{
		title: opaqueQuestionTitle, context: deviceText(device),
		lines: append(opaqueLines(f, 1<<10), "", opaqueForText(device)),
		no:    notYetNoText, yes: opaqueYesText, then: work{adoptFileJob(p.stick, f)},
	}
}
