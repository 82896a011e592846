package screens

import (
	"cmp"
	"maps"
	"slices"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// bench shows many devices at once: a row a device, a column a step. Its job runs as
// long as the screen is open, and does the acts of several rows at the same time.
type bench struct {
	cursor string          // the key of a unit; empty: the first
	chosen map[string]bool // by key
	filter widget.Filter
}

// OpenBench opens the bench.
func OpenBench() Intent {
	return Both{Open{bench{}}, Run{work.BenchJob()}}
}

// Reopened implements [Reopener]: another job may have taken the place of the bench.
func (b bench) Reopened(e Env) Intent {
	if e.Bench.Open {
		return nil
	}
	return Run{work.BenchJob()}
}

// Update implements [Screen].
func (b bench) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Standing:
		return b, Open{returnScreen(msg)}
	case tea.KeyMsg:
		return b.pressed(e, msg)
	}
	return b, nil
}

func (b bench) pressed(e Env, msg tea.KeyMsg) (Screen, Intent) {
	shown := b.shown(e)
	if filter, taken := b.filter.Update(msg); taken {
		b.filter = filter
		return b, nil
	}
	switch {
	case key.Matches(msg, pickKey()) && len(shown) > 0:
		at := shown[b.at(shown)].Key
		b.chosen = maps.Clone(b.chosen)
		if b.chosen == nil {
			b.chosen = map[string]bool{}
		}
		b.chosen[at] = !b.chosen[at]
	default:
		if want, done := press(msg, b.actions(e)); done {
			return b, want
		}
		if len(shown) > 0 {
			b.cursor = shown[widget.Move(msg, b.at(shown), len(shown), e.Room.H/2)].Key
		}
	}
	return b, nil
}

func pickKey() key.Binding { return widget.Bind("space", text.BenchPickKey.String(), " ") }

// Typing implements [typist].
func (b bench) Typing(Env) bool { return b.filter.Typing() }

// shown are the units that the filter lets through.
func (b bench) shown(e Env) []work.Unit {
	return slices.DeleteFunc(slices.Clone(e.Bench.Units), func(u work.Unit) bool {
		return !b.filter.Lets(text.Device(u.Device), u.Device.Host.String(), string(u.Return.ID), u.Port, b.word(e, u))
	})
}

// at is where the cursor is among some units.
func (b bench) at(shown []work.Unit) int {
	return max(0, slices.IndexFunc(shown, func(u work.Unit) bool { return u.Key == b.cursor }))
}

// meant are the units that an act for all is for: the chosen ones, else those in
// sight.
func (b bench) meant(e Env) []work.Unit {
	if picked := b.picked(e); len(picked) > 0 {
		return picked
	}
	return b.shown(e)
}

// picked are the units that were chosen.
func (b bench) picked(e Env) []work.Unit {
	return slices.DeleteFunc(slices.Clone(e.Bench.Units), func(u work.Unit) bool { return !b.chosen[u.Key] })
}

// actions are the keys of the screen, the most used first.
func (b bench) actions(e Env) []action {
	if !e.Bench.Open {
		return []action{
			{widget.EnterKey(text.BenchAgainKey.String()), does(Run{work.BenchJob()})},
			{widget.BackKey(), does(Back{})},
		}
	}
	shown := b.shown(e)
	var u work.Unit
	if len(shown) > 0 {
		u = shown[b.at(shown)]
	}
	idle := e.Bench.Working() == 0 && !e.Bench.Asking
	one, what := b.one(e, u)
	all := b.all(e)
	return []action{
		{widget.When(one != nil, widget.EnterKey(what)), does(one)},
		{widget.When(all != nil, widget.Bind("A", text.BenchAllKey.String(), "A")), does(all)},
		{widget.When(len(shown) > 0, pickKey()), does(nil)},
		{widget.FilterKey(len(e.Bench.Units) > 1), does(nil)},
		{widget.When(e.Bench.Ports > 0 && !e.Bench.Asking, widget.Bind("p", text.BenchMeetKey.String(), "p", "r")), func() Intent { return meetPorts(e) }},
		{widget.When(u.Err != nil, widget.Bind("t", text.BenchRetryKey.String(), "t")), func() Intent { return b.doOne(e, u) }},
		{widget.When(u.Return.ID != "" && idle, widget.Bind("o", text.BenchOpenKey.String(), "o")), does(Run{work.OpenJob(u.Return.ID)})},
		{widget.When(e.Bench.Sticks > 1, widget.Bind("s", text.OtherStick.String(), "s")), does(Order{work.BenchOrder{Stick: true}})},
		copying(cmp.Or(string(u.Return.ID), u.Device.Host.Value)),
		{widget.BackKey(), func() Intent { return leaveBench(e) }},
	}
}

// Keys implements [Screen].
func (b bench) Keys(e Env) []key.Binding {
	if b.filter.Typing() {
		return b.filter.Keys()
	}
	return actionKeys(b.actions(e))
}

// one is what enter does for a unit, and the word for it; nil: nothing can be done.
func (b bench) one(e Env, u work.Unit) (Intent, string) {
	switch e.Bench.Standing(u) {
	case work.UnitFailed:
		return Open{Failure{Explanation: text.Explain(u.Err)}}, text.BenchWhyKey.String()
	case work.UnitClosed, work.UnitAsks:
		if u.Return.ID == "" || e.Bench.Working() > 0 {
			return nil, ""
		}
		return Run{work.OpenJob(u.Return.ID)}, text.BenchOpenKey.String()
	case work.UnitAtPortal:
		if e.Bench.Stick == nil {
			return nil, ""
		}
		return Order{work.BenchOrder{Take: true}}, text.Do(capability.Next(u.Return))
	case work.UnitAway:
		if e.Bench.Ports == 0 {
			return nil, ""
		}
	case work.UnitReady, work.UnitNew:
	default:
		return nil, ""
	}
	word := text.BenchStartKey.String()
	if u.Return.ID != "" {
		word = text.Do(capability.Next(u.Return))
	}
	return b.doOne(e, u), word
}

// doOne does the next act of a unit; what can't be undone only after a question.
func (b bench) doOne(_ Env, u work.Unit) Intent {
	switch {
	case u.Return.ID == "":
		return Open{askStartAll([]work.Unit{u})}
	case u.Loads():
		return Open{askLoadAll([]work.Unit{u})}
	default:
		return Order{work.BenchOrder{One: u.Key}}
	}
}

// all is what one key does for all that are ready: what can be undone is begun at
// once, and one question is asked for the rest; nil: nothing is ready. A unit that
// failed is left out unless it was chosen.
func (b bench) all(e Env) Intent {
	var o work.BenchOrder
	var starts, loads []work.Unit
	for _, u := range b.meant(e) {
		if b.chosen[u.Key] && u.State != "" {
			u.Err = nil
		}
		switch standing := e.Bench.Standing(u); {
		case standing == work.UnitNew:
			starts = append(starts, u)
		case standing == work.UnitAtPortal && e.Bench.Stick != nil:
			o.Take = true
		case standing == work.UnitReady && u.Loads():
			loads = append(loads, u)
		case standing == work.UnitReady:
			o.Do = append(o.Do, u.Key)
		}
	}
	var want Intent
	switch {
	case len(starts) > 0:
		want = Open{askStartAll(starts)}
	case len(loads) > 0:
		want = Open{askLoadAll(loads)}
	}
	switch now := (Order{o}); {
	case len(o.Do) == 0 && !o.Take:
		return want
	case want == nil:
		return now
	default:
		return Both{now, want}
	}
}
