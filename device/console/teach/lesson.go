package teach

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Topic is what a question is about.
type Topic string

// The topics, in the order in which they come up.
const (
	AskPrompt         Topic = "prompt"          // which text asks for a command
	AskIdentity       Topic = "identity"        // the commands that show who the device is
	AskIdentityValues Topic = "identity values" // what their answer holds
	AskLicenses       Topic = "licenses"        // the command that lists the licenses
	AskLicenseValues  Topic = "license values"  // the columns of a row
	AskTimes          Topic = "times"           // how a time is written, where it may be read in several ways
	AskTools          Topic = "tools"           // whether the harmless questions for tools may be asked
	AskRequest        Topic = "request"         // the commands that make a return request for one license
	AskConfirmation   Topic = "confirmation"    // those that make a confirmation request
	AskLast           Topic = "last request"    // the command that tells which request was made last
	AskNone           Topic = "no request"      // what it says when none was made
	AskMade           Topic = "made"            // what a command says of a request that it made
	AskMadeValues     Topic = "made values"     // name, size and digest in that
	AskFetch          Topic = "fetch"           // the command that sends a file
	AskFetchWay       Topic = "fetch way"
	AskStore          Topic = "store" // the commands that take a file
	AskStoreWay       Topic = "store way"
	AskStoreEnd       Topic = "store end" // what ends the text of a file
	AskCheck          Topic = "check"     // the command that shows the digest of a file
	AskLoad           Topic = "load"      // the commands that process a response: never run
	AskQuestions      Topic = "questions" // what the device asks in the midst of commands that were not run
	AskRefusals       Topic = "refusals"  // words of errors, and what they mean
	AskPoll           Topic = "poll"      // the command that asks a busy device whether it is done
	AskLogout         Topic = "logout"
	AskTitle          Topic = "title"
)

// Form is how a question is answered.
type Form int

// The forms.
const (
	Commands Form = iota // commands of the device, one a line; with a session also their numbers
	Values               // corrections of what was found, one at a time; an empty answer: it is right
	Choice               // the number of an option
	Text
)

// Question is what is to be asked next. Its texts come from the device.
type Question struct {
	Topic Topic
	Form  Form
	Usual string // what an empty answer stands for

	Run      bool       // the commands are given to the device
	Several  bool       // more than one line may be answered
	Optional bool       // the device may have no such thing
	Subject  Subject    // what the commands shall be about
	Session  []Exchange // a recorded session, whose commands have numbers from 1

	Lines   []string  // the answer at which the person points, numbered from 1
	Found   []Finding // what was found there
	Missing []string  // of that, what must be told
	Table   Table     // the rows that are read
	IsList  bool      // there is a Table
	IsJSON  bool      // the lines are paths and values of a document
	Fault   error     // why no pattern can be made of it
	Options []string  // of a Choice
}

// Ends reports whether an answer is whole with its first line; else more lines may
// follow, up to an empty one.
func (q Question) Ends(first string) bool {
	numbers := len(q.Session) > 0 && strings.Trim(first, commandNumbers) == ""
	return !q.Several || numbers || first == "" || first == "-"
}

// commandNumbers is what names commands of a session.
const commandNumbers = "0123456789-, "

// Answer is what a person answered, and what the device said to that.
type Answer struct {
	Topic Topic      `json:"topic"`
	Text  string     `json:"text,omitempty"`
	Heard []Exchange `json:"heard,omitempty"` // the commands that were given, and their answers
	Again []Exchange `json:"again,omitempty"` // the same commands once more
}

// Line is what was seen of how text goes to the device.
type Line struct {
	Rate    int      `json:"rate,omitempty"` // bits a second; 0: not known
	End     string   `json:"end,omitempty"`  // of a line that is sent: cr, lf or crlf; empty: not seen
	Echoed  int      `json:"echoed"`         // commands that came back as they were typed
	Silent  int      `json:"silent"`         // commands that did not
	Prompts []string `json:"prompts,omitempty"`
	Idle    []string `json:"idle,omitempty"`   // lines that stand before each prompt, such as a menu
	Clears  bool     `json:"clears,omitempty"` // Ctrl-U drops what was typed

	UserPrompt     string `json:"user_prompt,omitempty"`
	PasswordPrompt string `json:"password_prompt,omitempty"`

	Pager    string `json:"pager,omitempty"` // what stands below a full page
	PagerKey string `json:"pager_key,omitempty"`
}

