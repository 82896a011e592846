package teach

import (
	"slices"
	"strings"
)

// step is one question, or one that comes again until its answers are enough.
type step struct {
	topic Topic
	when  func(d *draft) bool // nil: always
	ask   func(d *draft) Question
	take  func(d *draft, a Answer) (more bool, reason Reason, what string)
}

var steps = []step{
	{AskPrompt, nil, (*draft).askPrompt, (*draft).takePrompt},
	{AskIdentity, nil, (*draft).askIdentity, (*draft).takeIdentity},
	{AskIdentityValues, nil, func(d *draft) Question { return askValues(d.identity) }, (*draft).takeIdentityValues},
	{AskLicenses, nil, (*draft).askLicenses, (*draft).takeLicenses},
	{AskLicenseValues, nil, func(d *draft) Question { return askValues(d.licenses) }, (*draft).takeLicenseValues},
	{AskTimes, func(d *draft) bool { return len(d.layouts()) > 1 }, (*draft).askTimes, (*draft).takeTimes},
	{AskTools, (*draft).live, (*draft).askTools, (*draft).takeTools},
	{AskRequest, nil, (*draft).askRequest, (*draft).takeRequest},
	{AskConfirmation, nil, (*draft).askConfirmation, (*draft).takeConfirmation},
	{AskLast, func(d *draft) bool { return !d.posixMade() }, (*draft).askLast, (*draft).takeLast},
	{AskNone, func(d *draft) bool { return d.last != nil && d.noRequest == "" }, (*draft).askNone, (*draft).takeNone},
	{AskMade, func(d *draft) bool { return d.made == nil && !d.posixMade() }, (*draft).askMade, (*draft).takeMade},
	{AskMadeValues, func(d *draft) bool { return !d.posixMade() }, func(d *draft) Question { return askValues(d.made) }, (*draft).takeMadeValues},
	{AskFetch, nil, (*draft).askFetch, (*draft).takeFetch},
	{AskFetchWay, func(d *draft) bool { return d.fetchBy == "" }, askWay, (*draft).takeFetchWay},
	{AskStore, nil, (*draft).askStore, (*draft).takeStore},
	{AskStoreWay, func(d *draft) bool { return d.storeBy == "" }, askWay, (*draft).takeStoreWay},
	{AskStoreEnd, (*draft).needsEnd, (*draft).askEnd, (*draft).takeEnd},
	{AskCheck, func(d *draft) bool { return d.digests == nil && d.check == nil }, (*draft).askCheck, (*draft).takeCheck},
	{AskLoad, nil, (*draft).askLoad, (*draft).takeLoad},
	{AskQuestions, (*draft).bareAnswers, (*draft).askQuestions, (*draft).takeQuestions},
	{AskRefusals, nil, (*draft).askRefusals, (*draft).takeRefusal},
	{AskPoll, func(d *draft) bool { return d.busy != "" }, (*draft).askPoll, (*draft).takePoll},
	{AskLogout, func(d *draft) bool { return d.Line.UserPrompt != "" }, (*draft).askLogout, (*draft).takeLogout},
	{AskTitle, nil, (*draft).askTitle, (*draft).takeTitle},
}

// askPrompt lets the person choose between all that looks like a prompt.
func (d *draft) askPrompt() Question {
	options := slices.Clone(d.Line.Prompts[:min(len(d.Line.Prompts), 9)])
	q := Question{Form: Choice, Options: options, Usual: "1"}
	if len(options) == 0 {
		q.Form, q.Usual = Text, ""
	}
	return q
}

func (d *draft) takePrompt(a Answer) (bool, Reason, string) {
	if a.Text == "" {
		return false, ReasonNeeded, ""
	}
	prompt := a.Text
	if i, ok := optionNumber(a.Text, d.Line.Prompts); ok {
		prompt = d.Line.Prompts[i]
	}
	d.sawPrompt(prompt)
	if !d.live() && (len(d.Line.Prompts) == 0 || prompt != d.Line.Prompts[0]) { // a session is parted at another prompt
		var lines []string
		for _, e := range d.session {
			if e.Prompt != "" {
				lines = append(lines, e.Prompt+e.Sent)
			}
			lines = append(lines, e.Lines...)
		}
		d.session = Split(lines, []string{prompt})
	}
	for _, e := range d.session {
		d.sawPrompt(e.Prompt)
	}
	for _, other := range d.Line.Prompts {
		if uncounted(other) == uncounted(prompt) {
			d.sawPrompt(other)
		}
	}
	return false, "", ""
}

// commands is a question for commands; of a session, usual chooses those that a
// person will mean.
func (d *draft) commands(run bool, usual func(e Exchange) int) Question {
	q := Question{Form: Commands, Run: run && d.live(), Several: true, Session: d.session}
	best := 0
	for i, e := range d.session {
		if n := usual(e); e.Prompt != "" && n > best {
			best, q.Usual = n, itoa(i+1)
			if e.Sent == "" {
				q.Usual = ""
			}
		}
	}
	return q
}

