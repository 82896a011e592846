package tui

import (
	"maps"
	"os"
	"slices"
	"time"

	"handback/tui/screens"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
)

// model is the root: it sizes, routes messages and switches screens, without
// knowing what any of them does.
type model struct {
	screens.Display
	runner *work.Runner
	busy   bool           // a job at devices or sticks runs, quiet ones included
	early  []tea.KeyMsg   // pressed before the first look around was over, sticks included; nil: it is
	first  screens.Intent // after the first refresh; nil: nothing
	again  int64          // messages that were sent once more before the job that is shown
	tick   func() tea.Cmd

	copy    func(string) tea.Cmd // puts a text into the clipboard; brings a copied
	fade    func(int) tea.Cmd    // takes the notice of that number away after a while
	notices int                  // so far

	stopSelf func() error // stops the program for a while; nil: the system can't
}

// tickMsg brings the time.
type tickMsg time.Time

func newModel(o work.Options, r *work.Runner, renderer *lipgloss.Renderer) model {
	var first screens.Intent
	if o.Bench {
		first = screens.OpenBench()
	}
	return model{
		first: first,
		Display: screens.NewDisplay(screens.Env{
			Now: o.Now(), Theme: theme.New(renderer, o.ASCII), Port: o.Port, Version: o.Version, Operator: o.Operator,
			PlaysPortal: o.PlayPortal != nil, HasLines: o.Line != nil && o.Probe != nil,
		}),
		busy:   true, // Init refreshes
		early:  []tea.KeyMsg{},
		runner: r,
		tick: func() tea.Cmd {
			return tea.Tick(time.Second, func(t time.Time) tea.Msg { return tickMsg(t) })
		},
		copy: newClipboard(o.Out, os.Getenv).command,
		fade: fade,
	}
}

// Init implements [tea.Model]: the first refresh begins.
func (m model) Init() tea.Cmd {
	first := m.runner.Start(work.RefreshJob(true))
	return tea.Batch(m.tick(), wait(first))
}

// wait brings the next message of a job.
func wait(run *work.Running) tea.Cmd { return func() tea.Msg { return run.Wait() } }

// Update implements [tea.Model].
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.Size = widget.Area{W: msg.Width, H: msg.Height}
	case tea.KeyMsg:
		m, cmd = m.pressed(msg)
	case tickMsg:
		m, cmd = m.ticked(time.Time(msg))
	case faded:
		m = m.unnoticed(msg)
	case copied:
		m, cmd = m.notice(text.Copied(msg.text, msg.system))
	case work.Progressed:
		m, cmd = m.progressed(msg)
	case work.Asked:
		m, cmd = m.asked(msg)
	case work.MoreToShow:
		m, cmd = m.more(msg)
	case work.Finished:
		if m, cmd = m.finished(msg); m.Suspending {
			next, then := m.suspend()
			m, cmd = next, tea.Batch(cmd, then)
		}
	case suspendAsked:
		m, cmd = m.suspend()
	case wentOn:
		cmd = redraw()
	}
	m.Env.Room = widget.BodyRoom(m.Size, len(m.Footer()))
	return m, cmd
}

// View implements [tea.Model].
func (m model) View() string { return placed(m.Frame()) }

// ticked notes the time, and refreshes each second.
func (m model) ticked(t time.Time) (model, tea.Cmd) {
	m.Env.Now = t.In(m.Env.Now.Location())
	m.Env.Log, m.Env.Counts, m.Env.Unplugged = m.runner.Log(), m.runner.Counts(), m.runner.Unplugged()
	if m.Job != nil {
		m = m.timed(*m.Job, m.Env.Now)
	}
	var refresh tea.Cmd
	if !m.busy {
		m, refresh = m.start(work.RefreshJob(false))
	}
	return m, tea.Batch(m.tick(), refresh)
}

// start runs a job, unless one runs that does not give way. While the portal is
// waited for, looking around goes on.
func (m model) start(j work.Job) (model, tea.Cmd) {
	if m.Job != nil && (m.busy || !j.Quiet) {
		return m, nil
	}
	if !j.Quiet && !j.Live {
		m.Job = &widget.JobStatus{Title: j.Title, Whole: j.Whole, Began: m.Env.Now, Since: m.Env.Now, Now: m.Env.Now}
		m.again = m.runner.Counts().Again
	}
	m.busy = m.busy || !j.Portal
	return m, wait(m.runner.Start(j))
}

func (m model) progressed(p work.Progressed) (model, tea.Cmd) {
	run := m.runner.Running(p.Number)
	if run == nil {
		return m, nil
	}
	m.Env.Unplugged = m.runner.Unplugged()
	if m.Job != nil && !run.Quiet {
		now := *m.Job
		if now.What != p.What || now.Done > p.Done {
			now.Since = p.At
		}
		now.Progress = p.Progress
		m = m.timed(now, p.At)
	}
	return m, wait(run)
}

// timed shows how far the job is at a moment.
func (m model) timed(s widget.JobStatus, now time.Time) model {
	s.Now, s.Again = now, 0
	if again := m.runner.Counts().Again; again > m.again {
		s.Again = again - m.again
	}
	m.Job = &s
	return m
}

// more shows what has arrived in the terminal view, or what happened on the bench.
func (m model) more(msg work.MoreToShow) (model, tea.Cmd) {
	run := m.runner.Running(msg.Number)
	if run == nil {
		return m, nil
	}
	m = m.showLine()
	m.Env.Line.Open = !m.Env.Bench.Open
	return m, wait(run)
}

