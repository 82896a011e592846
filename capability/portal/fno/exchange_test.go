package fno

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"handback/capability"
	"handback/capability/portal"
)

// TestRequests: what goes over the wire, byte by byte.
func TestRequests(t *testing.T) {
	three := []portal.Removal{{ActivationID: "act-pump-01"}, {ActivationID: "act-view-02", Quantity: 2}, {ActivationID: "act-<&>-03"}}
	for name, test := range map[string]struct {
		o      Options
		answer string
		do     func(p *Portal) error
	}{
		"generate": {Options{}, "generate-success", func(p *Portal) error {
			_, err := p.Exchange(context.Background(), portal.Request{Data: []byte("a request\x00\xff")}, nil)
			return err
		}},
		"generate with a login": {Options{Login: login(t, Headers, "kim##acme")}, "generate-success", func(p *Portal) error {
			_, err := p.Exchange(context.Background(), portal.Request{Data: []byte("a request")}, nil)
			return err
		}},
		"generate of no version": {Options{Namespace: "urn:com.macrovision:flexnet/opsembedded", NameAction: true}, "generate-success", func(p *Portal) error {
			_, err := p.Exchange(context.Background(), portal.Request{Data: []byte("a request")}, nil)
			return err
		}},
		"device": {Options{Publisher: "demo"}, "device", func(p *Portal) error {
			_, err := p.Look(context.Background(), host)
			return err
		}},
		"delete": {Options{Publisher: "demo"}, "delete-success", func(p *Portal) error {
			return p.Remove(context.Background(), host, []portal.Removal{three[0], three[2]})
		}},
		"decrement": {Options{HostTypes: map[string]string{"STRING": "PUBLISHER_DEFINED"}}, "decrement-success", func(p *Portal) error {
			return p.Remove(context.Background(), host, three[1:2])
		}},
		"obsolete": {Options{}, "obsolete-success", func(p *Portal) error {
			return p.Obsolete(context.Background(), capability.HostID{Type: "uuid", Value: "6ba7b810"})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, 200, sample(t, test.answer))
			if err := test.do(s.portal(t, test.o)); err != nil {
				t.Fatal(err)
			}
			if len(s.asked) != 1 {
				t.Fatalf("%d calls", len(s.asked))
			}
			h := s.asked[0].header
			golden.RequireEqual(t, fmt.Appendf(nil, "Content-Type: %s\nSOAPAction: %s\n\n%s\n", h.Get("Content-Type"), h.Get("SOAPAction"), s.asked[0].body))
		})
	}
}

