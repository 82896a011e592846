// Package web is the reference portal's pages for people. A person logs in,
// uploads the requests that came on a stick, takes the responses, and looks after
// devices: removes licenses, fetches a response again, writes a device off.
//
// The pages need no script. A folder that is uploaded keeps its names, and the
// responses come back as one zip with the names that they have on a stick.
//
// Who is logged in is in a signed and encrypted cookie, so several servers
// with the same file of users share it. It ends after [SessionLife], with the
// browser, with another password and when the user is taken out of the file.
// Each form carries a token of its session; a browser that comes from another
// site is refused besides. Each change of the books notes by whom.
package web

import (
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/backoffice/users"
)

// Limits of an upload and of lists.
const (
	MaxUpload   = 64 << 20 // bytes of all files and names
	MaxFiles    = 2000     // of an upload
	maxForm     = 2 << 20  // bytes of any other form: a declaration, or the list of a zip
	listLength  = 100      // devices on a page
	eventLength = 50       // events on a page
)

// Uploads of a user: so many at once, then one in so long.
const (
	freeUploads = 30
	uploadPause = 2 * time.Second
)

// Options are what the pages work with.
type Options struct {
	Office  *backoffice.Office
	Users   *users.Store
	Secure  bool                       // browsers reach the pages by https only
	Address func(*http.Request) string // from where a request came, to slow down wrong logins
	Now     func() time.Time
	Log     *slog.Logger
}

//go:embed pages static
var files embed.FS

// site is the pages.
type site struct {
	Options
	pages   map[string]*template.Template
	uploads *users.Limits // by user
}

// New makes the handler of the pages, for all paths.
func New(o Options) (http.Handler, error) {
	s := &site{Options: o, uploads: users.NewLimits(uploadPause, freeUploads)}
	var err error
	if s.pages, err = s.parsePages(); err != nil {
		return nil, err
	}
	static, err := fs.Sub(files, "static")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /static/", http.StripPrefix("/static/", http.FileServerFS(static)))
	mux.HandleFunc("GET /login", s.showLogin)
	mux.HandleFunc("POST /login", s.login)
	for pattern, page := range map[string]handler{
		"POST /logout":        {"", s.logout},
		"GET /{$}":            {"", s.home},
		"GET /upload":         {users.Upload, s.showUpload},
		"POST /upload":        {users.Upload, s.upload},
		"POST /responses.zip": {users.Upload, s.zip},
		"GET /devices":        {"", s.devices},
		"GET /device":         {"", s.device},
		"GET /response":       {"", s.response},
		"GET /remove":         {users.Remove, s.showRemove},
		"POST /remove":        {users.Remove, s.remove},
		"GET /obsolete":       {users.Obsolete, s.showObsolete},
		"POST /obsolete":      {users.Obsolete, s.obsolete},
		"GET /events":         {"", s.events},
	} {
		mux.Handle(pattern, s.visitors(page))
	}
	return s.guarded(mux), nil
}

// guarded sets the headers of every answer, and refuses forms of other sites.
func (s *site) guarded(next http.Handler) http.Handler {
	crossing := http.NewCrossOriginProtection()
	crossing.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "this form came from another site", http.StatusForbidden)
	}))
	next = crossing.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// visit is a request of a user who is logged in.
type visit struct {
	session session
	user    users.User
}

// handler does what a page is for. The role is empty where every user may.
type handler struct {
	role users.Role
	do   func(w http.ResponseWriter, r *http.Request, v visit) error
}

// visitors lets those in who are logged in and have the role. Others are sent to
// the login, or told that they may not.
func (s *site) visitors(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := s.visitOf(r)
		switch {
		case errors.Is(err, errNoVisit):
			target := "/login"
			if r.Method == http.MethodGet && r.URL.Path != "/" {
				target += "?" + url.Values{"next": {r.URL.RequestURI()}}.Encode()
			}
			http.Redirect(w, r, target, http.StatusSeeOther)
			return
		case err == nil && h.role != "" && !v.user.May(h.role):
			err = &problem{http.StatusForbidden, "You are not allowed to do that", "Your user has no role “" + string(h.role) + "”. Whoever runs this portal can give it to you."}
		case err == nil:
			err = h.do(w, r.WithContext(backoffice.By(r.Context(), v.user.Name)), v)
		}
		if err != nil {
			s.showProblem(w, r, v, err)
		}
	})
}

// problem is what a person is told when a page can't do what was asked.
type problem struct {
	status      int
	title, text string
}

func (p *problem) Error() string { return p.title + ": " + p.text }

func badForm(text string) error {
	return &problem{http.StatusBadRequest, "That was not complete", text}
}

// told words the errors of the books that a person can do something about.
func told(err error) error {
	for _, known := range []struct {
		err         error
		title, help string
	}{
		{backoffice.ErrUnknownDevice, "No such device", "Look for it in the list of devices."},
		{backoffice.ErrObsolete, "The device is obsolete", "It gets no licenses and no responses any more."},
		{backoffice.ErrNoResponse, "No such response", "The device has none yet. It gets one when its request is uploaded or licenses are removed here."},
		{backoffice.ErrNotHeld, "Nothing is left to take away", "Look at the device’s page for what waits already."},
		{backoffice.ErrQuantity, "That many can’t be taken away", "Look at the device’s page for what remains."},
		{backoffice.ErrChanged, "The device has changed meanwhile", "Nothing was done now. Look at its page: perhaps your order was carried out already."},
		{backoffice.ErrNotRemoved, "Nothing was taken away", "The connection to the database was lost for a moment. Try again."},
		{backoffice.ErrUncertain, "It is not known whether this was done", "The database gave no answer. Look at the device’s page before you try again."},
	} {
		if errors.Is(err, known.err) {
			return &problem{http.StatusConflict, known.title, known.help}
		}
	}
	return err
}

func (s *site) showProblem(w http.ResponseWriter, r *http.Request, v visit, err error) {
	p := &problem{http.StatusInternalServerError, "The portal has failed", "Try again. If it fails again, tell whoever runs this portal; the log has more."}
	if !errors.As(err, &p) {
		s.Log.ErrorContext(r.Context(), "page failed", "path", r.URL.Path, "error", capability.PrintableLine(err.Error()))
	}
	w.WriteHeader(p.status)
	if err := s.show(w, v, "problem", p.title, p.text); err != nil {
		s.Log.ErrorContext(r.Context(), "page failed", "path", r.URL.Path, "error", capability.PrintableLine(err.Error()))
	}
}

func (s *site) home(w http.ResponseWriter, r *http.Request, v visit) error {
	target := "/devices"
	if v.user.May(users.Upload) {
		target = "/upload"
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
	return nil
}
