package endpoint

import (
	"context"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
)

type failedHost struct {
	XMLName xml.Name `xml:"failedHost"`
	Host    *device  `xml:"hostIdentifier"`
	Reason  string   `xml:"reason,omitempty"`
}

type hostAnswer struct {
	XMLName xml.Name
	Status  statusInfo        `xml:"statusInfo"`
	Failed  *list[failedHost] `xml:"failedData"`
}

// obsoleteHosts writes devices off without any proof, for ever, on the word of
// the user.
func (s *service) obsoleteHosts(ctx context.Context, q question) (any, error) {
	hosts, err := readHosts(q)
	if err != nil {
		return nil, err
	}
	answer := hostAnswer{XMLName: q.answer()}
	if status := tooMany(len(hosts)); status != nil {
		answer.Status = *status
		return answer, nil
	}
	var reasons []string
	for _, d := range hosts {
		reason, err := reasonOf(s.obsoleteOne(ctx, d, q.user.Name))
		if err != nil {
			return nil, err
		}
		if reason != "" {
			reasons = append(reasons, reason)
			answer.Failed = answer.Failed.with(failedHost{Host: d, Reason: reason})
		}
	}
	answer.Status = s.summary(len(hosts)-len(reasons), reasons)
	return answer, nil
}

func (s *service) obsoleteOne(ctx context.Context, d *device, user string) error {
	changes, err := s.office.ObsoleteOnWord(ctx, d.host(), user+", by the web service")
	switch {
	case err != nil:
		return refused(err)
	case len(changes) == 0:
		return &refusal{obsoleteDevice, "the device is obsolete already"}
	}
	s.log.InfoContext(ctx, "device made obsolete", "host", d.host(), "user", user)
	return nil
}

func readHosts(q question) ([]*device, error) {
	var all []*device
	for _, e := range q.all("host") {
		s := sequence{space: q.space, of: e}
		named, _ := s.next("hostIdentifier")
		d, err := readDevice(q.space, named)
		if err := errors.Join(err, s.end()); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	if len(all) == 0 {
		return nil, errors.Join(q.end(), notExpected("no host"))
	}
	return all, q.end()
}

// returnHosts is not supported: there is nothing here that a forced return
// without proof could do and obsoleteHost can't.
func (s *service) returnHosts(_ context.Context, q question) (any, error) {
	return hostAnswer{XMLName: q.answer(), Status: statusInfo{"NOT_SUPPORTED", "this portal forces no return"}}, nil
}

type stateAnswer struct {
	XMLName xml.Name
	Status  statusInfo    `xml:"statusInfo"`
	Failed  *failedDevice `xml:"failedDevice"`
	Device  *deviceState  `xml:"device"`
}

type deviceState struct {
	Device      *device `xml:"deviceIdentifier"`
	Status      string  `xml:"status"`
	License     string  `xml:"addonLicense,omitempty"`
	Addons      []addon `xml:"addon"`
	LastSync    string  `xml:"lastSyncTime,omitempty"`
	LastRequest string  `xml:"lastRequestTime,omitempty"`
}

type addon struct {
	ActivationID  capability.ActivationID `xml:"activationId,omitempty"`
	EntitlementID string                  `xml:"entitlementId,omitempty"`
	Requested     *int                    `xml:"requestedCopies"`
	Consumed      *int                    `xml:"consumedCopies"`
	Generated     *int                    `xml:"generatedCopies"`
	State         capability.LicenseState `xml:"licenseState,omitempty"`
}

// getDevice tells what the books have of a device, and its newest response.
func (s *service) getDevice(ctx context.Context, q question) (any, error) {
	host, wants, err := readStateQuestion(q)
	if err != nil {
		return nil, err
	}
	answer := stateAnswer{XMLName: q.answer(), Status: statusInfo{Status: "SUCCESS"}}
	answer.Device, err = s.state(ctx, host, wants)
	reason, err := reasonOf(err)
	if reason != "" {
		answer.Status, answer.Device = statusInfo{"FAILURE", reason}, nil
		answer.Failed = &failedDevice{Device: deviceOf(host), Reason: reason}
	}
	return answer, err
}

// wishes tells which parts of the answer are wanted.
type wishes func(part string) bool

func readStateQuestion(q question) (capability.HostID, wishes, error) {
	every := func(string) bool { return true }
	named, found := q.next("deviceId")
	if !found {
		return capability.HostID{}, every, errors.Join(q.end(), notExpected("no deviceId"))
	}
	id := sequence{space: q.space, of: named}
	value, kind := id.text("id"), id.text("idType")
	id.next("publisherName")
	id.next("deviceClass")
	config, configured := q.next("responseConfig")
	if err := errors.Join(id.end(), q.end()); err != nil || !configured {
		return hostID(kind, value), every, err
	}
	wanted := make(map[string]bool)
	for _, e := range config.children {
		wanted[e.name.Local] = e.text == "true" || e.text == "1"
	}
	return hostID(kind, value), func(part string) bool { return wanted[part] }, nil
}

func (s *service) state(ctx context.Context, host capability.HostID, wants wishes) (*deviceState, error) {
	if s.faults.take(UnknownDevice) {
		return nil, &refusal{unknownDevice, "no such device (played)"}
	}
	record, err := s.office.Record(ctx, host)
	if err != nil {
		return nil, refused(err)
	}
	state := &deviceState{Device: deviceOf(host), Status: string(record.Books.Status)}
	if wants("addOnLicense") {
		issued, err := s.office.Response(ctx, host, 0)
		if err != nil && !errors.Is(err, backoffice.ErrNoResponse) && !errors.Is(err, backoffice.ErrObsolete) {
			return nil, err
		}
		if err == nil {
			state.License = base64.StdEncoding.EncodeToString(issued.Bytes)
		}
	}
	for _, l := range record.Licenses() {
		state.Addons = append(state.Addons, addonOf(l, wants))
	}
	if wants("lastSyncTime") {
		state.LastSync = timeText(record.LastSync)
	}
	if wants("lastRequestTime") {
		state.LastRequest = timeText(record.LastRequest)
	}
	return state, nil
}

func addonOf(l capability.PortalLicense, wants wishes) addon {
	var a addon
	if wants("addOnActivationId") {
		a.ActivationID, a.EntitlementID = l.ActivationID, l.Entitlement
	}
	if wants("addOnCounts") {
		a.Requested, a.Consumed, a.Generated = &l.Requested, &l.Consumed, &l.Generated
	}
	if wants("addOnState") {
		a.State = l.State
	}
	return a
}

// timeText is an xs:dateTime; empty: never.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
