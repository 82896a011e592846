package web

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
)

// page is what every page shows.
type page struct {
	Title string
	Name  string          // of the page
	User  string          // empty: nobody is logged in
	Token string          // of the forms
	May   map[string]bool // by role
	Data  any
}

const layout = "pages/layout.html"

// parsePages parses each page with the frame around it.
func (s *site) parsePages() (map[string]*template.Template, error) {
	entries, err := files.ReadDir("pages")
	if err != nil {
		return nil, err
	}
	pages := make(map[string]*template.Template)
	for _, e := range entries {
		if e.Name() == path.Base(layout) {
			continue
		}
		t, err := template.New(path.Base(layout)).Funcs(s.functions()).ParseFS(files, layout, "pages/"+e.Name())
		if err != nil {
			return nil, err
		}
		pages[strings.TrimSuffix(e.Name(), ".html")] = t
	}
	return pages, nil
}

// functions are those that the pages call.
func (s *site) functions() template.FuncMap {
	return template.FuncMap{
		"text":    capability.Printable,
		"counted": counted,
		"state":   stateWords,
		"happens": eventWords,
		"time":    func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") },
		"age":     func(t time.Time) string { return age(s.Now().Sub(t)) },
		"link": func(path string, pairs ...any) string {
			query := url.Values{}
			for i := 0; i+1 < len(pairs); i += 2 {
				query.Set(fmt.Sprint(pairs[i]), fmt.Sprint(pairs[i+1]))
			}
			return path + "?" + query.Encode()
		},
	}
}

// show sends a page whole, or nothing of it with an error.
func (s *site) show(w http.ResponseWriter, v visit, name, title string, data any) error {
	p := page{Title: title, Name: name, User: v.user.Name, May: make(map[string]bool), Data: data}
	for _, role := range v.user.Roles {
		p.May[string(role)] = true
	}
	if v.session.ID != "" {
		var err error
		if p.Token, err = s.token(v.session); err != nil {
			return err
		}
	}
	var out bytes.Buffer
	if err := s.pages[name].Execute(&out, p); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(out.Bytes()) // who left needs no page
	return nil
}

// age is a length of time in the largest unit that fits.
func age(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return counted(int(d/time.Minute), "minute")
	case d < 2*day:
		return counted(int(d/time.Hour), "hour")
	default:
		return counted(int(d/day), "day")
	}
}

// stateWords says what a state of a license means.
func stateWords(s capability.LicenseState) string {
	switch s {
	case capability.LicenseGenerated:
		return "in use"
	case capability.LicenseNotGenerated:
		return "none on the device yet"
	case capability.RemovedFromLicense:
		return "returned and credited"
	case capability.WaitingForConfirmation:
		return "returned, waiting for confirmation"
	case capability.RemovalPendingConfirmation:
		return "removed here, waiting for confirmation"
	case capability.CopiesDecreasing:
		return "some returned, waiting for confirmation"
	case capability.LicenseObsolete:
		return "written off with the device"
	default:
		return strings.ToLower(strings.ReplaceAll(string(s), "_", " "))
	}
}

// eventWords says what happened.
func eventWords(e backoffice.EventView) string {
	units := counted(e.Count, "unit")
	switch e.Kind {
	case backoffice.Removed:
		return units + " taken away, waiting for confirmation"
	case backoffice.Credited:
		return units + " credited"
	case backoffice.Granted:
		return units + " given to the device"
	case backoffice.Released:
		return units + " released"
	case backoffice.Proved:
		return "the device proved that it loaded the response"
	case backoffice.RolledBack:
		return "the device went back behind what it had proved"
	case backoffice.CloneSuspected:
		return "a second device may have the same host ID"
	case backoffice.AliveAfterObsolete:
		return "the device was written off and lives"
	case backoffice.WrittenOff:
		return "the device was written off"
	case "answered":
		return "a request was answered"
	case "refused":
		return "a request was refused"
	case "issued":
		return "a response was issued"
	case "license-enrolled":
		return units + " enrolled with the device"
	default:
		return strings.ReplaceAll(string(e.Kind), "-", " ")
	}
}
