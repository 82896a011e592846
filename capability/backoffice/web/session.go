package web

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/securecookie"

	"handback/capability/backoffice/users"
)

// SessionLife is how long somebody stays logged in, at most.
const SessionLife = 8 * time.Hour

// session is what the cookie holds.
type session struct {
	ID   string // of this session; the tokens of its forms belong to it
	Name string // of the user; empty: nobody is logged in yet
	Mark string // of the user's password
}

// errNoVisit says that nobody is logged in.
var errNoVisit = errors.New("nobody is logged in")

func (s *site) codec() (*securecookie.SecureCookie, error) {
	sign, encrypt, err := s.Users.SessionKeys()
	if err != nil {
		return nil, err
	}
	return securecookie.New(sign, encrypt).MaxAge(int(SessionLife / time.Second)).SetSerializer(securecookie.JSONEncoder{}), nil
}

// The names of the values that are signed; each is good in its place only.
const (
	sessionValue = "session"
	formValue    = "form"
)

// cookie is the name of the cookie. The prefix keeps other hosts from setting it.
func (s *site) cookie() string {
	if s.Secure {
		return "__Host-handback"
	}
	return "handback"
}

// sessionOf reads the cookie. One that is missing, old or not of this portal is
// an empty session.
func (s *site) sessionOf(r *http.Request) (session, error) {
	codec, err := s.codec()
	if err != nil {
		return session{}, err
	}
	cookie, err := r.Cookie(s.cookie())
	if err != nil {
		return session{}, nil
	}
	var found session
	if codec.Decode(sessionValue, cookie.Value, &found) != nil {
		return session{}, nil
	}
	return found, nil
}

// begin starts a session with an ID of its own.
func (s *site) begin(w http.ResponseWriter, name, mark string) (session, error) {
	codec, err := s.codec()
	if err != nil {
		return session{}, err
	}
	fresh := session{ID: rand.Text(), Name: name, Mark: mark}
	value, err := codec.Encode(sessionValue, fresh)
	if err != nil {
		return session{}, err
	}
	s.setCookie(w, value, 0)
	return fresh, nil
}

func (s *site) setCookie(w http.ResponseWriter, value string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookie(), Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode,
	})
}

// visitOf finds who is logged in, as the file of users is now. The error is
// errNoVisit when nobody is.
func (s *site) visitOf(r *http.Request) (visit, error) {
	found, err := s.sessionOf(r)
	if err != nil {
		return visit{}, err
	}
	if found.Name == "" {
		return visit{}, errNoVisit
	}
	user, err := s.Users.Find(found.Name)
	if errors.Is(err, users.ErrNoUser) || err == nil && user.Mark() != found.Mark {
		return visit{}, errNoVisit
	}
	return visit{found, user}, err
}

// token is what the forms of a session carry.
func (s *site) token(of session) (string, error) {
	codec, err := s.codec()
	if err != nil {
		return "", err
	}
	return codec.Encode(formValue, of.ID)
}

var errOldForm = &problem{http.StatusForbidden, "This page was too old", "Nothing was done. Open the page again and repeat what you did."}

// checkToken is errOldForm unless the token is one of the session.
func (s *site) checkToken(of session, token string) error {
	codec, err := s.codec()
	if err != nil {
		return err
	}
	var id string
	if codec.Decode(formValue, token, &id) != nil || of.ID == "" || id != of.ID {
		return errOldForm
	}
	return nil
}

// form reads a form that is no upload, and checks its token.
func (s *site) form(w http.ResponseWriter, r *http.Request, of session) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	err := r.ParseMultipartForm(maxForm)
	if errors.Is(err, http.ErrNotMultipart) {
		err = r.ParseForm()
	}
	if err != nil {
		return badForm("The form did not arrive whole, or has more than 2 MiB.")
	}
	return s.checkToken(of, r.PostForm.Get("token"))
}

// loginPage is what the login shows.
type loginPage struct {
	Next, Name, Wrong string
}

func (s *site) showLogin(w http.ResponseWriter, r *http.Request) {
	s.loginAgain(w, r, loginPage{Next: r.URL.Query().Get("next")}, http.StatusOK)
}

// loginAgain shows the login, in a session of its own.
func (s *site) loginAgain(w http.ResponseWriter, r *http.Request, page loginPage, status int) {
	fresh, err := s.begin(w, "", "")
	if err == nil {
		w.WriteHeader(status)
		err = s.show(w, visit{session: fresh}, "login", "Log in", page)
	}
	if err != nil {
		s.showProblem(w, r, visit{}, err)
	}
}

func (s *site) login(w http.ResponseWriter, r *http.Request) {
	found, err := s.sessionOf(r)
	if err == nil {
		err = s.form(w, r, found)
	}
	if err != nil {
		s.showProblem(w, r, visit{}, err)
		return
	}
	name, address := r.PostForm.Get("name"), s.Address(r)
	user, err := s.Users.Login(name, r.PostForm.Get("password"), address)
	page := loginPage{Next: r.PostForm.Get("next"), Name: name}
	switch {
	case errors.Is(err, users.ErrTooMany):
		s.Log.WarnContext(r.Context(), "too many logins failed", "address", address)
		page.Wrong = "Too many logins failed from where you are. Wait a minute, then try again."
		w.Header().Set("Retry-After", "60")
		s.loginAgain(w, r, page, http.StatusTooManyRequests)
	case errors.Is(err, users.ErrLogin):
		s.Log.WarnContext(r.Context(), "login failed", "address", address)
		page.Wrong = "The name or the password is not right."
		s.loginAgain(w, r, page, http.StatusUnauthorized)
	case err != nil:
		s.showProblem(w, r, visit{}, err)
	default:
		if _, err := s.begin(w, user.Name, user.Mark()); err != nil {
			s.showProblem(w, r, visit{}, err)
			return
		}
		s.Log.InfoContext(r.Context(), "logged in", "user", user.Name, "address", address)
		http.Redirect(w, r, insideOnly(page.Next), http.StatusSeeOther)
	}
}

// insideOnly is a path of these pages, whatever the form says.
func insideOnly(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.ContainsAny(next, "\\\t\r\n") || strings.HasPrefix(next, "//") {
		return "/"
	}
	return next
}

func (s *site) logout(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.form(w, r, v.session); err != nil {
		return err
	}
	s.setCookie(w, "", -1)
	s.Log.InfoContext(r.Context(), "logged out", "user", v.user.Name)
	http.Redirect(w, r, "/login", http.StatusSeeOther)
	return nil
}

// counted is a number of things, as in 1 license and 2 licenses.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
