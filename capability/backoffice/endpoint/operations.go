package endpoint

import (
	"context"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"handback/capability"
)

// maxRecords is the most records of a write.
const maxRecords = 25

// device is how the service names a device, in questions and answers. The parts
// stand in the order of the schema.
type device struct {
	Type      string `xml:"deviceType"`
	UniqueID  string `xml:"uniqueId,omitempty"`
	ID        string `xml:"deviceId,omitempty"`
	IDType    string `xml:"deviceIdType,omitempty"`
	Publisher string `xml:"publisherName,omitempty"`
}

// deviceOf names a host; nil: it is not known which.
func deviceOf(host capability.HostID) *device {
	if host.IsZero() {
		return nil
	}
	return &device{Type: "CLIENT", ID: host.Value, IDType: host.Type}
}

// host is the host ID of the device; zero: it can't be one of these books.
func (d *device) host() capability.HostID { return hostID(d.IDType, d.ID) }

// defaultIDType is the type of a device ID that comes without one.
const defaultIDType = "STRING"

func hostID(kind, value string) capability.HostID {
	if kind == "" {
		kind = defaultIDType
	}
	host := capability.HostID{Type: kind, Value: value}
	if host.Check() != nil {
		return capability.HostID{}
	}
	return host
}

func readDevice(space string, e element) (*device, error) {
	s := sequence{space: space, of: e}
	d := &device{Type: s.text("deviceType"), UniqueID: s.text("uniqueId"), ID: s.text("deviceId")}
	s.next("serverIds")
	d.IDType, d.Publisher = s.text("deviceIdType"), s.text("publisherName")
	switch d.Type {
	case "CLIENT", "SERVER", "SERVED_CLIENT":
		return d, s.end()
	}
	return d, errors.Join(s.end(), notExpected("%q is no deviceType", d.Type))
}

// statusInfo says how an operation went in all.
type statusInfo struct {
	Status string `xml:"status"`
	Reason string `xml:"reason,omitempty"`
}

// summary is the status of a write by what happened to its records. The first
// failure gives the reason.
func (s *service) summary(done int, failed []string) statusInfo {
	switch {
	case len(failed) == 0 && done > 0 && s.faults.take(Partial):
		return statusInfo{"PARTIAL_FAILURE", "a record was left out (played)"}
	case len(failed) == 0:
		return statusInfo{Status: "SUCCESS"}
	case done == 0:
		return statusInfo{"FAILURE", failed[0]}
	default:
		return statusInfo{"PARTIAL_FAILURE", failed[0]}
	}
}

// tooMany is the status of a write that has more records than may come at once;
// nil: it has not.
func tooMany(records int) *statusInfo {
	if records <= maxRecords {
		return nil
	}
	return &statusInfo{"FAILURE", fmt.Sprintf("%d records, at most %d may come at once", records, maxRecords)}
}

// reasonOf is the reason for a failure that the portal tells; any other error
// is returned.
func reasonOf(err error) (string, error) {
	if no := new(refusal); errors.As(err, &no) {
		return no.Error(), nil
	}
	return "", err
}

type failedDevice struct {
	XMLName xml.Name `xml:"failedDevice"`
	Device  *device  `xml:"deviceIdentifier"`
	Reason  string   `xml:"reason,omitempty"`
}

type generated struct {
	XMLName xml.Name `xml:"device"`
	Device  *device  `xml:"deviceIdentifier"`
	License string   `xml:"addonLicense"`
}

type generateAnswer struct {
	XMLName xml.Name
	Status  statusInfo          `xml:"statusInfo"`
	Failed  *list[failedDevice] `xml:"failedData"`
	Devices *list[generated]    `xml:"responseData"`
}

// generate answers capability requests, and tells again the newest response of
// devices that are named.
func (s *service) generate(ctx context.Context, q question) (any, error) {
	devices, requests := q.all("device"), q.all("request")
	if err := q.end(); err != nil {
		return nil, err
	}
	answer := generateAnswer{XMLName: q.answer()}
	if status := tooMany(len(devices) + len(requests)); status != nil {
		answer.Status = *status
		return answer, nil
	}
	g := generation{answer: &answer}
	for _, e := range devices {
		d, err := readDevice(q.space, e)
		if err == nil {
			err = g.add(s.stored(ctx, d.host()))
		}
		if err != nil {
			return nil, err
		}
	}
	for i, e := range requests {
		data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(e.text), ""))
		switch {
		case err != nil:
			err = notExpected("a request is not in base64")
		case i > 0 && i == len(requests)-1 && s.faults.take(Partial):
			err = g.add(reply{host: hostOf(data)}, &refusal{"", "this record was left out (played)"})
		default:
			err = g.add(s.process(ctx, data))
		}
		if err != nil {
			return nil, err
		}
	}
	answer.Status = s.summary(len(devices)+len(requests)-len(g.reasons), g.reasons)
	return answer, nil
}

// generation gathers what happened to the records.
type generation struct {
	answer  *generateAnswer
	reasons []string // for failures
}

