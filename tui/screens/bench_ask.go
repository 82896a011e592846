package screens

import (
	"strconv"
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"
)

// meetPorts asks at the ports who is there; before the first time a person says that
// it may.
func meetPorts(e Env) Intent {
	now := Order{work.BenchOrder{Meet: true}}
	if e.Bench.Asked {
		return now
	}
	return Open{questionScreen{widget.Question{
		Title: text.BenchMeetTitle, Lines: []string{text.BenchMeet(e.Bench.Ports)}, No: text.BenchMeetNo, Yes: text.BenchMeetYes,
	}, now}}
}

// leaveBench leaves the bench, after a question while acts run.
func leaveBench(e Env) Intent {
	leave := Both{Stop{}, Back{}}
	running := e.Bench.Working()
	if running == 0 {
		return leave
	}
	return Open{questionScreen{widget.Question{
		Title: text.BenchLeaveTitle, Lines: []string{text.BenchLeave(running)}, No: text.BenchLeaveNo, Yes: text.BenchLeaveYes,
	}, leave}}
}

// askStartAll asks once for several devices whether to open returns of all that they
// hold, and takes a reason for all.
func askStartAll(units []work.Unit) formScreen {
	licenses, held := 0, 0
	lines := make([]string, 0, len(units)+2)
	for _, u := range units {
		lines = append(lines, text.BenchHolds(u.Device, u.Held))
		licenses += len(u.Held)
		for _, l := range u.Held {
			held += l.Count
		}
	}
	return formScreen{widget.Form{
		Title: text.BenchStartTitle, Text: append([]string{text.BenchStart(len(units), licenses, held)}, lines...),
		Fields: []widget.Field{widget.TextField(strings.TrimSuffix(text.Reason, ":"), "")},
		No:     text.BenchStartNo, Yes: text.BenchStartYes(len(units)),
	}, func(v []string) (Intent, *widget.Fault) {
		return Both{Back{}, Order{work.BenchOrder{Start: units, Reason: capability.Printable(v[0])}}}, nil
	}}
}

// askLoadAll asks once for several devices before the point of no return. The answer
// is their number, so that nobody gives it without a look at the list.
func askLoadAll(units []work.Unit) formScreen {
	returns, keys := make([]capability.Return, len(units)), make([]string, len(units))
	for i, u := range units {
		returns[i], keys[i] = u.Return, u.Key
	}
	return formScreen{widget.Form{
		Title: text.BenchLoadTitle, Text: text.LoadLosses(returns),
		Fields: []widget.Field{widget.TextField(text.BenchLoadField, "")},
		No:     text.BenchLoadNo, Yes: text.BenchLoadYes(len(units)),
	}, func(v []string) (Intent, *widget.Fault) {
		if n, err := strconv.Atoi(strings.TrimSpace(v[0])); err != nil || n != len(units) {
			return nil, &widget.Fault{Text: text.BenchWrongNumber(len(units))}
		}
		return Both{Back{}, Order{work.BenchOrder{Load: keys}}}, nil
	}}
}
