package screens

import (
	"handback/capability/desk"
	"handback/capability/media"
	"handback/tui/text"
	"handback/tui/work"
)

// answer is a file on a stick that somebody waits for here.
type answer struct {
	desk.Finding
	stick *media.Stick
}

// answers are all of them: those of open returns first, since one act takes them in.
func answers(e Env) []answer {
	var known, unknown []answer
	for i := range e.Listed.Sticks {
		s := &e.Listed.Sticks[i]
		for _, f := range e.Listed.Answers[text.StickAt(s)] {
			if f.Return != "" {
				known = append(known, answer{f, s})
			} else {
				unknown = append(unknown, answer{f, s})
			}
		}
	}
	return append(known, unknown...)
}

// firstAnswer is the one that is told first; nil: there is none.
func firstAnswer(e Env) *answer {
	for _, a := range answers(e) {
		return &a
	}
	return nil
}

// answerAt is the one that enter takes in on a row; nil: there is none.
func answerAt(e Env, row string) *answer {
	for _, a := range answers(e) {
		if a.row() == row {
			return &a
		}
	}
	return nil
}

// row is the key of the row that it belongs to: that of its return, or of its stick.
func (a answer) row() string {
	if a.Return != "" {
		return rowReturn + string(a.Return)
	}
	return rowStick + text.StickAt(a.stick)
}

// take takes it in. One that begins a return needs its device: where things stand is
// the screen that connects it.
func (a answer) take() Intent {
	at := text.StickAt(a.stick)
	if a.Return != "" {
		return Run{work.TakeAnswerJob(a.Return, at)}
	}
	return Both{Open{where{}}, Run{work.SituationJob(at)}}
}

// answerLines say which answers lie on the sticks, and which key takes them in.
func answerLines(e Env, at string) []string {
	all := answers(e)
	if len(all) == 0 {
		return nil
	}
	first := all[0]
	news := text.AnswerNews(first.Finding, first.stick, first.row() == at, e.Room.W-4)
	lines := []string{" " + e.Theme.OK.Render(e.Theme.Marks.Done+" "+text.Cut(news, e.Room.W-4))}
	if len(all) > 1 {
		lines = append(lines, "   "+text.Cut(text.MoreAnswers(len(all)-1), e.Room.W-4))
	}
	return lines
}
