package backoffice

import (
	"context"
	"errors"
	"path"
	"strings"

	"handback/capability"
	"handback/capability/message"
)

// Outcome says what became of a file.
type Outcome string

// The outcomes.
const (
	Answered Outcome = "answered" // the response lies beside it
	Refused  Outcome = "refused"  // a request that gets no response
	Damaged  Outcome = "damaged"  // it should be a request and can't be understood
	Failed   Outcome = "failed"   // the medium or the database failed; try again
	Ignored  Outcome = "ignored"  // not a request
)

// Answer is what became of one file.
type Answer struct {
	Path    string // below the folder that was given, with slashes; untrusted text
	Outcome Outcome
	Err     error // why it was not answered; nil when it was

	Reply    Reply  // when it was answered
	Response string // the path of the response, as Path
	Kept     bool   // the response was there already, with the same bytes
}

func (t *tree) answer(ctx context.Context, name string) Answer {
	answer := Answer{Path: name}
	data, err := t.read(name)
	switch {
	case errors.Is(err, errNotRegular), errors.Is(err, errTemporary):
		answer.Outcome, answer.Err = Ignored, err
		return answer
	case err != nil:
		answer.Outcome, answer.Err = Failed, err
		return answer
	}
	answer.Reply, err = t.office.Process(ctx, data)
	if err != nil {
		answer.Outcome, answer.Err = outcomeOf(name, err), err
		return answer
	}
	answer.Response, answer.Kept, err = t.save(path.Dir(name), responseName(path.Base(name), answer.Reply.Request), answer.Reply.Bytes)
	answer.Outcome = Answered
	if err != nil {
		answer.Outcome, answer.Err = Failed, err
	}
	return answer
}

// outcomeOf tells a file that is no request from one that should be one.
func outcomeOf(name string, err error) Outcome {
	base := strings.ToLower(path.Base(name))
	blob := strings.HasSuffix(base, requestSuffix)
	switch refused := new(RefusedError); {
	case errors.As(err, &refused):
		return Refused
	case errors.Is(err, message.ErrKind):
		return Ignored
	case errors.Is(err, message.ErrNotMessage) && !(blob && strings.Contains(base, "request")):
		return Ignored
	case errors.Is(err, message.ErrTruncated) && !blob:
		return Ignored // an empty file, say
	case errors.Is(err, message.ErrNotMessage), errors.Is(err, message.ErrTruncated),
		errors.Is(err, message.ErrTooLarge), errors.Is(err, message.ErrVersion):
		return Damaged
	default:
		return Failed
	}
}

const requestSuffix = ".bin"

// responseName is the name of the response to a request. Requests that have
// the number of a step in their name get a response that has one.
func responseName(request string, r message.Request) string {
	number := strings.TrimLeft(request, "0123456789")
	switch {
	case number == request || !strings.HasPrefix(number, "-"):
		return strings.TrimSuffix(request, requestSuffix) + ".response" + requestSuffix
	case r.IsConfirmation():
		return capability.PortalReceipt.FileName()
	default:
		return capability.PortalResponse.FileName()
	}
}
