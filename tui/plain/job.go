package plain

import (
	"errors"
	"sync"
	"time"

	"handback/device/console"
	"handback/tui/text"
	"handback/tui/work"
)

// crew runs jobs and tells of them.
type crew struct {
	*person
	runner  *work.Runner
	now     func() time.Time
	waiting sync.WaitGroup // who waits for messages of jobs
	gone    chan struct{}  // closed when nobody listens any more
	hand    work.AtHand
	listed  work.Listing
}

// run runs a job to its end and says what happens meanwhile. The first interrupt
// stops the job, the second leaves. A failure is said, and is no error: the error
// ends the conversation. The result may come with a failure.
func (c *crew) run(j work.Job) (result any, failed bool, err error) {
	run := c.runner.Start(j)
	messages := c.messages(run)
	pace := pace{began: c.now()}
	if !j.Quiet {
		c.say(text.PlainBegins(j.Title))
	}
	stopped := false
	for {
		select {
		case <-c.ended:
			return nil, false, errEnded
		case <-c.interrupts:
			if stopped || j.Quiet { // nobody sees a quiet one
				return nil, false, errInterrupted
			}
			stopped = true
			c.runner.Stop()
			c.say(text.PlainStopping(j.Title, j.Whole))
		case m := <-messages:
			switch m := m.(type) {
			case work.Progressed:
				if gone, due := pace.due(m); due && !j.Quiet {
					c.say(text.PlainProgress(m.Progress, gone))
				}
			case work.Asked:
				if err := c.answer(m); err != nil {
					return nil, false, err
				}
			case work.Finished:
				return c.finished(run, m)
			}
		}
	}
}

// messages are those of a job, up to its end.
func (c *crew) messages(run *work.Running) <-chan any {
	messages := make(chan any)
	c.waiting.Go(func() {
		for ended := false; !ended; {
			m := run.Wait()
			_, ended = m.(work.Finished)
			select {
			case messages <- m:
			case <-c.gone:
				return
			}
		}
	})
	return messages
}

func (c *crew) finished(run *work.Running, f work.Finished) (any, bool, error) {
	if !run.Portal {
		c.hand.Selection = f.Selection
	}
	switch m := f.Msg.(type) {
	case work.Refreshed:
		if !m.WithReturns {
			m.Returns = c.listed.Returns
		}
		c.listed, c.hand.Sticks = m.Listing, m.Sticks
	case work.DueCounted:
		c.listed.DueCounted, c.listed.Uncounted = m, m.More
	}
	if f.Err != nil && !run.Quiet {
		c.fail(f.Err)
	}
	return f.Msg, f.Err != nil, nil
}

// answer puts a question of a device to the person. Where the answer is interrupted
// the job gets none, and ends.
func (c *crew) answer(q work.Asked) error {
	c.say(text.Question(q.Question))
	read := c.line
	if q.Question.About == console.Password {
		read = c.secret
	}
	line, err := read(text.PlainPrompt(text.Answer.String(), q.Suggest))
	switch {
	case errors.Is(err, errInterrupted):
		close(q.Reply)
		c.runner.Stop()
		return nil
	case err != nil:
		close(q.Reply)
		return err
	case line == "":
		line = q.Suggest
	}
	q.Reply <- line // has room for it
	return nil
}

// refresh looks around.
func (c *crew) refresh(withReturns bool) error {
	_, _, err := c.run(work.RefreshJob(withReturns))
	return err
}

// close ends the jobs, within twice the timeout, and those who wait for them.
func (c *crew) close(timeout time.Duration) error {
	for _, j := range c.runner.Unfinished() {
		c.say(text.Finishing(j.Title, timeout))
	}
	ended, err := c.runner.Close(timeout)
	close(c.gone)
	if !ended {
		return text.ErrStillRunning
	}
	c.waiting.Wait()
	return err
}

// How often the progress of a job is said.
const (
	soonest = time.Second
	latest  = 10 * time.Second
)

// pace decides which progress is said: the begin of each part but for very short
// ones, each quarter, and something every ten seconds.
type pace struct {
	began   time.Time // of the part
	said    time.Time
	what    string
	quarter int64
}

// due reports whether a progress is to be said, and how long its part has taken.
func (p *pace) due(m work.Progressed) (gone time.Duration, due bool) {
	quarter := int64(0)
	if m.Total > 0 {
		quarter = min(m.Done, m.Total) * 4 / m.Total
	}
	if m.What != p.what || quarter < p.quarter {
		p.what, p.began, p.quarter = m.What, m.At, 0
		if p.said.IsZero() {
			p.said = m.At
		}
	}
	gone = m.At.Sub(p.began)
	since := m.At.Sub(p.said)
	if since < soonest || quarter == p.quarter && since < latest {
		return gone, false
	}
	p.said, p.quarter = m.At, quarter
	return gone, true
}
