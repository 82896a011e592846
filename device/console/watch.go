package console

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"handback/device/console/profile"
	"handback/device/console/teach"
	"handback/device/heard"
)

// Standing asks what the text is that a device stopped at: the answer is one of
// the words below.
const Standing QuestionKind = "standing text"

// What a device waits for at a text that nobody described.
const (
	StandsForInput = "input" // a command, or an answer
	StandsForPage  = "page"  // a key, at the end of a page
	StandsStill    = "still" // nothing: it works
)

const (
	reactTime  = 700 * time.Millisecond  // after Enter, until a silent console counts as one that says nothing
	echoTime   = 300 * time.Millisecond  // after the last character that was typed
	standTime  = 1500 * time.Millisecond // of silence, until unknown text counts as what the device waits at
	answerTime = time.Minute             // of silence, until an answer counts as over
	arrivals   = 12                      // attempts to get to a prompt
)

// Watcher is a console that no profile describes yet. It types what a person
// gives it, and what is said to be harmless; it notes how the line behaves.
type Watcher struct {
	*session
	seen    teach.Line
	at      string // the prompt at which it stands
	dropped bool   // a login that somebody else began was ended with an empty password
}

// Watch takes over a line. Of the options it uses Ask and Log.
func Watch(conn Conn, o Options) *Watcher {
	p := &profile.Profile{Line: profile.Line{End: "\r", Echo: true}}
	for _, text := range teach.Noise() {
		p.Shell.Noise = append(p.Shell.Noise, regexp.MustCompile(text))
	}
	return &Watcher{session: newSession(conn, p, o)}
}

// Line is what was seen of the line so far.
func (w *Watcher) Line() teach.Line { return w.seen }

// Close frees the line.
func (w *Watcher) Close() error { return w.link.line.Close() }

// Arrive gets to a prompt that comes twice alike: it presses Enter, at each of the
// rates if need be, and has the person log in. Tune sets a rate, in bits a second;
// nil: there is one only. The errors are those of [Connect].
func (w *Watcher) Arrive(ctx context.Context, rates []int, tune func(rate int) error) error {
	var err error
	for i, rate := range append(rates, 0)[:max(len(rates), 1)] {
		if tune != nil && i > 0 {
			if err := tune(rate); err != nil {
				return err
			}
		}
		w.seen.Rate = rate
		err = w.arrive(ctx)
		if !errors.Is(err, ErrNoConsole) || tune == nil {
			return err
		}
	}
	return err
}

// arrive does so at one rate. A console that says nothing to one end of a line may
// want another.
func (w *Watcher) arrive(ctx context.Context) error {
	names := []string{"cr", "lf", "crlf"}
	for i, end := range []string{"\r", "\n", "\r\n"} {
		w.profile.Line.End = end
		err := w.toPrompt(ctx)
		strange, is := errors.AsType[*StrangeError](err)
		if is && strange.Heard == heard.Nothing {
			continue
		}
		if err == nil {
			w.seen.End = names[i]
			err = w.clears(ctx)
		}
		return err
	}
	return &StrangeError{Heard: heard.Nothing}
}

// toPrompt presses Enter until the same prompt comes twice.
func (w *Watcher) toPrompt(ctx context.Context) error {
	before, last, nothing := "", "", 0
	for range arrivals {
		w.screen.clear()
		if err := w.sendLine(ctx, ""); err != nil {
			return err
		}
		line, err := w.stand(ctx)
		if err != nil {
			return err
		}
		if line == "" && len(w.screen.lines) == 0 {
			if nothing++; nothing == 2 {
				break
			}
			continue
		}
		last = line
		asked, err := w.answer(ctx, line)
		if err != nil {
			return err
		}
		if !asked && line != "" && sameButCount(line, before) {
			w.at = w.masker.Keep(line)
			w.note(w.masker.Keep(before), w.at)
			w.seen.Idle = w.kept(w.screen.lines)
			return nil
		}
		before = line
	}
	return &StrangeError{Heard: heard.Classify([]byte(last), nil), Line: w.masker.Line(last)}
}

func sameButCount(a, b string) bool { return a == b || counts(a, b) }