// showLine shows what the line of the terminal view brought so far, and the bench.
func (m model) showLine() model {
	m.Env.Bench = m.runner.Bench()
	m.Env.Counts = m.runner.Counts()
	m.Env.Line.Lines, m.Env.Line.Rest = m.runner.Transcript()
	return m
}

// finished hands the result of a job to the screen that waits for it. That is
// the top one: while a job is shown no screen is opened.
func (m model) finished(f work.Finished) (model, tea.Cmd) {
	run := m.runner.Running(f.Number)
	if run == nil {
		return m, nil
	}
	m.Env.Log = m.runner.Log()
	if !run.Portal {
		m = m.unasked().showLine()
		m.busy, m.Env.Selection, m.Env.Line.Open = false, f.Selection, false
	}
	if !run.Quiet {
		m.Job = nil
	}
	if m.Leaving && !run.Quiet {
		return m, tea.Quit
	}
	m = m.listed(f.Msg)
	if run.Quiet {
		return m.lookedAround()
	}
	m, cmd := m.toTop(f.Msg)
	if f.Err == nil {
		return m, cmd
	}
	m.Over = nil
	m, _ = m.carryOut(screens.Open{Screen: screens.Failed(f.Err)})
	m, refresh := m.start(work.RefreshJob(false)) // something may have been unplugged
	return m, tea.Batch(cmd, refresh)
}

// listed takes over what a job found by looking around.
func (m model) listed(msg tea.Msg) model {
	switch l := msg.(type) {
	case work.Refreshed:
		if !l.WithReturns {
			l.Returns = m.Env.Listed.Returns
		}
		m.Env.Listed = l.Listing
	case work.DueCounted:
		m.Env.Listed.DueCounted, m.Env.Listed.Uncounted = l, l.More
	case work.Exchanged:
		m.Env.Listed.Due = maps.Clone(m.Env.Listed.Due)
		m.Env.Listed.Due[text.StickAt(&l.Stick)] = l.Left
	}
	return m
}

// lookedAround has the requests on new sticks counted, and takes the keys that were
// pressed before the first look was over: what Enter does on Home depends on the sticks.
func (m model) lookedAround() (model, tea.Cmd) {
	var opened tea.Cmd
	if first := m.first; first != nil {
		m.first = nil
		m, opened = m.carryOut(first)
	}
	counts := !m.busy && m.Job == nil && m.Env.Listed.Uncounted
	if m.early != nil && counts {
		m, counting := m.start(work.CountDueJob())
		return m, tea.Batch(opened, counting)
	}
	m, cmd := m.pressedEarly()
	cmd = tea.Batch(opened, cmd)
	if m.busy || m.Job != nil || !m.Env.Listed.Uncounted {
		return m, cmd
	}
	m, counting := m.start(work.CountDueJob())
	return m, tea.Batch(cmd, counting)
}

// toTop gives a message to the top screen and does what it wants then.
func (m model) toTop(msg tea.Msg) (model, tea.Cmd) {
	if msg == nil {
		return m, nil
	}
	m.Env.Room = widget.BodyRoom(m.Size, len(m.Footer()))
	next, want := m.Top().Update(m.Env, msg)
	m, _ = m.carryOut(screens.Swap{Screen: next})
	if want == nil {
		return m, nil
	}
	m.Bar = -1
	return m.carryOut(want)
}

// carryOut does what a screen wants.
func (m model) carryOut(want screens.Intent) (model, tea.Cmd) {
	switch want := want.(type) {
	case screens.Open:
		m.Notice = "" // it was about another screen
		m.Stack = append(slices.Clone(m.Stack), m.Env.Kept.Resume(want.Screen))
	case screens.Swap:
		m.Stack = append(slices.Clone(m.Stack[:len(m.Stack)-1]), want.Screen)
	case screens.Back:
		return m.back()
	case screens.Restart:
		m.Stack = append([]screens.Screen{screens.Home{}}, want.Above...)
		return m.start(work.RefreshJob(true))
	case screens.Run:
		return m.start(want.Job)
	case screens.HandOn:
		m, refresh := m.back()
		m, then := m.toTop(want.Msg)
		return m, tea.Batch(refresh, then)
	case screens.Tell:
		return m.toTop(want.Msg)
	case screens.Stop:
		m.runner.Stop()
	case screens.SendLine:
		m.runner.Send(want.LineInput)
	case screens.Order:
		m.runner.Order(want.BenchOrder)
	case screens.Copy:
		return m.copied(want.Text)
	case screens.Keep:
		m.Env.Kept = m.Env.Kept.With(want.Draft)
	case screens.Both:
		m, first := m.carryOut(want.First)
		m, then := m.carryOut(want.Then)
		return m, tea.Batch(first, then)
	}
	return m, nil
}

// back leaves the top screen. One that is seen again may begin its job again.
func (m model) back() (model, tea.Cmd) {
	if len(m.Stack) == 1 {
		return m, nil
	}
	m.Stack = slices.Clone(m.Stack[:len(m.Stack)-1])
	if again, is := m.Top().(screens.Reopener); is {
		return m.carryOut(again.Reopened(m.Env))
	}
	return m, nil
}

// asked shows the question above all else.
func (m model) asked(q work.Asked) (model, tea.Cmd) {
	run := m.runner.Running(q.Number)
	if run == nil {
		close(q.Reply)
		return m, nil
	}
	m.Over, m.Bar = screens.NewAnswer(q), -1
	return m, wait(run)
}

// unasked takes a question off the screen that is there without an answer.
func (m model) unasked() model {
	if a, open := m.Over.(screens.Answer); open {
		a.Leave()
		m.Over = nil
	}
	return m
}
