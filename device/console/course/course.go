// Package course carries a lesson from its first question to a profile in a file:
// it keeps the lesson beside the profile, so that it can be left at any time, gives
// what a person answers to the console and to the lesson, and never writes over a
// profile that a person changed. Whoever asks the person, a dialogue or a screen,
// adds questions and keys alone.
package course

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/asciijson"
	"handback/capability/plainfile"
	"handback/device/console"
	"handback/device/console/profile"
	"handback/device/console/teach"
)

// suffix goes behind the name of a profile that is being taught.
const suffix = ".lesson"

// ErrTaken says that a file of the profile's name is there and was not taught here.
var ErrTaken = errors.New("a file of this name is there, and was not taught here")

// Course is a lesson and the file that its profile goes to.
type Course struct {
	*teach.Lesson
	Out string // the path of the profile
}

// Begin takes up the lesson that is kept beside out, or begins the one that first
// makes. The error is [ErrTaken], a [teach.ErrLesson], the system's, or that of
// first.
func Begin(out string, first func() (*teach.Lesson, error)) (*Course, error) {
	data, err := plainfile.Read(out+suffix, teach.MaxLesson, teach.ErrLesson)
	if err == nil {
		l, err := teach.ReadLesson(data)
		return &Course{l, out}, err
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if _, err := os.Lstat(out); err == nil {
		return nil, ErrTaken
	}
	l, err := first()
	return &Course{l, out}, err
}

// Path is that of the profile as [profile.Load] takes it: never the name of a
// built-in one.
func Path(out string) string {
	if !strings.ContainsAny(out, `/\.`) {
		return "./" + out
	}
	return out
}

// Save keeps the lesson. Only its owner may read it: it holds what the device said.
func (c *Course) Save() error {
	data, err := asciijson.Marshal(c.Lesson)
	if err != nil {
		return err
	}
	return plainfile.Replace(c.Out+suffix, data)
}

// Meet takes over what a console showed while it was arrived at.
func (c *Course) Meet(w *console.Watcher) {
	if len(c.Answers) == 0 {
		c.Line = w.Line()
	}
}

// Answer gives what a person answered to the lesson, and keeps that. Where the
// question is one for commands that run, w gives them to the device first; nil:
// there is none. It returns what the device said. The error is a *[teach.AnswerError]
// where the answer was not taken; then the same question is open.
func (c *Course) Answer(ctx context.Context, w *console.Watcher, q teach.Question, text string) ([]teach.Exchange, error) {
	a := teach.Answer{Topic: q.Topic, Text: text}
	if w != nil {
		var err error
		if a, err = w.Answer(ctx, q, cmp.Or(text, q.Usual)); err != nil {
			return nil, err
		}
		c.Line = merged(c.Line, w.Line())
	}
	if err := c.Take(a); err != nil {
		return a.Heard, err
	}
	return a.Heard, c.Save()
}

// merged keeps what a lesson that was taken up again knew of the line.
func merged(before, now teach.Line) teach.Line {
	now.Prompts = slices.Clone(now.Prompts)
	for _, prompt := range before.Prompts {
		if !slices.Contains(now.Prompts, prompt) {
			now.Prompts = append(now.Prompts, prompt)
		}
	}
	now.UserPrompt, now.PasswordPrompt = cmp.Or(now.UserPrompt, before.UserPrompt), cmp.Or(now.PasswordPrompt, before.PasswordPrompt)
	now.Pager, now.PagerKey = cmp.Or(now.Pager, before.Pager), cmp.Or(now.PagerKey, before.PagerKey)
	return now
}

// Written is a profile that was written.
type Written struct {
	Path    string
	Beside  bool // the file that it was meant for was changed by hand since
	Remarks []teach.Remark
}

// Write writes the profile, unless a person changed it since it was written last:
// then beside it.
func (c *Course) Write() (Written, error) {
	data, remarks, err := c.Profile()
	if err != nil {
		return Written{}, err
	}
	w := Written{Path: c.Out, Remarks: remarks}
	now, err := plainfile.Read(c.Out, profile.MaxFile+1, profile.ErrProfile)
	if w.Beside = err == nil && c.Lesson.Written != capability.DigestOf(now).String(); w.Beside {
		w.Path = strings.TrimSuffix(c.Out, ".toml") + "-new.toml"
	} else {
		c.Lesson.Written = capability.DigestOf(data).String()
	}
	return w, errors.Join(plainfile.Replace(w.Path, data), c.Save())
}
