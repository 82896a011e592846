package main

import (
	"fmt"
	"time"
)

// print writes the description as lines of "name: value".
func (j messageJSON) print(s streams) {
	say := func(name, format string, args ...any) {
		s.line("%-10s %s", name, fmt.Sprintf(format, args...))
	}
	say("kind", "%s", j.Kind)
	say("size", "%d bytes", j.Size)
	say("SHA-256", "%s", j.SHA256)
	if j.Unreadable != "" {
		say("unreadable", "%s", j.Unreadable)
	}
	if j.Evident != "" {
		say("holds", "%s", j.Evident)
	}
	if j.Host != nil {
		say("host ID", "%s", j.Host)
		say("message ID", "%s", j.Message)
	}
	if q := j.Request; q != nil {
		printRequest(say, q)
	}
	if r := j.Response; r != nil {
		printResponse(say, r)
	}
}

type sayer func(name, format string, args ...any)

func printRequest(say sayer, q *requestJSON) {
	say("clock", "%s (the device's)", q.Clock.UTC().Format(time.RFC3339))
	if q.Last != nil {
		say("proves", "response %d, SHA-256 %s", q.Last.Seq, q.Last.SHA256)
	}
	if q.Confirmation {
		say("asks", "nothing: this is a confirmation request")
	}
	for _, l := range q.Lines {
		say("asks", "%s: %d remain", l.ActivationID, l.Count)
	}
}

func printResponse(say sayer, r *responseJSON) {
	say("number", "%d", r.Seq)
	say("issued", "%s", r.Issued.UTC().Format(time.RFC3339))
	if !r.Expires.IsZero() {
		say("expires", "%s", r.Expires.UTC().Format(time.RFC3339))
	}
	if r.Answers != "" {
		say("answers", "request %s", r.Answers)
	}
	if len(r.Rights) == 0 {
		say("leaves", "no licenses")
	}
	for _, l := range r.Rights {
		say("leaves", "%s: %d of %s %s", l.ActivationID, l.Count, l.Feature, l.Version)
	}
	if r.Confirm {
		say("then", "the portal waits for a confirmation request")
	}
	for _, n := range r.Notes {
		say("note", "%s %s %s", n.ActivationID, n.Code, n.Text)
	}
}
