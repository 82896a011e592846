package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// model is the root: it sizes, routes and switches, and knows of no screen
// what it does.
type model struct {
	display
	runner *runner
	busy   bool         // a job runs, quiet ones included
	early  []tea.KeyMsg // pressed before the first look around was over; nil: it is
	tick   func() tea.Cmd

	stopSelf func() error // stops the program for a while; nil: the system can't
}

// tickMsg brings the time.
type tickMsg time.Time

func newModel(o Options, r *runner) model {
	m := model{
		display: newDisplay(env{
			now: o.Now(), theme: newTheme(o.Renderer), given: o.Port, version: o.Version,
			portal: o.PlayPortal != nil, lines: o.Line != nil && o.Probe != nil,
		}),
		busy:   true, // Init looks around
		early:  []tea.KeyMsg{},
		runner: r,
		tick: func() tea.Cmd {
			return tea.Tick(time.Second, func(t time.Time) tea.Msg { return tickMsg(t) })
		},
	}
	return m
}

// Init implements tea.Model: the first look around begins.
func (m model) Init() tea.Cmd {
	first := m.runner.start(refreshJob(true))
	return tea.Batch(m.tick(), first.wait)
}

// Update implements tea.Model.
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.size = area{msg.Width, msg.Height}
	case tea.KeyMsg:
		m, cmd = m.pressed(msg)
	case tickMsg:
		m, cmd = m.ticked(time.Time(msg))
	case progressed:
		m, cmd = m.progressed(msg)
	case asked:
		m, cmd = m.asked(msg)
	case awoke:
		m, cmd = m.awoke(msg)
	case finished:
		if m, cmd = m.finished(msg); m.pause {
			next, then := m.suspend()
			m, cmd = next, tea.Batch(cmd, then)
		}
	case suspendAsked:
		m, cmd = m.suspend()
	case wentOn:
		cmd = redraw()
	}
	m.env.room = bodyRoom(m.size, len(m.footer()))
	return m, cmd
}

// ticked notes the time, and looks around each second.
func (m model) ticked(t time.Time) (model, tea.Cmd) {
	m.env.now = t.In(m.env.now.Location())
	m.env.log, m.env.counts = m.runner.log.lines(), m.runner.meter.counts()
	var look tea.Cmd
	if !m.busy {
		m, look = m.start(refreshJob(false))
	}
	return m, tea.Batch(m.tick(), look)
}

// start runs a job, unless one runs that does not give way.
func (m model) start(j job) (model, tea.Cmd) {
	if m.shown != nil {
		return m, nil
	}
	if !j.quiet && !j.live {
		m.shown = &shown{title: j.title, whole: j.whole, since: m.env.now, now: m.env.now}
	}
	m.busy = true
	return m, m.runner.start(j).wait
}

// current reports whether a message comes from the job that was started last.
func (m model) current(number int) bool {
	return m.runner.latest != nil && m.runner.latest.number == number
}

func (m model) progressed(p progressed) (model, tea.Cmd) {
	if !m.current(p.number) {
		return m, nil
	}
	if m.shown != nil {
		now := *m.shown
		if now.What != p.What || now.Done > p.Done {
			now.since = p.at
		}
		now.Progress, now.now = p.Progress, p.at
		m.shown = &now
	}
	return m, m.runner.latest.wait
}

// awoke looks at what the terminal view shows now.
func (m model) awoke(a awoke) (model, tea.Cmd) {
	if !m.current(a.number) {
		return m, nil
	}
	m = m.lookAtLine()
	m.env.line.open = true
	return m, m.runner.latest.wait
}

func (m model) lookAtLine() model {
	m.env.counts = m.runner.meter.counts()
	m.env.line.lines, m.env.line.rest = m.runner.tty.lines()
	return m
}

// finished hands the result of a job to the screen that waits for it. The
// screens below are never reached by it: while a job is shown none is opened.
func (m model) finished(f finished) (model, tea.Cmd) {
	if !m.current(f.number) {
		return m, nil
	}
	quiet := m.runner.latest.quiet
	m = m.unasked().lookAtLine()
	m.busy, m.shown, m.env.selection, m.env.line.open = false, nil, f.selection, false
	m.env.log = m.runner.log.lines()
	if m.leave {
		return m, tea.Quit
	}
	if l, ok := f.msg.(refreshed); ok {
		if !l.returns {
			l.surroundings.returns = m.env.seen.returns
		}
		m.env.seen = l.surroundings
	}
	if quiet {
		return m.pressedEarly()
	}
	m, cmd := m.toTop(f.msg)
	if f.err == nil {
		return m, cmd
	}
	m.over = nil
	m, _ = m.carryOut(open{failure{Explanation: Explain(f.err)}})
	m, look := m.start(refreshJob(false)) // something may have been unplugged
	return m, tea.Batch(cmd, look)
}

// toTop gives a message to the top screen and does what it wants then.
func (m model) toTop(msg tea.Msg) (model, tea.Cmd) {
	if msg == nil {
		return m, nil
	}
	m.env.room = bodyRoom(m.size, len(m.footer()))
	next, want := m.top().update(m.env, msg)
	m, _ = m.carryOut(swap{next})
	if want == nil {
		return m, nil
	}
	m.bar = -1
	return m.carryOut(want)
}