func TestLogins(t *testing.T) {
	for _, test := range []struct {
		kind LoginKind
		user string
		want string
	}{
		{NoLogin, "", ""},
		{Basic, "kim##acme", "Basic a2ltIyNhY21lOnDDpHNzd29yZCAx"},
		{Bearer, "", "Bearer " + password},
		{Headers, "kim", ""},
	} {
		s := serve(t, 200, sample(t, "generate-empty"))
		l := Login{}
		if test.kind != NoLogin {
			l = login(t, test.kind, test.user)
		}
		if _, err := s.portal(t, Options{Login: l}).Exchange(t.Context(), portal.Request{Data: []byte("x")}, nil); err != nil {
			t.Fatalf("%q: %v", test.kind, err)
		}
		if got := s.asked[0].header.Get("Authorization"); got != test.want {
			t.Errorf("%q: %s", test.kind, got)
		}
		if has := strings.Contains(s.asked[0].body, "UserPassword"); has != (test.kind == Headers) {
			t.Errorf("%q: %s", test.kind, s.asked[0].body)
		}
		if l.Secret.IsZero() {
			continue
		}
		l.Secret.File += "x"
		_, err := s.portal(t, Options{Login: l}).Exchange(t.Context(), portal.Request{Data: []byte("x")}, nil)
		if !errors.Is(err, portal.ErrNotSent) || !strings.Contains(err.Error(), "the secret from the file") || len(s.asked) != 1 {
			t.Errorf("%q without a file: %v", test.kind, err)
		}
	}
	for name, l := range map[string]Login{
		"no such kind":     {Kind: "ntlm"},
		"nobody":           login(t, Basic, ""),
		"a colon":          login(t, Basic, "kim:x"),
		"a token's user":   login(t, Bearer, "kim"),
		"no secret":        {Kind: Bearer},
		"a secret, unused": login(t, NoLogin, ""),
	} {
		if _, err := New(Options{HTTP: noTransport(), Login: l}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestAnswerForAnotherDevice: it counts where the request itself says whose it is.
func TestAnswerForAnotherDevice(t *testing.T) {
	all := func([]byte) bool { return true }
	for name, test := range map[string]struct {
		host    capability.HostID
		answers func([]byte) bool
		file    string
		is      error
	}{
		"its own":         {host, all, "generate-success", nil},
		"in capitals":     {capability.HostID{Type: "string", Value: "x200-sn0042"}, all, "generate-success", nil},
		"another":         {capability.HostID{Type: "STRING", Value: "X200-SN0043"}, all, "generate-success", portal.ErrOtherDevice},
		"another type":    {capability.HostID{Type: "UUID", Value: host.Value}, all, "generate-success", portal.ErrOtherDevice},
		"it names none":   {host, all, "generate-partial", nil},
		"another, opaque": {capability.HostID{Type: "STRING", Value: "X200-SN0043"}, nil, "generate-success", nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := serve(t, 200, sample(t, test.file)).portal(t, Options{})
			got, err := p.Exchange(t.Context(), portal.Request{Data: []byte("a request"), Host: &test.host, Answers: test.answers}, nil)
			if !errors.Is(err, test.is) || (err == nil) != (string(got) == "a response") {
				t.Errorf("%q, %v", got, err)
			}
			if err != nil && (portal.StateAfter(err) != capability.ExchangeUncertain || !strings.Contains(err.Error(), "STRING/X200-SN0042 and not ")) {
				t.Error(err)
			}
		})
	}
}

func TestExchange(t *testing.T) {
	for name, test := range map[string]struct {
		status   int
		response string
		is       error
		refusal  bool
		words    string
	}{
		"generate-success":       {200, "a response", nil, false, ""},
		"generate-empty":         {200, "", nil, false, ""},
		"generate-empty-license": {200, "", nil, false, ""},
		"generate-partial":       {200, "a response", nil, false, ""},
		"generate-partial-none":  {200, "", portal.ErrPartly, false, "some lines could not be processed"},
		"generate-obsolete":      {200, "", nil, true, "(20026): The device is obsolete."},
		"generate-not-supported": {200, "", portal.ErrUnsupported, true, "The operation is not supported."},
		"generate-two":           {200, "", portal.ErrOtherDevice, false, "2 devices"},
		"generate-not-base64":    {200, "", portal.ErrUnreadable, false, "base64"},
		"generate-no-status":     {200, "", portal.ErrUnreadable, false, "status"},
		"other-operation":        {200, "", portal.ErrUnreadable, false, "generateCapabilityResponse"},
		"fault":                  {500, "", portal.ErrFault, false, "Server.generalException java.lang.NullPointerException"},
		"fault-login":            {500, "", portal.ErrLogin, true, "could not be verified"},
		"fault-rights":           {200, "", portal.ErrRights, true, "access denied"},
		"page":                   {200, "", portal.ErrNotAPortal, false, ""},
		"bomb":                   {200, "", portal.ErrUnreadable, false, "document type"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := exchange(t, test.status, sample(t, name))
			var refused *portal.Refused
			if fails := test.is != nil || test.refusal; (err != nil) != fails || test.is != nil && !errors.Is(err, test.is) || errors.As(err, &refused) != test.refusal {
				t.Fatalf("%q, %v", got, err)
			}
			if string(got) != test.response || errors.Is(err, portal.ErrNotSent) {
				t.Errorf("%q, %v", got, err)
			}
			if err != nil && !strings.Contains(err.Error(), test.words) {
				t.Error(err)
			}
		})
	}
	if _, err := exchange(t, 200, sample(t, "fault")); !errors.Is(err, portal.ErrFault) {
		t.Errorf("a fault with status 200: %v", err)
	}
	if _, err := exchange(t, 500, sample(t, "generate-success")); !errors.Is(err, portal.ErrFault) {
		t.Errorf("a success with status 500: %v", err)
	}
}

func TestRequestsAreBounded(t *testing.T) {
	s := serve(t, 200, sample(t, "generate-success"))
	p := s.portal(t, Options{})
	for _, size := range []int{0, portal.MaxRequest + 1} {
		if _, err := p.Exchange(t.Context(), portal.Request{Data: make([]byte, size)}, nil); !errors.Is(err, portal.ErrNotSent) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	if _, err := p.Look(t.Context(), capability.HostID{}); !errors.Is(err, portal.ErrNotSent) {
		t.Errorf("no host ID: %v", err)
	}
	if len(s.asked) != 0 {
		t.Errorf("%d calls", len(s.asked))
	}
	if _, err := p.Exchange(t.Context(), portal.Request{Data: make([]byte, portal.MaxRequest)}, nil); err != nil {
		t.Error(err)
	}
}

func TestLook(t *testing.T) {
	at := time.Date(2026, 5, 4, 3, 2, 1, 890e6, time.UTC)
	got, err := serve(t, 200, sample(t, "device")).portal(t, Options{}).Look(t.Context(), host)
	if err != nil {
		t.Fatal(err)
	}
	if got.Host != host || string(got.Response) != "a response" || got.Obsolete || !got.LastSync.Equal(at) || !got.LastRequest.Equal(time.Date(2026, 5, 4, 3, 12, 1, 0, time.UTC)) {
		t.Errorf("%+v", got)
	}
	want := []capability.PortalLicense{
		{ActivationID: "act-pump-01", Entitlement: "ENT-1", Consumed: 3, Generated: 3, State: capability.WaitingForConfirmation},
		{ActivationID: "act-view-02", Requested: 2, Consumed: 2, Generated: 2, State: capability.LicenseGenerated},
		{ActivationID: "act-bare-03", State: capability.LicenseUndefined},
	}
	if fmt.Sprint(got.Licenses) != fmt.Sprint(want) {
		t.Errorf("%+v", got.Licenses)
	}
	for name, is := range map[string]error{
		"device-obsolete":     nil,
		"device-other":        portal.ErrOtherDevice,
		"device-unknown":      portal.ErrUnknownDevice,
		"device-unknown-text": portal.ErrUnknownDevice,
		"device-none":         portal.ErrUnknownDevice,
		"device-bad-count":    portal.ErrUnreadable,
		"fault":               portal.ErrFault,
	} {
		got, err := serve(t, 200, sample(t, name)).portal(t, Options{}).Look(t.Context(), host)
		if !errors.Is(err, is) || got.Obsolete != (is == nil) || got.Response != nil {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// TestRemoveInCalls: 25 lines a call, each line once, all units apart from some.
func TestRemoveInCalls(t *testing.T) {
	s := serve(t, 200, sample(t, "delete-success"), sample(t, "delete-success"), sample(t, "decrement-success"))
	var lines []portal.Removal
	for _, quantity := range []int{0, 3} {
		for _, id := range removals(26-quantity, quantity) {
			lines = append(lines, portal.Removal{ActivationID: capability.ActivationID(id), Quantity: quantity})
		}
	}
	if err := s.portal(t, Options{}).Remove(t.Context(), host, lines); err != nil {
		t.Fatal(err)
	}
	var counts []int
	all := ""
	for _, a := range s.asked {
		counts = append(counts, strings.Count(a.body, "<lineItem>"))
		all += a.body
	}
	if fmt.Sprint(counts) != "[25 1 23]" {
		t.Errorf("%v lines a call", counts)
	}
	for _, l := range lines {
		if strings.Count(all, "<activationId>"+string(l.ActivationID)+"<") != 1 {
			t.Errorf("%s is not there once", l.ActivationID)
		}
	}
}

// TestRemoveFails: an error says the whole truth over all calls.
func TestRemoveFails(t *testing.T) {
	var lines []portal.Removal
	for _, id := range removals(26, 0) {
		lines = append(lines, portal.Removal{ActivationID: capability.ActivationID(id)})
	}
	var refused *portal.Refused
	for name, test := range map[string]struct {
		answers []string
		is      error
		refusal bool
		words   string
	}{
		"first":   {[]string{"delete-failure"}, nil, true, "the line is not on the device (act-00)"},
		"second":  {[]string{"delete-success", "delete-failure"}, portal.ErrPartly, false, "25 of 26 lines are done"},
		"partly":  {[]string{"delete-partial"}, portal.ErrPartly, false, "(act-01)"},
		"foreign": {[]string{"delete-other"}, portal.ErrOtherDevice, false, "X200-SN0099"},
	} {
		var answers [][]byte
		for _, a := range test.answers {
			answers = append(answers, sample(t, a))
		}
		s := serve(t, 200, answers...)
		err := s.portal(t, Options{}).Remove(t.Context(), host, lines)
		if err == nil || test.is != nil && !errors.Is(err, test.is) || errors.As(err, &refused) != test.refusal || !strings.Contains(err.Error(), test.words) {
			t.Errorf("%s: %v", name, err)
		}
		if len(s.asked) != len(answers) {
			t.Errorf("%s: %d calls", name, len(s.asked))
		}
	}
	p, err := New(Options{HTTP: noTransport()})
	if err != nil {
		t.Fatal(err)
	}
	for name, wrong := range map[string][]portal.Removal{
		"none": {}, "twice": {lines[0], lines[0]}, "negative": {{ActivationID: "a", Quantity: -1}}, "no ID": {{}},
	} {
		if err := p.Remove(t.Context(), host, wrong); !errors.Is(err, portal.ErrNotSent) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := p.Remove(t.Context(), host, lines); !errors.Is(err, portal.ErrNotSent) {
		t.Errorf("nobody there: %v", err)
	}
}

func TestObsolete(t *testing.T) {
	err := serve(t, 200, sample(t, "obsolete-failure")).portal(t, Options{}).Obsolete(t.Context(), host)
	var refused *portal.Refused
	if !errors.As(err, &refused) || refused.Code != "20026" || refused.Text != "already obsolete" {
		t.Errorf("%v", err)
	}
}
