package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strings"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
)

func (s *site) showUpload(w http.ResponseWriter, _ *http.Request, v visit) error {
	return s.show(w, v, "upload", "Upload requests", nil)
}

// row is what happened to one file, for a person.
type row struct {
	Path    string
	Outcome backoffice.Outcome
	Words   []string // sentences

	Host     string // of the response; empty: there is none
	Seq      uint64
	Response string // its path
}

// uploaded is what happened to an upload.
type uploaded struct {
	Summary string
	Rows    []row // requests, and what should be some
	Ignored []row // other files
	Answers int   // rows that have a response
}

func (s *site) upload(w http.ResponseWriter, r *http.Request, v visit) error {
	if !s.uploads.Take(v.user.Name) {
		w.Header().Set("Retry-After", "60")
		return &problem{http.StatusTooManyRequests, "Too many uploads at once", "Nothing was uploaded. Wait a minute, then try again; one upload may have many files."}
	}
	r.Body = http.MaxBytesReader(w, r.Body, MaxUpload)
	parts, err := r.MultipartReader()
	if err != nil {
		return badForm("An upload is a form with files.")
	}
	if err := s.uploadToken(parts, v); err != nil {
		return err
	}
	var result uploaded
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = s.uploadPart(r, part, &result)
		}
		if err := uploadError(err, len(result.Rows)); err != nil {
			return err
		}
	}
	if len(result.Rows)+len(result.Ignored) == 0 {
		return badForm("No file was chosen. Choose the requests, or the whole folder of the stick.")
	}
	result.summarize()
	s.Log.InfoContext(r.Context(), "uploaded", "user", v.user.Name, "requests", len(result.Rows), "answered", result.Answers)
	return s.show(w, v, "uploaded", "Result of the upload", result)
}

// uploadToken reads the first part, which has to be the token.
func (s *site) uploadToken(parts *multipart.Reader, v visit) error {
	const maxToken = 4096
	part, err := parts.NextPart()
	if err != nil || part.FormName() != "token" {
		return errOldForm
	}
	token, err := io.ReadAll(io.LimitReader(part, maxToken))
	if err != nil {
		return errOldForm
	}
	return s.checkToken(v.session, string(token))
}

// uploadError words what ends an upload early. What was answered before it
// stays answered, and is so again when the same files come again.
func uploadError(err error, answered int) error {
	if err == nil {
		return nil
	}
	if told := new(problem); errors.As(err, &told) {
		return err
	}
	text := fmt.Sprintf("It has more than %d MiB, or the line was cut.", MaxUpload>>20)
	if answered > 0 {
		text += " The first files were processed; upload all of them again, and these get the same responses."
	}
	return &problem{http.StatusRequestEntityTooLarge, "The upload did not arrive whole", text}
}

// uploadPart answers one file.
func (s *site) uploadPart(r *http.Request, part *multipart.Part, result *uploaded) error {
	name := partPath(part)
	if name == "" {
		return nil // no file was chosen in this field
	}
	if len(result.Rows)+len(result.Ignored) == MaxFiles {
		return badForm(fmt.Sprintf("An upload has at most %d files. The first were processed; upload the others by themselves.", MaxFiles))
	}
	data, err := io.ReadAll(io.LimitReader(part, message.MaxSize+1))
	if err != nil {
		return err
	}
	one := rowOf(s.Office.ProcessFile(r.Context(), cleanPath(name), data))
	if one.Outcome == backoffice.Ignored {
		result.Ignored = append(result.Ignored, one)
		return nil
	}
	if one.Host != "" {
		result.Answers++
	}
	result.Rows = append(result.Rows, one)
	return nil
}

// partPath is the name of a file with the folders in which it lay. A browser
// tells these of a folder that was chosen; [multipart.Part.FileName] drops them.
func partPath(part *multipart.Part) string {
	_, values, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return ""
	}
	return values["filename"]
}

// Limits of the path of a file.
const (
	maxDepth = 8   // folders, of which the nearest are kept
	maxName  = 100 // bytes of each name
)

// cleanPath makes a path fit for a zip and for any file system: relative, with
// slashes, and without characters that one of them refuses.
func cleanPath(name string) string {
	var kept []string
	for part := range strings.SplitSeq(strings.ReplaceAll(name, `\`, "/"), "/") {
		part = strings.Map(func(r rune) rune {
			if strings.ContainsRune(`<>:"|?*`, r) {
				return '_'
			}
			return r
		}, capability.Printable(part))
		if len(part) > maxName {
			part = strings.ToValidUTF8(part[len(part)-maxName:], "")
		}
		if part = strings.TrimRight(strings.TrimLeft(part, " "), " ."); part != "" {
			kept = append(kept, part)
		}
	}
	if len(kept) == 0 {
		return "unnamed"
	}
	return path.Join(kept[max(0, len(kept)-maxDepth):]...)
}

// rowOf words what happened to a file.
func rowOf(a backoffice.Answer) row {
	r := row{Path: a.Path, Outcome: a.Outcome}
	switch a.Outcome {
	case backoffice.Answered:
		r.Host, r.Seq, r.Response = a.Reply.Request.Host.String(), a.Reply.Response.Seq, a.Response
		r.Words = answerWords(a.Reply)
	case backoffice.Failed:
		r.Words = []string{"The portal could not process it. Nothing has changed; upload it again."}
	default:
		r.Words = []string{capability.Printable(a.Err.Error()) + "."}
	}
	return r
}

// answerWords says what a request was, what happened and what is to be done.
func answerWords(reply backoffice.Reply) []string {
	kind := "Return request"
	if reply.Request.IsConfirmation() {
		kind = "Confirmation request"
	}
	words := []string{kind + " of " + reply.Request.Host.String() + "."}
	if reply.Again {
		words[0] = kind + " of " + reply.Request.Host.String() + ", answered before: this is the same response again."
	}
	for _, n := range reply.Response.Notes {
		words = append(words, noteWords(n))
	}
	if len(reply.Response.Notes) == 0 {
		words = append(words, "Nothing had to change.")
	}
	switch {
	case reply.Request.IsConfirmation() && !reply.Response.Confirm:
		return append(words, "Nothing waits for confirmation any more.")
	case reply.Response.Confirm:
		return append(words, "Not finished: the device has to load the response and confirm.")
	default:
		return append(words, "The device has to load the response.")
	}
}

func noteWords(n message.Note) string {
	words := n.Code.String()
	if n.ActivationID != "" {
		words = string(n.ActivationID) + " " + words
	}
	if n.Text != "" {
		words += ": " + n.Text
	}
	return capability.Printable(words) + "."
}

// summarize counts what happened to the files.
func (u *uploaded) summarize() {
	count := make(map[backoffice.Outcome]int)
	for _, r := range u.Rows {
		count[r.Outcome]++
	}
	parts := []string{counted(count[backoffice.Answered], "request") + " answered"}
	for _, outcome := range []backoffice.Outcome{backoffice.Refused, backoffice.Damaged, backoffice.Failed} {
		if n := count[outcome]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, outcome))
		}
	}
	if n := len(u.Ignored); n > 0 {
		parts = append(parts, counted(n, "other file")+" left alone")
	}
	u.Summary = strings.Join(parts, ", ") + "."
}
