package main

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"handback/capability"
	"handback/device/console"
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
	if _, more := t.lesson.Next(); more && t.port != "" {
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
		t.list()
	}
	for q, more := t.lesson.Next(); more; q, more = t.lesson.Next() {
		if err := t.ask(ctx, w, q); err != nil {
			return err
		}
		if err := t.save(); err != nil {
			return err
		}
	}
	return nil
}

func (t *teacher) list() {
	for _, line := range text.TeachSession(t.lesson.Session) {
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
	if len(t.lesson.Answers) == 0 {
		t.lesson.Line = w.Line()
	}
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
		t.lesson.Back()
		return nil
	case answer == wordList:
		for _, line := range text.TeachSession(q.Session) {
			t.tell("%s", line)
		}
		return nil
	}
	a := teach.Answer{Topic: q.Topic, Text: answer}
	if w != nil {
		if a, err = w.Answer(ctx, q, cmp.Or(answer, q.Usual)); err != nil {
			return err
		}
		t.lesson.Line = mergedLine(t.lesson.Line, w.Line())
		t.show(q, a)
	}
	err = t.lesson.Take(a)
	if no, is := errors.AsType[*teach.AnswerError](err); is {
		t.tell("%s", text.TeachReason(no))
		return nil // the same question comes again
	}
	return err
}

// mergedLine keeps what a lesson that was taken up again knew about the line.
func mergedLine(before, now teach.Line) teach.Line {
	if len(before.Prompts) > 0 && len(now.Prompts) > 0 && before.Prompts[0] != now.Prompts[0] {
		now.Prompts = append(before.Prompts, now.Prompts...)
	}
	now.UserPrompt, now.PasswordPrompt = cmp.Or(now.UserPrompt, before.UserPrompt), cmp.Or(now.PasswordPrompt, before.PasswordPrompt)
	now.Pager, now.PagerKey = cmp.Or(now.Pager, before.Pager), cmp.Or(now.PagerKey, before.PagerKey)
	return now
}

// show prints what the device said where the next question does not.
func (t *teacher) show(q teach.Question, a teach.Answer) {
	if q.Topic != teach.AskTools && q.Topic != teach.AskLast {
		return
	}
	for _, e := range a.Heard {
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
	if err != nil || !q.Several || first == "" || strings.HasPrefix(first, ":") || first == "-" || len(q.Session) > 0 {
		return strings.ReplaceAll(first, ",", separator(q, first)), err
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

// separator is what parts the numbers of commands of a recorded session.
func separator(q teach.Question, answer string) string {
	if len(q.Session) > 0 && strings.Trim(answer, "0123456789-, ") == "" {
		return "\n"
	}
	return ","
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
func (t *teacher) prove(ctx context.Context, out string) error {
	p, err := profile.Load(filePath(out))
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
	_, remarks, err := t.lesson.Profile()
	return errors.Join(err, t.report(out, remarks))
}

// filePath is a path that is not taken for the name of a built-in profile.
func filePath(name string) string {
	if !strings.ContainsAny(name, `/\.`) {
		return "./" + name
	}
	return name
}

func (t *teacher) rehearsal(ctx context.Context, p *profile.Profile, quiet streams) error {
	s, ok := t.lesson.Subject()
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
