// Package endpoint is the reference portal for programs. It has both ways by
// which FlexNet Operations takes capability requests, on the same books:
//
//   - /deviceservices, which devices call themselves: the request as it is in the
//     body of a POST, the response as it is in the answer. There is no login: the
//     request is signed.
//   - /flexnet/services/ManageDeviceService, also below /flexnet/services/v1/ to
//     v3/: the SOAP web service, for users with the right to it.
//
// # The device endpoint
//
// The vendor documents no status codes for it. Here 200 with a body is a
// response; 400 is no request of a device, 413 one that is too large, 422 the
// portal's no (the text says why, with a code where FlexNet Operations has one),
// and 500 a fault of the portal, which leaves nothing half done. GET
// /deviceservices/ping is 200 when the books can be read. A request that does not
// arrive whole gets no answer, here and at the web service: the sender could take
// a refusal for the answer to the whole request.
//
// # The web service
//
// SOAP 1.1, document/literal. The operations are generateCapabilityResponse,
// deleteAddonLineItems, decrementAddonLineItems, obsoleteHost, returnHost (not
// supported) and, in version 3 and without a version, getDevice. The answer is
// in the namespace of the question. What is no SOAP, or out of order, gets a
// Fault with status 500; no login gets 401, no right 403 and a second request of
// a user at the same time 503.
package endpoint

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/backoffice/users"
	"handback/capability/message"
)

// Options are what the endpoints work with.
type Options struct {
	Office  *backoffice.Office
	Users   *users.Store               // nil: there is no web service
	Address func(*http.Request) string // from where a request came, to slow down wrong logins
	Log     *slog.Logger
	Faults  []Fault // to be played; for training and tests only
}

// New makes the handler of the endpoints, for the paths /deviceservices and
// /flexnet/.
func New(o Options) http.Handler {
	faults := newFaults(o.Faults)
	p := portal{office: o.Office, faults: faults, log: o.Log}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /deviceservices", p.answerDevice)
	mux.HandleFunc("GET /deviceservices/ping", p.ping)
	if o.Users != nil {
		s := &service{portal: p, users: o.Users, address: o.Address, busy: map[string]bool{}}
		const path = "/flexnet/services/"
		for _, version := range []string{"", "v1/", "v2/", "v3/"} {
			mux.Handle("POST "+path+version+"ManageDeviceService", s)
		}
	}
	return faults.around(mux)
}

// portal is the books behind both endpoints, with the faults that are played.
type portal struct {
	office *backoffice.Office
	faults *faults
	log    *slog.Logger
}

// reply is the answer to one request.
type reply struct {
	host     capability.HostID
	response []byte // empty: none is told
}

// process answers a request. A *refusal is the portal's no.
func (p portal) process(ctx context.Context, data []byte) (reply, error) {
	if p.faults.take(UnknownDevice) {
		return reply{host: hostOf(data)}, &refusal{unknownDevice, "no such device (played)"}
	}
	processed, err := p.office.Process(ctx, data)
	if err != nil {
		return reply{host: hostOf(data)}, refused(err)
	}
	r := reply{processed.Request.Host, processed.Bytes}
	p.log.InfoContext(ctx, "request answered", "host", r.host, "seq", processed.Response.Seq, "again", processed.Again)
	switch {
	case processed.Again && p.faults.take(Duplicate):
		return r, &refusal{"", "this request was processed before (played)"}
	case processed.Response.Seq > 1 && p.faults.take(Stale):
		older, err := p.office.Response(ctx, r.host, processed.Response.Seq-1)
		return reply{r.host, older.Bytes}, err
	case p.faults.take(NoData):
		r.response = nil
	}
	return r, nil
}

// hostOf is whose request it is, where that can be read; nothing of it is proved.
func hostOf(data []byte) capability.HostID {
	m, err := message.Decode(data)
	if err != nil {
		return capability.HostID{}
	}
	return m.Host()
}

// The codes of FlexNet Operations that are known.
const (
	unknownDevice  = "20022"
	obsoleteDevice = "20026"
)

// refusal is the portal's no. Nothing has changed.
type refusal struct{ code, text string }

// Error is the reason in the form of FlexNet Operations, code:text.
func (r *refusal) Error() string {
	if r.code == "" {
		return capability.Printable(r.text)
	}
	return r.code + ":" + capability.Printable(r.text)
}

// refused makes a *refusal of what the books refuse. Other errors stay.
func refused(err error) error {
	for _, known := range []struct {
		err  error
		code string
	}{
		{backoffice.ErrUnknownDevice, unknownDevice},
		{backoffice.ErrObsolete, obsoleteDevice},
		{backoffice.ErrNotHeld, ""},
		{backoffice.ErrQuantity, ""},
		{backoffice.ErrNoResponse, ""},
		{message.ErrNotMessage, ""},
		{message.ErrTruncated, ""},
		{message.ErrTooLarge, ""},
		{message.ErrVersion, ""},
		{message.ErrKind, ""},
	} {
		if errors.Is(err, known.err) {
			return &refusal{known.code, err.Error()}
		}
	}
	if no := new(backoffice.RefusedError); errors.As(err, &no) {
		return &refusal{"", no.Error()}
	}
	return err
}

// readWhole reads the body of a request; false: it has more bytes than the limit. It
// ends the connection when the body breaks off.
func readWhole(w http.ResponseWriter, r *http.Request, limit int64) (data []byte, fits bool) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if large := new(http.MaxBytesError); errors.As(err, &large) {
		return nil, false
	}
	if err != nil {
		panic(http.ErrAbortHandler) // net/http's way to break a connection off
	}
	return data, true
}

// answerDevice is the device endpoint.
func (p portal) answerDevice(w http.ResponseWriter, r *http.Request) {
	data, fits := readWhole(w, r, message.MaxSize)
	if !fits {
		http.Error(w, fmt.Sprintf("a request has at most %d bytes", message.MaxSize), http.StatusRequestEntityTooLarge)
		return
	}
	answer, err := p.process(r.Context(), data)
	no := new(refusal)
	switch {
	case errors.As(err, &no) && answer.host.IsZero():
		http.Error(w, no.Error(), http.StatusBadRequest)
	case errors.As(err, &no):
		p.log.InfoContext(r.Context(), "request refused", "host", answer.host, "why", no.Error())
		http.Error(w, no.Error(), http.StatusUnprocessableEntity)
	case err != nil:
		p.fail(w, r, err)
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Length", strconv.Itoa(len(answer.response)))
		_, _ = w.Write(answer.response) // who hears no answer asks again
	}
}

// fail answers when the portal itself failed; what went wrong is for its log.
func (p portal) fail(w http.ResponseWriter, r *http.Request, err error) {
	p.log.ErrorContext(r.Context(), "request failed", "path", r.URL.Path, "error", capability.Printable(err.Error()))
	http.Error(w, "the portal has failed", http.StatusInternalServerError)
}

func (p portal) ping(w http.ResponseWriter, r *http.Request) {
	if _, err := p.office.Settings(r.Context()); err != nil {
		p.fail(w, r, err)
		return
	}
	_, _ = io.WriteString(w, "ready\n") // who hears no answer asks again
}
