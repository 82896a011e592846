package work

import (
	"context"

	"handback/device/console"
	"handback/tui/text"
)

// Asked is a question that the job of that number puts to the person. Its
// reply is sent once, or closed when there will be none.
type Asked struct {
	Number   int
	Question console.Question
	Suggest  string // the answer that is likely
	Reply    chan<- string
}

// Ask implements [console.Ask] for the job that runs. The user name of before
// is likely the one of now.
func (b *Worker) Ask(ctx context.Context, q console.Question) (string, error) {
	if q.About != console.UserName {
		return b.run.ask(ctx, q, "")
	}
	name, err := b.run.ask(ctx, q, b.user)
	if err == nil {
		b.user = name
	}
	return name, err
}

func (r *running) ask(ctx context.Context, q console.Question, suggest string) (string, error) {
	reply := make(chan string, 1)
	select {
	case r.questions <- Asked{r.Number, q, suggest, reply}:
	case <-r.deserted:
		return "", text.ErrUnanswered
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case words, answered := <-reply:
		if !answered {
			return "", text.ErrUnanswered
		}
		return words, nil
	case <-r.deserted:
		return "", text.ErrUnanswered
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