// add takes what happened to one record. An error that is no *refusal comes back.
func (g *generation) add(r reply, err error) error {
	reason, err := reasonOf(err)
	switch {
	case err != nil:
		return err
	case reason != "":
		g.reasons = append(g.reasons, reason)
		g.answer.Failed = g.answer.Failed.with(failedDevice{Device: deviceOf(r.host), Reason: reason})
	case len(r.response) > 0:
		g.answer.Devices = g.answer.Devices.with(generated{Device: deviceOf(r.host), License: base64.StdEncoding.EncodeToString(r.response)})
	}
	return nil
}

// stored is the newest response of a device.
func (s *service) stored(ctx context.Context, host capability.HostID) (reply, error) {
	issued, err := s.office.Response(ctx, host, 0)
	return reply{host, issued.Bytes}, refused(err)
}

// line is a license of a device.
type line struct {
	ID capability.ActivationID `xml:"lineItemIdentifier>activationId"`
}

type failedLine struct {
	XMLName xml.Name `xml:"failAddon"`
	Device  *device  `xml:"deviceIdentifier"`
	Line    *line    `xml:"lineItem"`
	Reason  string   `xml:"reason,omitempty"`
}

// changedDevice is a device as an element of its own.
type changedDevice struct {
	XMLName xml.Name `xml:"deviceIdentifier"`
	device
}

type removeAnswer struct {
	XMLName xml.Name
	Status  statusInfo           `xml:"statusInfo"`
	Failed  *list[failedLine]    `xml:"failedData"`
	Devices *list[changedDevice] `xml:"responseData"`
}

// removal is one record of a removal.
type removal struct {
	device   *device
	id       capability.ActivationID
	quantity int // units taken away; 0: all
	missing  bool
}

func (s *service) deleteLines(ctx context.Context, q question) (any, error) {
	return s.removeLines(ctx, q, false)
}

func (s *service) decrementLines(ctx context.Context, q question) (any, error) {
	return s.removeLines(ctx, q, true)
}

func (s *service) removeLines(ctx context.Context, q question, counted bool) (any, error) {
	records, err := readRemovals(q, counted)
	if err != nil {
		return nil, err
	}
	answer := removeAnswer{XMLName: q.answer()}
	if status := tooMany(len(records)); status != nil {
		answer.Status = *status
		return answer, nil
	}
	var reasons []string
	var told *device // the last one in the answer
	for i, record := range records {
		err := s.removeOne(ctx, record, i > 0 && i == len(records)-1)
		reason, err := reasonOf(err)
		if err != nil {
			return nil, err
		}
		if reason != "" {
			reasons = append(reasons, reason)
			answer.Failed = answer.Failed.with(failedLine{Device: record.device, Line: &line{record.id}, Reason: reason})
		} else if record.device != told {
			answer.Devices = answer.Devices.with(changedDevice{device: *record.device})
			told = record.device
		}
	}
	answer.Status = s.summary(len(records)-len(reasons), reasons)
	return answer, nil
}

// removeOne carries out a record; lastOfMany is left out when that is played.
func (s *service) removeOne(ctx context.Context, r removal, lastOfMany bool) error {
	switch {
	case s.faults.take(UnknownDevice):
		return &refusal{unknownDevice, "no such device (played)"}
	case lastOfMany && s.faults.take(Partial):
		return &refusal{"", "this record was left out (played)"}
	case r.missing:
		return &refusal{"", "the count is missing"}
	}
	issued, err := s.office.Remove(ctx, r.device.host(), r.id, r.quantity)
	if err == nil {
		s.log.InfoContext(ctx, "licenses removed", "host", r.device.host(), "activation", r.id, "quantity", r.quantity, "seq", issued.Response.Seq)
	}
	return refused(err)
}

func readRemovals(q question, counted bool) ([]removal, error) {
	var all []removal
	lists := q.all("requestList")
	if len(lists) == 0 {
		return nil, notExpected("no requestList")
	}
	for _, e := range lists {
		list := sequence{space: q.space, of: e}
		named, _ := list.next("deviceIdentifier")
		d, err := readDevice(q.space, named)
		if err != nil {
			return nil, err
		}
		items := list.all("lineItem")
		if len(items) == 0 {
			return nil, errors.Join(list.end(), notExpected("no lineItem"))
		}
		for _, item := range items {
			one, err := readRemoval(q.space, item, counted)
			if err != nil {
				return nil, err
			}
			one.device = d
			all = append(all, one)
		}
		if err := list.end(); err != nil {
			return nil, err
		}
	}
	return all, q.end()
}

// readRemoval reads a lineItem: lineItemIdentifier with activationId, and behind
// the activation ID, or behind the identifier, the count.
func readRemoval(space string, item element, counted bool) (removal, error) {
	outer := sequence{space: space, of: item}
	e, _ := outer.next("lineItemIdentifier")
	inner := sequence{space: space, of: e}
	r := removal{id: capability.ActivationID(inner.text("activationId"))}
	if counted {
		text := inner.text("count")
		if text == "" {
			text = outer.text("count")
		}
		count, err := strconv.Atoi(text)
		if text != "" && (err != nil || count < 1 || count > capability.MaxCount) {
			return r, notExpected("%q is no count", text)
		}
		r.quantity, r.missing = count, text == ""
	}
	if err := inner.end(); err != nil {
		return r, err
	}
	return r, outer.end()
}
