package web

import (
	"archive/zip"
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/backoffice/users"
)

// response gives a response once more, under the name that is asked for.
func (s *site) response(w http.ResponseWriter, r *http.Request, v visit) error {
	if !v.user.May(users.Upload) && !v.user.May(users.Remove) {
		return &problem{http.StatusForbidden, "You are not allowed to do that", "Responses are for users with the role “upload” or “remove”."}
	}
	query := r.URL.Query()
	issued, err := s.issued(r, query.Get("host"), query.Get("seq"))
	if err != nil {
		return err
	}
	name := query.Get("as")
	if name == "" {
		name = capability.PortalResponse.FileName()
	}
	s.Log.InfoContext(r.Context(), "response taken", "user", v.user.Name, "host", issued.Device.Host, "seq", issued.Response.Seq)
	attach(w, "application/octet-stream", path.Base(cleanPath(name)), issued.Bytes)
	return nil
}

// issued reads a response that was issued; an empty seq is the newest.
func (s *site) issued(r *http.Request, host, seq string) (backoffice.Issued, error) {
	id, err := capability.ParseHostID(host)
	if err != nil {
		return backoffice.Issued{}, badForm("The address of this page names no host ID.")
	}
	number := uint64(0)
	if seq != "" {
		if number, err = strconv.ParseUint(seq, 10, 63); err != nil {
			return backoffice.Issued{}, badForm("The address of this page names no response.")
		}
	}
	issued, err := s.Office.Response(r.Context(), id, number)
	return issued, told(err)
}

// attach sends a file to be saved.
func attach(w http.ResponseWriter, kind, name string, data []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data) // who left asks again
}

// zip gives the responses that a page listed, in the folders of their requests:
// unpacked over the stick, each is beside its request.
func (s *site) zip(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.form(w, r, v.session); err != nil {
		return err
	}
	hosts, seqs, paths := r.PostForm["host"], r.PostForm["seq"], r.PostForm["path"]
	if len(hosts) == 0 || len(hosts) > MaxFiles || len(seqs) != len(hosts) || len(paths) != len(hosts) {
		return badForm("The list of responses is not right.")
	}
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	taken := make(map[string]bool)
	for i := range hosts {
		issued, err := s.issued(r, hosts[i], seqs[i])
		if err != nil {
			return err
		}
		file, err := archive.CreateHeader(&zip.FileHeader{
			Name: freeName(taken, cleanPath(paths[i])), Method: zip.Deflate, Modified: issued.Response.Issued,
		})
		if err == nil {
			_, err = file.Write(issued.Bytes)
		}
		if err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return err
	}
	s.Log.InfoContext(r.Context(), "responses taken", "user", v.user.Name, "number", len(hosts))
	attach(w, "application/zip", "responses.zip", out.Bytes())
	return nil
}

// freeName is the name, or the name with a number where it is taken, whatever the
// case of its letters.
func freeName(taken map[string]bool, name string) string {
	stem, extension, free := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name), name
	for number := 2; taken[strings.ToLower(free)]; number++ {
		free = fmt.Sprintf("%s-%d%s", stem, number, extension)
	}
	taken[strings.ToLower(free)] = true
	return free
}