// unseen is a command that a session doesn't show.
func unseen(heard []Exchange) bool {
	return slices.ContainsFunc(heard, func(e Exchange) bool { return strings.TrimSpace(e.Sent) == "" && e.Prompt != "" && len(e.Lines) > 0 })
}

func (d *draft) askIdentity() Question {
	return d.commands(true, func(e Exchange) int {
		r := newReading(identityFields, identityNeed, Answer{Heard: []Exchange{e}}, nil)
		r.guess(guessIdentity, identityLeaf)
		return len(r.found)
	})
}

func (d *draft) takeIdentity(a Answer) (bool, Reason, string) {
	if len(a.Heard) == 0 || unseen(a.Heard) {
		return false, ReasonNeeded, ""
	}
	a.Again = cmpAgain(a, d.session)
	d.identity = newReading(identityFields, identityNeed, a, d.before())
	d.identity.guess(guessIdentity, identityLeaf)
	withUsual(d.identity.found)
	return false, "", ""
}

// cmpAgain is another answer to the same command in a session.
func cmpAgain(a Answer, session []Exchange) []Exchange {
	if len(a.Again) > 0 || len(a.Heard) != 1 || a.Heard[0].Sent == "" {
		return a.Again
	}
	for _, e := range slices.Backward(session) {
		if e.Sent == a.Heard[0].Sent && !slices.Equal(e.Lines, a.Heard[0].Lines) {
			return []Exchange{e}
		}
	}
	return nil
}

func askValues(r *reading) Question {
	q := Question{Form: Values, Lines: r.shown(), Missing: r.missing(), IsJSON: r.isJSON()}
	if len(q.Missing) < len(r.need) {
		_, q.Fault = r.patterns()
	}
	if r.rows {
		q.IsList = true
		if t, err := r.table(); err == nil {
			q.Table = t
		} else if len(q.Missing) < len(r.need) {
			q.Fault = err
		}
	}
	q.Found = r.inOrder()
	return q
}

// takeValues takes one correction, or that all is right.
func takeValues(r *reading, text string) (more bool, reason Reason, what string) {
	if text != "" {
		return true, r.correct(text), text
	}
	if missing := r.missing(); len(missing) > 0 {
		return true, ReasonMissing, strings.Join(missing, ", ")
	}
	if _, err := r.patterns(); err != nil {
		return true, ReasonPattern, err.Error()
	}
	return false, "", ""
}

func (d *draft) takeIdentityValues(a Answer) (bool, Reason, string) {
	return takeValues(d.identity, a.Text)
}

func (d *draft) askLicenses() Question {
	return d.commands(true, func(e Exchange) int {
		r := newReading(licenseFields, licenseNeed, Answer{Heard: []Exchange{e}}, nil)
		r.guessRows()
		if t, err := r.table(); err == nil && len(r.missing()) == 0 {
			return len(t.Rows)
		}
		return 0
	})
}

func (d *draft) takeLicenses(a Answer) (bool, Reason, string) {
	if len(a.Heard) == 0 || unseen(a.Heard) {
		return false, ReasonNeeded, ""
	}
	d.licenses = newReading(licenseFields, licenseNeed, a, d.before())
	d.licenses.guessRows()
	return false, "", ""
}

func (d *draft) takeLicenseValues(a Answer) (bool, Reason, string) {
	more, reason, what := takeValues(d.licenses, a.Text)
	if !more && reason == "" {
		if t, err := d.licenses.table(); err != nil || len(t.Rows) == 0 {
			return true, ReasonNoRows, ""
		}
		if all := d.layouts(); len(all) > 0 {
			d.layout = all[0]
		}
		d.findQuestions()
	}
	return more, reason, what
}

func (d *draft) askTimes() Question {
	return Question{Form: Choice, Options: d.layouts(), Usual: "1"}
}

func (d *draft) takeTimes(a Answer) (bool, Reason, string) {
	i, ok := optionNumber(a.Text, d.layouts())
	if !ok {
		return false, ReasonOption, ""
	}
	d.layout = d.layouts()[i]
	return false, "", ""
}

func (d *draft) askRefusals() Question {
	q := Question{Form: Text, Optional: true, Options: meanings()}
	for _, e := range d.session {
		for _, line := range e.Lines {
			if isError(line) && !isNoise(line) && !slices.Contains(q.Lines, line) && !d.knows(line) {
				q.Lines = append(q.Lines, line)
			}
		}
	}
	return q
}

func (d *draft) askLogout() Question { return Question{Form: Text, Usual: "exit"} }

func (d *draft) takeLogout(a Answer) (bool, Reason, string) {
	if a.Text != "-" {
		d.logout = a.Text
	}
	return false, tooLong(a.Text), ""
}

func (d *draft) askTitle() Question {
	usual := strings.TrimSpace(d.identity.found["vendor"].Value + " " + d.identity.found["model"].Value)
	return Question{Form: Text, Usual: usual}
}

func (d *draft) takeTitle(a Answer) (bool, Reason, string) {
	d.title = a.Text
	return false, tooLong(a.Text), ""
}

func tooLong(text string) Reason {
	const most = 200 // bytes
	if len(text) > most {
		return ReasonLength
	}
	return ""
}
