package tui

import (
	"handback/capability"
	"handback/capability/media"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// steps is where a return stands and what comes next: the heart of the tool.
type steps struct {
	r    capability.Return
	dir  string   // where the record lies
	note []string // what came of the last act
	scan bool     // the site wants a scan on record first

	choose bool // files on the stick could be the response

	top int
}

func (s steps) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case stands:
		return showing(msg), nil
	case choices:
		return s, open{toTake(msg)}
	case slipRead:
		return s, open{slip{slipRead: msg}}
	case tea.KeyMsg:
		return s.pressed(e, msg)
	}
	return s, nil
}

func (s steps) pressed(e env, msg tea.KeyMsg) (screen, intent) {
	k := s.bindings(e)
	switch {
	case key.Matches(msg, k.enter):
		return s, s.next(e)
	case key.Matches(msg, k.stick):
		return s, open{sticks{picker: newPicker("")}}
	case key.Matches(msg, k.again):
		return s, open{sticks{picker: newPicker(""), again: &s.r}}
	case key.Matches(msg, k.claim):
		return s, open{askClaim(s.r)}
	case key.Matches(msg, k.portal):
		return s, run{portalJob(s.r)}
	case key.Matches(msg, k.choose):
		return s, run{choicesJob(s.r, stickAt(stickAtHand(e)))}
	case key.Matches(msg, k.ways):
		return s, open{ways{r: s.r}}
	case key.Matches(msg, k.slip):
		return s, run{slipJob(s.r.ID)}
	case key.Matches(msg, k.release):
		return s, run{releaseJob(stickAtHand(e).Path)}
	case key.Matches(msg, backKey()):
		return s, back{}
	}
	s.top = move(msg, s.top, s.page(e).highest(e.room.h)+1, e.room.h)
	return s, nil
}

// next does the next act, or goes to where what it needs can be had.
func (s steps) next(e env) intent {
	act := capability.Next(s.r)
	switch act.Kind {
	case capability.ActDeclare:
		return open{declareForm(s.r)}
	case capability.ActRecordDecision:
		return open{decideForm(s.r)}
	}
	switch act.Need {
	case capability.NeedsDevice:
		if !s.connected(e) {
			return toConnect(e, s.r.Device)
		}
	case capability.NeedsStick, capability.NeedsPortal:
		stick := stickAtHand(e)
		if stick == nil {
			return open{sticks{picker: newPicker("")}}
		}
		return run{actJob(s.r, stickAt(stick))}
	}
	if act.Kind == capability.ActLoadResponse && s.scan {
		return open{scanForm(s.r, e.now)}
	}
	if act.Kind == capability.ActLoadResponse {
		return open{askLoad(s.r, run{actJob(s.r, "")})}
	}
	return run{actJob(s.r, "")}
}

// connected reports whether the device of the return is connected.
func (s steps) connected(e env) bool {
	return e.selection.link != nil && e.selection.link.device.Host == s.r.Device.Host
}

// available is what is there for the next act.
func (s steps) available(e env) available {
	return available{
		device: e.connected(), right: s.connected(e), stick: stickAtHand(e), several: len(e.seen.sticks) > 0, left: e.selection.left,
	}
}

type stepsKeys struct{ enter, stick, again, claim, portal, ways, slip, release, choose key.Binding }

func (s steps) bindings(e env) stepsKeys {
	act := capability.Next(s.r)
	portal := act.Need == capability.NeedsPortal
	upload := portal && s.r.Artifact(uploads(s.r)) != nil
	stick := stickAtHand(e)
	claims := act.Kind == capability.ActUploadRequest || act.Kind == capability.ActUploadConfirmation
	return stepsKeys{
		choose:  when(portal && stick != nil && (s.choose || waitsUnread(s.r)), bind("c", chooseKeyText, "c")),
		enter:   enterKey(s.enterText(e, act)),
		stick:   when(portal || act.Need == capability.NeedsStick, bind("s", otherStickText, "s")),
		claim:   when(claims, bind("u", uploadedText, "u")),
		again:   when(upload, bind("w", saveMoreText, "w")),
		ways:    bind("m", waysKeyText, "m"),
		slip:    when(upload, bind("v", slipKeyText, "v")),
		release: when(portal && stick != nil && stick.State == media.Ready && !stick.Folder, releaseKey()),
		portal:  when(portal && e.portal, bind("p", playKeyText, "p")),
	}
}

// enterText is what enter does: the act, or to get what it needs.
func (s steps) enterText(e env, act capability.Act) string {
	switch act.Need {
	case capability.NeedsDevice:
		if !s.connected(e) {
			return connectKeyText
		}
	case capability.NeedsStick, capability.NeedsPortal:
		if stickAtHand(e) == nil {
			return chooseStickText
		}
	}
	return doText(act)
}

func (s steps) keys(e env) []key.Binding {
	k := s.bindings(e)
	return append([]key.Binding{k.enter, k.portal, k.choose, k.release, k.claim, k.again, k.ways, backKey(), k.stick, k.slip}, moveKeys().all()...)
}

// waitsUnread reports whether the return waits for a response that nobody here
// can read, so that a person may have to choose it.
func waitsUnread(r capability.Return) bool {
	return r.Opaque() && r.Confirmation == nil && !r.Dead()
}
