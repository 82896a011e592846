package fno

import (
	"errors"
	"strings"
	"testing"

	"handback/capability/portal"
)

// TestCheck: each part in words, up to the one that fails.
func TestCheck(t *testing.T) {
	for name, test := range map[string]struct {
		answer string
		status int
		parts  string
		is     error
	}{
		"fine":             {"device-unknown", 200, "address certificate login rights clock", nil},
		"fine, empty":      {"device-none", 200, "address certificate login rights clock", portal.ErrUnknownDevice},
		"another no":       {"delete-failure", 200, "address", portal.ErrUnreadable},
		"login":            {"fault-login", 500, "address certificate login", portal.ErrLogin},
		"login, by status": {"fault", 401, "address certificate login", portal.ErrLogin},
		"rights":           {"fault-rights", 500, "address certificate login rights", portal.ErrRights},
		"fault":            {"fault", 500, "address certificate login rights", portal.ErrFault},
		"a page":           {"page", 200, "address", portal.ErrNotAPortal},
		"overloaded":       {"fault", 503, "address", portal.ErrOverloaded},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, test.status, sample(t, test.answer))
			var parts []string
			var last portal.Checkup
			s.portal(t, Options{Login: login(t, Basic, "kim")}).Check(t.Context(), func(k portal.Checkup) {
				if last.Err != nil {
					t.Errorf("%+v after %+v", k, last)
				}
				if k.Err == nil && k.Text == "" || strings.Contains(k.Text, password) {
					t.Errorf("%+v", k)
				}
				parts = append(parts, string(k.Part))
				last = k
			})
			if got := strings.Join(parts, " "); got != test.parts {
				t.Errorf("%s, %v", got, last.Err)
			}
			if fine := strings.HasSuffix(test.parts, "clock"); fine != (last.Err == nil) || !fine && !errors.Is(last.Err, test.is) {
				t.Errorf("%v", last.Err)
			}
			if len(s.asked) != 1 || !strings.Contains(s.asked[0].body, "getDeviceRequest") {
				t.Errorf("%+v", s.asked)
			}
		})
	}
}
