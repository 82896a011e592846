package text

import (
	"handback/capability/desk"
	"handback/capability/media"
)

// AnswerKey is the word on the key that takes an answer of the portal in.
const AnswerKey Phrase = "take it in"

// AnswerNews says in a line, of w cells where that is possible, that a stick holds what
// a return waits for, or what begins one. Here says that Enter takes it in where the
// cursor stands.
func AnswerNews(f desk.Finding, s *media.Stick, here bool, w int) string {
	key := "A"
	if here {
		key = say("Enter")
	}
	if f.Return == "" {
		news := say("%s holds a response that begins a return. %s opens it.", ShortStick(s), key)
		if Width(news) > w {
			news = say("A response here begins a return.")
		}
		return news
	}
	what, id := say("response"), Printable("", string(f.Return))
	if f.Class == desk.IsReceipt {
		what = say("receipt")
	}
	news := say("A %s for %s is on %s. %s takes it in.", what, id, ShortStick(s), key)
	if Width(news) > w {
		news = say("The %s for %s is here.", what, id)
	}
	return news
}

// MoreAnswers counts the answers that are not told one by one.
func MoreAnswers(n int) string {
	return say("%s on the sticks.", say("%d more answers", n))
}

// StickAnswers says what a stick holds for here; empty: nothing.
func StickAnswers(answers, requests int) string {
	var texts []string
	if answers > 0 {
		texts = append(texts, say("%s for here", say("%d answers", answers)))
	}
	if requests > 0 {
		texts = append(texts, say("%s for the portal", say("%d requests", requests)))
	}
	return Printable(", ", texts...)
}