// stand waits until the device is silent, and returns the line that has not ended.
func (w *Watcher) stand(ctx context.Context) (string, error) {
	err := w.await(ctx, reactTime, answerTime, func(what event) (bool, error) { return what == silence, nil })
	if errors.Is(err, ErrFlood) {
		w.screen.clear()
		return "", nil
	}
	if err == nil {
		err = w.sayCursor(ctx)
	}
	return string(w.screen.current), err
}

// answer does what a login or a pager wants; it reports whether the line was one.
func (w *Watcher) answer(ctx context.Context, line string) (bool, error) {
	switch heard.Classify([]byte(line), nil) {
	case heard.Login:
		w.seen.UserPrompt = w.masker.Keep(line)
		return true, w.reply(ctx, UserName, line)
	case heard.Password:
		if w.seen.UserPrompt == "" && !w.dropped {
			w.dropped = true
			return true, nil // the next Enter ends it
		}
		w.seen.PasswordPrompt = w.masker.Keep(line)
		return true, w.reply(ctx, Password, line)
	case heard.NewPassword:
		return true, &NewPasswordError{Question: w.masker.Line(line)}
	case heard.Loader:
		return true, ErrBootLoader
	case heard.Pager:
		return true, w.send(ctx, "q")
	default:
		return false, nil
	}
}

// reply has the person give a name or a password, which goes to the device only.
func (w *Watcher) reply(ctx context.Context, about QuestionKind, prompt string) error {
	text, err := w.ask(ctx, Question{About: about, Text: prompt})
	if err != nil {
		return err
	}
	if about == Password {
		w.masker.Know(text)
	}
	w.screen.clear()
	if err := w.sendLine(ctx, text); err != nil {
		return err
	}
	line, err := w.stand(ctx)
	if err != nil || about == UserName && heard.Classify([]byte(line), nil) != heard.Password {
		return err
	}
	if about == UserName {
		_, err = w.answer(ctx, line)
	}
	return err
}

// clears finds out whether Ctrl-U drops a line: twice nothing happens but the
// prompt.
func (w *Watcher) clears(ctx context.Context) error {
	for range 2 {
		w.screen.clear()
		if err := w.sendLine(ctx, "\x15"); err != nil {
			return err
		}
		line, err := w.stand(ctx)
		if err != nil {
			return err
		}
		if !slices.Equal(w.kept(w.screen.lines), w.seen.Idle) || !sameButCount(w.masker.Keep(line), w.at) {
			return w.toPrompt(ctx)
		}
	}
	w.seen.Clears = true
	return nil
}

// note takes prompts that were seen.
func (w *Watcher) note(prompts ...string) {
	for _, prompt := range prompts {
		if prompt != "" && !slices.Contains(w.seen.Prompts, prompt) {
			w.seen.Prompts = append(w.seen.Prompts, prompt)
		}
	}
}

// Give types a command at the prompt, and takes what comes up to the next text at
// which the device waits. Pages are turned. Secrets in it are masked.
func (w *Watcher) Give(ctx context.Context, command string) (teach.Exchange, error) {
	e := teach.Exchange{Prompt: w.at, Sent: w.masker.Keep(command)}
	if err := w.absorb(); err != nil {
		return e, err
	}
	w.screen.clear()
	if err := w.send(ctx, command); err != nil {
		return e, err
	}
	if err := w.noteEcho(ctx, command); err != nil {
		return e, err
	}
	w.screen.clear()
	if err := w.sendLine(ctx, ""); err != nil {
		return e, err
	}
	lines, err := w.listenOn(ctx)
	e.Lines = teach.WithoutIdle(w.kept(lines), w.seen.Idle)
	return e, err
}

// kept are lines without secrets, and of a file the first lines only.
func (w *Watcher) kept(lines []string) []string {
	var all []string
	for _, line := range lines {
		if strings.TrimSpace(line) != "" && (!isPayload(line) || len(all) < maxKept) { // an erased page is blank
			all = append(all, w.masker.Keep(line))
		}
	}
	return all
}

// maxKept is how many lines of a file are kept of an answer.
const maxKept = 3

// noteEcho notes whether what was typed came back.
func (w *Watcher) noteEcho(ctx context.Context, command string) error {
	if strings.TrimSpace(command) == "" {
		return nil
	}
	echoed := false
	err := w.await(ctx, echoTime, answerTime, func(what event) (bool, error) {
		echoed = echoed || w.echoed(command)
		return echoed || what == silence, nil
	})
	if echoed {
		w.seen.Echoed++
	} else {
		w.seen.Silent++
	}
	return err
}

