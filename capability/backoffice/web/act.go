package web

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
)

// removePage is a removal, before and after.
type removePage struct {
	Host     string
	Device   capability.Identity
	License  backoffice.License
	Waiting  int    // units that wait already
	Quantity int    // units that are taken away
	Remain   int    // units that remain then
	Seq      uint64 // of the newest response, before or after
	Done     bool
	Confirm  bool // the device has to confirm
}

// showRemove shows what a removal would do, and asks.
func (s *site) showRemove(w http.ResponseWriter, r *http.Request, v visit) error {
	values := r.URL.Query()
	p, err := s.removal(r, values.Get("host"), values.Get("id"), values.Get("quantity"))
	if err != nil {
		return err
	}
	return s.show(w, v, "remove", "Take licenses away", p)
}

// removal reads what a form asks to take away, as the books stand now.
func (s *site) removal(r *http.Request, host, id, quantity string) (removePage, error) {
	record, err := s.record(r, host)
	if err != nil {
		return removePage{}, err
	}
	p := removePage{Host: host, Device: record.Device, Seq: record.Books.Seq}
	for _, l := range record.Books.Licenses {
		if string(l.ActivationID) == id {
			p.License = l
		}
	}
	if p.License.ActivationID == "" {
		return p, told(backoffice.ErrNotHeld)
	}
	if p.Quantity, err = strconv.Atoi(quantity); err != nil || p.Quantity < 1 {
		return p, badForm("The units to take away are a number, 1 or more.")
	}
	p.Waiting, p.Remain = record.Books.Waiting(p.License.ActivationID), p.License.Count-p.Quantity
	if p.Remain < 0 {
		return p, told(backoffice.ErrQuantity)
	}
	return p, nil
}

// remove carries a removal out as it was shown.
func (s *site) remove(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.form(w, r, v.session); err != nil {
		return err
	}
	form := r.PostForm
	seen, err := strconv.ParseUint(form.Get("seq"), 10, 63)
	if err != nil {
		return badForm("The form does not say what you saw.")
	}
	host, err := capability.ParseHostID(form.Get("host"))
	if err != nil {
		return badForm("The form names no host ID.")
	}
	quantity, err := strconv.Atoi(form.Get("quantity"))
	if err != nil || quantity < 1 {
		return badForm("The units to take away are a number, 1 or more.")
	}
	id := capability.ActivationID(form.Get("id"))
	issued, err := s.Office.RemoveSeen(r.Context(), host, id, quantity, seen)
	if err != nil {
		return told(err)
	}
	s.Log.InfoContext(r.Context(), "licenses removed", "user", v.user.Name, "host", host, "activation", id, "quantity", quantity, "seq", issued.Response.Seq)
	p := removePage{
		Host: host.String(), Device: issued.Device, Quantity: quantity, Seq: issued.Response.Seq,
		Done: true, Confirm: issued.Response.Confirm,
	}
	p.License.ActivationID = id
	for _, right := range issued.Response.Rights {
		if right.ActivationID == id {
			p.Remain = right.Count
		}
	}
	return s.show(w, v, "remove", "Licenses taken away", p)
}

// obsoletePage is a device to be written off, before and after.
type obsoletePage struct {
	Host      string
	Device    capability.Identity
	Held      int // units that remain with it
	Waiting   int // units that wait
	Statement string
	Done      bool
	Changes   []backoffice.Change
}

func (s *site) showObsolete(w http.ResponseWriter, r *http.Request, v visit) error {
	record, err := s.record(r, r.URL.Query().Get("host"))
	if err == nil {
		err = told(record.Books.Admit())
	}
	if err != nil {
		return err
	}
	p := obsoletePage{Host: record.Device.Host.String(), Device: record.Device, Statement: message.DeclarationStatement}
	for _, l := range record.Books.Licenses {
		p.Held += l.Count
		p.Waiting += record.Books.Waiting(l.ActivationID)
	}
	return s.show(w, v, "obsolete", "Write a device off", p)
}

func (s *site) obsolete(w http.ResponseWriter, r *http.Request, v visit) error {
	if err := s.form(w, r, v.session); err != nil {
		return err
	}
	host, err := capability.ParseHostID(r.PostForm.Get("host"))
	if err != nil {
		return badForm("The form names no host ID.")
	}
	if r.PostForm.Get("sure") != "yes" {
		return badForm("The device was not written off: the box that says you understand was not ticked.")
	}
	declaration, err := readDeclaration(r)
	if err != nil {
		return err
	}
	changes, err := s.Office.Obsolete(r.Context(), host, declaration)
	if errors.Is(err, message.ErrDeclaration) || errors.Is(err, message.ErrVersion) || errors.Is(err, message.ErrHost) {
		return badForm("The device was not written off: " + capability.Printable(err.Error()) + ".")
	}
	if err != nil {
		return told(err)
	}
	if len(changes) == 0 {
		return told(backoffice.ErrObsolete)
	}
	s.Log.WarnContext(r.Context(), "device made obsolete", "user", v.user.Name, "host", host)
	return s.show(w, v, "obsolete", "Device written off", obsoletePage{Host: host.String(), Done: true, Changes: changes})
}

func readDeclaration(r *http.Request) ([]byte, error) {
	file, _, err := r.FormFile("declaration")
	if err != nil {
		return nil, badForm("The device was not written off: the declaration is missing.")
	}
	data, err := io.ReadAll(io.LimitReader(file, message.MaxDeclaration+1))
	return data, errors.Join(err, file.Close())
}
