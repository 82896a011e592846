package backoffice

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"handback/capability"
	"handback/capability/message"
)

// Folder is where the cases lie on a stick.
const Folder = "HANDBACK"

// Limits of [Office.ProcessTree].
const (
	maxDepth   = 6      // folders below each other
	maxEntries = 10_000 // files and folders looked at
)

// ErrTooMany says that a folder holds more than is looked at.
var ErrTooMany = errors.New("too many files")

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

// ProcessTree answers the requests in a file or below a folder and writes each
// response beside its request. Of a stick, that is, a folder with a [Folder],
// only that is looked at. Links are not followed, and only regular files are
// read. The answers are in the order of the paths, one for each file; what is
// wrong with one file is in its [Answer]. The error tells why not all files
// were looked at; the answers that were given before are returned with it.
func (o *Office) ProcessTree(ctx context.Context, name string) ([]Answer, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return o.processFile(ctx, name)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	t := tree{office: o, root: root, tell: o.tell}
	start := "."
	if info, err := root.Lstat(Folder); err == nil && info.IsDir() {
		start = Folder
	}
	err = fs.WalkDir(root.FS(), start, func(name string, entry fs.DirEntry, err error) error {
		return t.visit(ctx, name, entry, err)
	})
	return t.answers, errors.Join(err, root.Close())
}

// processFile answers a file that a person named, so it has to be a request.
func (o *Office) processFile(ctx context.Context, name string) ([]Answer, error) {
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return nil, err
	}
	t := tree{office: o, root: root, tell: o.tell}
	answer := t.answer(ctx, filepath.Base(name))
	if answer.Outcome == Ignored {
		answer.Outcome = Damaged
	}
	return []Answer{answer}, errors.Join(ctx.Err(), root.Close())
}

// tree is a folder whose requests the office answers.
type tree struct {
	office  *Office
	root    *os.Root
	tell    func(point string) // as of the office
	seen    int
	answers []Answer
}

// Reasons to ignore an entry.
var (
	errTooDeep    = errors.New("it lies too deep")
	errNotRegular = errors.New("not a regular file")
	errTemporary  = errors.New("a temporary file")
)

func (t *tree) visit(ctx context.Context, name string, entry fs.DirEntry, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		t.answers = append(t.answers, Answer{Path: name, Outcome: Failed, Err: err})
		if entry != nil && entry.IsDir() {
			return fs.SkipDir
		}
		return nil
	}
	if t.seen++; t.seen > maxEntries {
		return fmt.Errorf("%w: only the first %d were looked at", ErrTooMany, maxEntries)
	}
	switch {
	case entry.IsDir() && strings.Count(name, "/") >= maxDepth:
		t.answers = append(t.answers, Answer{Path: name, Outcome: Ignored, Err: errTooDeep})
		return fs.SkipDir
	case entry.IsDir():
		return nil
	}
	t.answers = append(t.answers, t.answer(ctx, name))
	return nil
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
	answer = t.office.ProcessFile(ctx, name, data)
	if answer.Outcome != Answered {
		return answer
	}
	answer.Response, answer.Kept, err = t.save(path.Dir(name), path.Base(answer.Response), answer.Reply.Bytes)
	if err != nil {
		answer.Outcome, answer.Err = Failed, err
	}
	return answer
}

// ProcessFile answers the data of one file, which lies nowhere that this
// program can reach. The path has slashes. The answer has the path at which the
// response belongs, beside the request.
func (o *Office) ProcessFile(ctx context.Context, name string, data []byte) Answer {
	reply, err := o.Process(ctx, data)
	if err != nil {
		return Answer{Path: name, Outcome: outcomeOf(name, err), Err: err}
	}
	return Answer{
		Path: name, Outcome: Answered, Reply: reply,
		Response: path.Join(path.Dir(name), responseName(path.Base(name), reply.Request)),
	}
}

// read reads a regular file up to one byte more than a message can have.
func (t *tree) read(name string) ([]byte, error) {
	before, err := t.root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !before.Mode().IsRegular() {
		return nil, errNotRegular
	}
	if strings.HasPrefix(path.Base(name), temporaryPrefix) {
		return nil, errTemporary
	}
	file, err := t.root.Open(name)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, message.MaxSize+1))
	if after, statErr := file.Stat(); statErr != nil || !os.SameFile(before, after) {
		err = errors.Join(err, errNotRegular)
	}
	return data, errors.Join(err, file.Close())
}

// outcomeOf tells a file that is no request from one that should be one.
func outcomeOf(name string, err error) Outcome {
	base := strings.ToLower(path.Base(name))
	blob := strings.HasSuffix(base, requestSuffix)
	switch _, refused := errors.AsType[*RefusedError](err); {
	case refused:
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