// Lesson is all that was shown so far. What is known, and what is asked next,
// follows from that, so it can be written down and taken up again at any time. It
// holds no password.
type Lesson struct {
	Line    Line       `json:"line"`
	Session []Exchange `json:"session,omitempty"` // recorded; empty: a device is there
	Answers []Answer   `json:"answers,omitempty"`
	Written string     `json:"written,omitempty"` // SHA-256 of the profile as it was written last

	known *known // nil: the answers were not gone through yet
}

// known is what follows from so many answers, and from what was seen of the line.
type known struct {
	answers int
	line    Line
	draft   *draft
	open    *Question
}

// MaxLesson bounds a lesson that was written down, in bytes.
const MaxLesson = 16 << 20

// ErrLesson says that a file is no lesson.
var ErrLesson = errors.New("this is no lesson that can be taken up again")

// FromSession begins a lesson with a recorded session.
func FromSession(s Session) *Lesson {
	l := &Lesson{}
	prompts := FindPrompts(s.Lines)
	if len(prompts) > 0 {
		l.Line.Prompts = prompts
	}
	l.Session = bounded(Split(s.Lines, prompts[:min(len(prompts), 1)]))
	l.Line.Idle = idleLines(l.Session)
	for i, e := range l.Session {
		l.Session[i].Lines = WithoutIdle(e.Lines, l.Line.Idle)
	}
	l.Line.Pager, l.Line.PagerKey = pagerIn(s), " "
	l.Line.UserPrompt, l.Line.PasswordPrompt = loginIn(s.Lines)
	for _, e := range l.Session {
		if e.Sent != "" {
			l.Line.Echoed++
		} else if e.Prompt != "" && len(e.Lines) > 0 {
			l.Line.Silent++
		}
	}
	return l
}

// Limits of a session that is learned from: what came last counts.
const (
	maxExchanges = 300
	maxAnswered  = 1000 // lines of one answer
)

func bounded(all []Exchange) []Exchange {
	all = all[max(0, len(all)-maxExchanges):]
	for i, e := range all {
		all[i].Lines = e.Lines[:min(len(e.Lines), maxAnswered)]
	}
	return all
}

// ReadLesson reads what json.Marshal wrote of a lesson. Answers that fit no
// question any more are left out, and all after them.
func ReadLesson(data []byte) (*Lesson, error) {
	l := &Lesson{}
	if len(data) > MaxLesson || json.Unmarshal(data, l) != nil {
		return nil, ErrLesson
	}
	all := l.Answers
	l.Answers = nil
	for _, a := range all {
		q, more := l.Next()
		if !more || q.Topic != a.Topic {
			break
		}
		l.Answers = append(l.Answers, a)
		if _, _, err := l.state(); err != nil {
			l.Answers = l.Answers[:len(l.Answers)-1]
			break
		}
	}
	return l, nil
}

// Next is what is to be asked next; false: all is known.
func (l *Lesson) Next() (Question, bool) {
	_, q, err := l.state()
	if q == nil || err != nil {
		return Question{}, false
	}
	return *q, true
}

// Take takes the answer to the question that is next. The error is an
// *[AnswerError], and nothing was taken then.
func (l *Lesson) Take(a Answer) error {
	q, more := l.Next()
	if !more || a.Topic != q.Topic {
		return &AnswerError{Reason: ReasonLate}
	}
	a.Text = strings.TrimSpace(a.Text)
	if a.Text == "" {
		a.Text = q.Usual
	}
	if q.Form == Commands && !q.Run && len(a.Heard) == 0 && a.Text != "" && a.Text != "-" {
		heard, reason := resolve(a.Text, q.Session)
		if reason != "" {
			return &AnswerError{Reason: reason}
		}
		a.Heard = heard
	}
	l.Answers = append(l.Answers, a)
	if _, _, err := l.state(); err != nil {
		l.Answers = l.Answers[:len(l.Answers)-1]
		return err
	}
	return nil
}

// Back forgets the last answer; false: there is none.
func (l *Lesson) Back() bool {
	if len(l.Answers) == 0 {
		return false
	}
	l.Answers = l.Answers[:len(l.Answers)-1]
	return true
}

// Reason is why an answer can't be taken.
type Reason string

