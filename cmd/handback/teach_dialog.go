package main

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"handback/capability"
	"handback/device/console"
	"handback/device/console/course"
	"handback/device/console/profile"
	"handback/device/console/teach"
	"handback/device/serial"
	"handback/tui/text"
)

// errLeftLesson says that the person left the dialogue.
var errLeftLesson = errors.New("left")

// Words that are meant for Handback in a dialogue, not for the device.
const (
	wordQuit = ":quit"
	wordBack = ":back"
	wordList = ":list"
)

// learn asks all that is open.
func (t *teacher) learn(ctx context.Context) (err error) {
	var w *console.Watcher
	if _, more := t.course.Next(); more && t.port != "" {
		log, err := openLog(t.log)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, log.Close()) }()
		if w, err = t.arrive(ctx, log); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, w.Close()) }()
	}
	if t.from != "" {
		t.list(t.course.Session)
	}
	for q, more := t.course.Next(); more; q, more = t.course.Next() {
		if n := len(q.Session); n > 0 && n != t.listed { // a question that the device asks parts it anew
			t.list(q.Session)
		}
		if err := t.ask(ctx, w, q); err != nil {
			return err
		}
	}
	return nil
}

// list shows the commands of a session with the numbers that they have now.
func (t *teacher) list(session []teach.Exchange) {
	t.listed = len(session)
	for _, line := range text.TeachSession(session) {
		t.tell("%s", line)
	}
}

// arrive opens the port and gets to a prompt, at whatever rate.
func (t *teacher) arrive(ctx context.Context, log *logFile) (*console.Watcher, error) {
	t.prompt("%s", text.TeachMayKnock.String())
	if _, err := t.answer(ctx); err != nil {
		return nil, err
	}
	rates := serial.UsualRates()
	if t.baud > 0 {
		rates = []int{t.baud}
	}
	port, err := serial.Open(t.port, rates[0])
	if err != nil {
		return nil, err
	}
	w := console.Watch(port, console.Options{Ask: t.askPerson, Log: log.Line})
	if err := w.Arrive(ctx, rates, port.SetBaud); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	t.course.Meet(w)
	return w, nil
}

// askPerson is [streams.ask] with the question what a text stands for.
func (t *teacher) askPerson(ctx context.Context, q console.Question) (string, error) {
	if q.About != console.Standing {
		return t.streams.ask(ctx, q)
	}
	t.tell("%s", text.TeachStopped(q.Text))
	t.prompt("%s", text.TeachStands.String())
	answer, err := t.answer(ctx)
	return text.TeachStanding(answer), err
}

// ask puts one question, and gives its answer to the lesson.
func (t *teacher) ask(ctx context.Context, w *console.Watcher, q teach.Question) error {
	t.questions++
	t.tell("")
	t.tell("%s", text.TeachAsk(q))
	for _, line := range text.TeachMore(q) {
		t.tell("%s", line)
	}
	t.prompt("%s", text.TeachPrompt(q))
	answer, err := t.lines(ctx, q)
	switch {
	case err != nil:
		return err
	case answer == wordBack:
		t.course.Back()
		return t.course.Save()
	case answer == wordList:
		t.list(q.Session)
		return nil
	}
	heard, err := t.course.Answer(ctx, w, q, answer)
	t.show(q, heard)
	if no, is := errors.AsType[*teach.AnswerError](err); is {
		t.tell("%s", text.TeachReason(no))
		return nil // the same question comes again
	}
	return err
}

// show prints what the device said where the next question does not.
func (t *teacher) show(q teach.Question, heard []teach.Exchange) {
	if q.Topic != teach.AskTools && q.Topic != teach.AskLast {
		return
	}
	for _, e := range heard {
		t.tell("  > %s", e.Sent)
		for _, line := range e.Lines {
			t.tell("  < %s", line)
		}
	}
}

// lines reads an answer: one line, or, where there may be several, up to an empty
// one.
func (t *teacher) lines(ctx context.Context, q teach.Question) (string, error) {
	first, err := t.answer(ctx)
	if err != nil || q.Ends(first) || strings.HasPrefix(first, ":") {
		return first, err
	}
	all := []string{first}
	for {
		t.prompt("> ")
		line, err := t.answer(ctx)
		if err != nil || line == "" {
			return strings.Join(all, "\n"), err
		}
		all = append(all, line)
	}
}

// answer reads a line of the person.
func (t *teacher) answer(ctx context.Context) (string, error) {
	line, err := t.await(ctx)
	line = strings.TrimSpace(line)
	t.keys += len([]rune(line)) + 1
	if line == wordQuit || errors.Is(err, console.ErrNoPerson) {
		return "", errLeftLesson
	}
	return line, err
}

// prove tries the profile on the device: its harmless commands, and after a question
// the way of files and a request.
func (t *teacher) prove(ctx context.Context, out course.Written) error {
	p, err := profile.Load(course.Path(out.Path))
	if err != nil {
		return err
	}
	t.tell("%s", text.TeachTrying.String())
	quiet := t.streams
	if t.json {
		quiet.out = t.streams.err
	}
	if err := t.tryProfile(ctx, quiet, p); err != nil {
		return err
	}
	if yes, err := t.yes(ctx, text.TeachTryFiles.String(), "1"); err != nil || yes {
		if err == nil {
			err = t.onPort(p, func(conn console.Conn, o console.Options) error {
				return console.TryFiles(ctx, conn, p, o, quiet.printStep)
			})
		}
		if err != nil {
			return err
		}
	}
	if err := t.rehearsal(ctx, p, quiet); err != nil {
		return err
	}
	return t.report(out)
}

func (t *teacher) rehearsal(ctx context.Context, p *profile.Profile, quiet streams) error {
	s, ok := t.course.Subject()
	if !t.rehearse || !ok {
		return nil
	}
	yes, err := t.yes(ctx, text.TeachRehearse(s.ID, s.Keep), "2")
	if err != nil || !yes {
		t.tell("%s", text.TeachNoRehear.String())
		return err
	}
	order := capability.Line{ActivationID: capability.ActivationID(s.ID), Count: s.Keep}
	return t.onPort(p, func(conn console.Conn, o console.Options) error {
		return console.Rehearse(ctx, conn, p, o, order, quiet.printStep)
	})
}

func (t *teacher) yes(ctx context.Context, question, usual string) (bool, error) {
	t.questions++
	t.prompt("%s", question)
	answer, err := t.answer(ctx)
	if errors.Is(err, errLeftLesson) {
		return false, nil
	}
	return cmp.Or(answer, usual) == "1", err
}

// onPort does something on the port that is opened again.
func (t *teacher) onPort(p *profile.Profile, do func(console.Conn, console.Options) error) error {
	log, err := openLog(t.log)
	if err != nil {
		return err
	}
	port, err := serial.Open(t.port, cmp.Or(t.baud, p.Line.Rates[0]))
	if err != nil {
		return errors.Join(err, log.Close())
	}
	return errors.Join(do(port, console.Options{Ask: t.streams.ask, Log: log.Line}), log.Close())
}