// listenOn reads an answer, page by page.
func (w *Watcher) listenOn(ctx context.Context) ([]string, error) {
	for pages := 0; ; pages++ {
		if pages > maxPages {
			return w.screen.lines, ErrFlood
		}
		line, err := w.untilItStands(ctx)
		if err != nil {
			return w.screen.lines, err
		}
		what, err := w.standsFor(ctx, line)
		if err != nil {
			return w.screen.lines, err
		}
		switch what {
		case StandsForInput:
			w.at = w.masker.Keep(line)
			return w.screen.lines, nil
		case StandsForPage:
			w.seen.Pager, w.seen.PagerKey = strings.TrimSpace(w.masker.Keep(line)), " "
			w.screen.current = nil
			if err := w.send(ctx, w.seen.PagerKey); err != nil {
				return w.screen.lines, err
			}
		}
	}
}

// untilItStands waits for a prompt that is known, or for silence after any text
// that has not ended.
func (w *Watcher) untilItStands(ctx context.Context) (string, error) {
	quiet := time.Time{}
	err := w.await(ctx, soon, answerTime, func(what event) (bool, error) {
		line := w.masker.Keep(string(w.screen.current))
		if what != silence {
			quiet = time.Now()
			return false, nil
		}
		if quiet.IsZero() {
			quiet = time.Now()
		}
		known := slices.ContainsFunc(w.seen.Prompts, func(p string) bool { return sameButCount(p, line) })
		return line != "" && (known || time.Since(quiet) >= standTime), nil
	})
	return string(w.screen.current), err
}

// standsFor tells what the device waits for at a text. The person is asked once
// for each that says nothing by itself.
func (w *Watcher) standsFor(ctx context.Context, line string) (string, error) {
	kept := w.masker.Keep(line)
	if slices.ContainsFunc(w.seen.Prompts, func(p string) bool { return sameButCount(p, kept) }) {
		return StandsForInput, nil
	}
	if w.seen.Pager != "" && sameButCount(strings.TrimSpace(kept), w.seen.Pager) {
		return StandsForPage, nil
	}
	switch kind := heard.Classify([]byte(line), nil); {
	case kind == heard.Pager:
		return StandsForPage, nil
	case kind == heard.Shell || strings.HasSuffix(strings.TrimSpace(line), ":"):
		w.note(kept)
		return StandsForInput, nil
	}
	what, err := w.ask(ctx, Question{About: Standing, Text: line})
	if what == StandsForInput {
		w.note(kept)
	}
	return what, err
}

// Answer makes an answer of what the person said to a question: where it names
// commands to run, they are given to the device, those for its identity twice.
func (w *Watcher) Answer(ctx context.Context, q teach.Question, text string) (teach.Answer, error) {
	a := teach.Answer{Topic: q.Topic, Text: text}
	if !q.Run || text == "-" || text == "" && q.Optional {
		return a, nil
	}
	if q.Topic == teach.AskTools {
		return w.probe(ctx, q, a)
	}
	commands := strings.Split(text, "\n")
	var err error
	if a.Heard, err = w.giveAll(ctx, commands); err == nil && q.Topic == teach.AskIdentity {
		a.Again, err = w.giveAll(ctx, commands)
	}
	return a, err
}

func (w *Watcher) giveAll(ctx context.Context, commands []string) ([]teach.Exchange, error) {
	var all []teach.Exchange
	for _, command := range commands {
		e, err := w.Give(ctx, command)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// probe asks for tools, unless the person does not want it or no POSIX shell is
// there.
func (w *Watcher) probe(ctx context.Context, q teach.Question, a teach.Answer) (teach.Answer, error) {
	if a.Text != "1" && a.Text != q.Options[0] {
		return a, nil
	}
	for i, command := range q.Lines {
		e, err := w.Give(ctx, command)
		if err != nil {
			return a, err
		}
		a.Heard = append(a.Heard, e)
		if i == 0 && !slices.Contains(e.Lines, teach.ProbeMark) {
			break
		}
	}
	return a, nil
}
