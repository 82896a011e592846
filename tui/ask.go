package tui

import (
	"context"

	"handback/device/console"
)

// asked is a question that the job of that number puts to the person. Its
// reply is sent once, or closed when there will be none.
type asked struct {
	number   int
	question console.Question
	suggest  string // the answer that is likely
	reply    chan<- string
}

// ask implements [console.Ask] for the job that runs. The user name of before
// is likely the one of now.
func (b *worker) ask(ctx context.Context, q console.Question) (string, error) {
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
	case r.questions <- asked{r.number, q, suggest, reply}:
	case <-r.deserted:
		return "", ErrUnanswered
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case text, answered := <-reply:
		if !answered {
			return "", ErrUnanswered
		}
		return text, nil
	case <-r.deserted:
		return "", ErrUnanswered
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
