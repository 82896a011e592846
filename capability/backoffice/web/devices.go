package web

import (
	"net/http"
	"strconv"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
)

// deviceList is a page of devices.
type deviceList struct {
	Query   backoffice.Query
	Found   []backoffice.Summary
	More    bool
	MaxText int
}

func (s *site) devices(w http.ResponseWriter, r *http.Request, v visit) error {
	values := r.URL.Query()
	list := deviceList{Query: backoffice.Query{Text: capability.Printable(values.Get("q")), Waiting: values.Get("waiting") != ""}, MaxText: capability.MaxText}
	var err error
	if list.Found, list.More, err = s.Office.Find(r.Context(), list.Query, listLength); err != nil {
		return err
	}
	return s.show(w, v, "devices", "Devices", list)
}

// devicePage is all of a device.
type devicePage struct {
	Host     string
	Device   capability.Identity
	Obsolete bool
	Record   backoffice.Record
	Flags    []backoffice.FlagView
	Licenses []licenseRow
	Waiting  []waitingRow
	Events   []backoffice.EventView
}

type licenseRow struct {
	backoffice.License
	Waiting int // units
}

// waitingRow is a removal that the device has to confirm.
type waitingRow struct {
	backoffice.Removal
	Since time.Time
}

func (s *site) device(w http.ResponseWriter, r *http.Request, v visit) error {
	record, err := s.record(r, r.URL.Query().Get("host"))
	if err != nil {
		return err
	}
	p := devicePage{
		Host: record.Device.Host.String(), Device: record.Device, Record: record,
		Obsolete: record.Books.Status == backoffice.DeviceObsolete, Flags: record.Books.Flags(),
	}
	for _, l := range record.Books.Licenses {
		p.Licenses = append(p.Licenses, licenseRow{l, record.Books.Waiting(l.ActivationID)})
	}
	for _, removal := range record.Books.Removals {
		p.Waiting = append(p.Waiting, waitingRow{removal, record.Since(removal.Seq)})
	}
	const newest = 10
	if p.Events, err = s.Office.Events(r.Context(), record.Device.Host, 0, newest); err != nil {
		return err
	}
	return s.show(w, v, "device", "Device "+capability.Printable(record.Device.Serial), p)
}

// record reads the books of a device that a page names.
func (s *site) record(r *http.Request, host string) (backoffice.Record, error) {
	id, err := capability.ParseHostID(host)
	if err != nil {
		return backoffice.Record{}, badForm("The address of this page names no host ID.")
	}
	record, err := s.Office.Record(r.Context(), id)
	return record, told(err)
}

// eventPage is a page of events, newest first.
type eventPage struct {
	Host   string // empty: of all devices
	Events []backoffice.EventView
	Older  int64 // the next page is before this one; 0: there is none
}

func (s *site) events(w http.ResponseWriter, r *http.Request, v visit) error {
	values := r.URL.Query()
	p := eventPage{Host: values.Get("host")}
	var host capability.HostID
	if p.Host != "" {
		var err error
		if host, err = capability.ParseHostID(p.Host); err != nil {
			return badForm("The address of this page names no host ID.")
		}
	}
	before := int64(0)
	if text := values.Get("before"); text != "" {
		var err error
		if before, err = strconv.ParseInt(text, 10, 64); err != nil {
			return badForm("The address of this page names no event.")
		}
	}
	var err error
	if p.Events, err = s.Office.Events(r.Context(), host, before, eventLength); err != nil {
		return err
	}
	if len(p.Events) == eventLength {
		p.Older = p.Events[eventLength-1].ID
	}
	return s.show(w, v, "events", "Events", p)
}