// The reasons.
const (
	ReasonLate     Reason = "another question is open now"
	ReasonNeeded   Reason = "this can't be left out"
	ReasonNumber   Reason = "there is no command of this number"
	ReasonOption   Reason = "there is no such choice"
	ReasonNoField  Reason = "there is no such value"
	ReasonNoPlace  Reason = "these words do not stand there, or more than once"
	ReasonRowFixed Reason = "a value of a license can't be told: each row has its own"
	ReasonMissing  Reason = "a value is missing"
	ReasonNoRows   Reason = "no row is read"
	ReasonNoID     Reason = "no activation ID of the list stands in these commands"
	ReasonTaken    Reason = "the number in this command is what is taken away"
	ReasonNoFile   Reason = "no file is named in this command"
	ReasonBrace    Reason = "a word in braces stands for nothing here"
	ReasonMeaning  Reason = "the number of a meaning is missing"
	ReasonPattern  Reason = "no pattern can be made of this"
	ReasonLength   Reason = "this is too long"
)

// AnswerError says why an answer was not taken.
type AnswerError struct {
	Reason Reason
	What   string // the value that it is about; may be empty
}

func (e *AnswerError) Error() string {
	if e.What == "" {
		return string(e.Reason)
	}
	return fmt.Sprintf("%s: %s", e.Reason, e.What)
}

// Limits of an answer.
const (
	maxAnswer   = 4 << 10 // bytes
	maxCommands = 32
)

// resolve finds the commands that an answer names: by their numbers, as 3, 3-5,
// 3,5 or "3 = text" where the command was not recorded, or as they are typed, with "=" before
// one that looks like a number.
func resolve(text string, session []Exchange) ([]Exchange, Reason) {
	var all []Exchange
	if len(session) > 0 && strings.Trim(text, commandNumbers) == "" {
		text = strings.ReplaceAll(text, ",", "\n")
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if plain, is := strings.CutPrefix(line, "="); is { // a command that looks like a number
			all = append(all, Exchange{Sent: strings.TrimSpace(plain)})
			continue
		}
		number, command, told := strings.Cut(line, "=")
		from, to, isNumber := numbersOf(strings.TrimSpace(number))
		switch {
		case len(session) == 0 || !isNumber:
			all = append(all, Exchange{Sent: line})
			continue
		case from < 1 || to > len(session):
			return nil, ReasonNumber
		}
		for i := from; i <= to; i++ {
			e := session[i-1]
			if told && from == to {
				e.Sent = strings.TrimSpace(command)
			}
			all = append(all, e)
		}
	}
	switch {
	case len(all) == 0:
		return nil, ReasonNeeded
	case len(all) > maxCommands || len(text) > maxAnswer:
		return nil, ReasonLength
	}
	return all, ""
}

func numbersOf(text string) (from, to int, ok bool) {
	first, last, isRange := strings.Cut(text, "-")
	if !isRange {
		last = first
	}
	if !digitsOnly().MatchString(first) || !digitsOnly().MatchString(last) {
		return 0, 0, false
	}
	return atoi(first), atoi(last), true
}

// state is what [Lesson.replay] returned last, if nothing was shown since.
func (l *Lesson) state() (*draft, *Question, error) {
	if k := l.known; k != nil && k.answers == len(l.Answers) && reflect.DeepEqual(k.line, l.Line) {
		return k.draft, k.open, nil
	}
	d, q, err := l.replay()
	if err == nil {
		l.known = &known{len(l.Answers), l.Line, d, q}
	}
	return d, q, err
}

// replay goes through all answers. It returns what is known and the question that
// is open; nil: none is. The error is that of the last answer.
func (l *Lesson) replay() (*draft, *Question, error) {
	d := newDraft(l)
	next := 0
	for _, s := range steps {
		if s.when != nil && !s.when(d) {
			continue
		}
		for more := true; more; {
			if next == len(l.Answers) {
				q := s.ask(d)
				q.Topic = s.topic
				return d, &q, nil
			}
			a := l.Answers[next]
			if a.Topic != s.topic {
				return d, nil, &AnswerError{Reason: ReasonLate}
			}
			next++
			var reason Reason
			var what string
			if more, reason, what = s.take(d, a); reason != "" {
				return d, nil, &AnswerError{reason, what}
			}
			for _, e := range slices.Concat(a.Heard, a.Again) {
				d.sawPrompt(e.Prompt)
			}
		}
	}
	return d, nil, nil
}

// Subject is the license that a rehearsal is made with; false: no list is known yet.
func (l *Lesson) Subject() (Subject, bool) {
	d, _, err := l.state()
	if err != nil || d.licenses == nil {
		return Subject{}, false
	}
	s := d.subject()
	return s, s.ID != ""
}
