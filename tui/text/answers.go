package text

import (
	"fmt"

	"handback/capability/desk"
	"handback/capability/media"
)

// AnswerKey is the word on the key that takes an answer of the portal in.
const AnswerKey = "take it in"

// AnswerNews says in a line, of w cells where that is possible, that a stick holds what
// a return waits for, or what begins one. Here says that Enter takes it in where the
// cursor stands.
func AnswerNews(f desk.Finding, s *media.Stick, here bool, w int) string {
	key := "A"
	if here {
		key = "Enter"
	}
	if f.Return == "" {
		news := fmt.Sprintf("%s holds a response that begins a return. %s opens it.", Stick(s), key)
		if Width(news) > w {
			news = "A response here begins a return."
		}
		return news
	}
	what, id := "response", Printable("", string(f.Return))
	if f.Class == desk.IsReceipt {
		what = "receipt"
	}
	news := fmt.Sprintf("A %s for %s lies on %s. %s takes it in.", what, id, Stick(s), key)
	if Width(news) > w {
		news = fmt.Sprintf("The %s for %s is here.", what, id)
	}
	return news
}

// MoreAnswers counts the answers that are not told one by one.
func MoreAnswers(n int) string {
	return fmt.Sprintf("%s on the sticks.", countText(n, "more answer"))
}

// StickAnswers says what a stick holds for here; empty: nothing.
func StickAnswers(answers, requests int) string {
	var texts []string
	if answers > 0 {
		texts = append(texts, countText(answers, "answer")+" for here")
	}
	if requests > 0 {
		texts = append(texts, countText(requests, "request")+" for the portal")
	}
	return Printable(", ", texts...)
}
