package network

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/portal"
	"handback/capability/portal/transport"
	"handback/capability/testkit"
	"handback/tui/text"
)

// strange is what answers in the place of the portal, and what happens.
type strange struct {
	answer func(b *bench) http.HandlerFunc
	total  time.Duration // that a call may take; 0: the usual
	kind   portal.Kind   // the only one that it is for; empty: any
	want   error
	says   string // what a person reads begins so
}

func stranges() map[string]strange {
	return map[string]strange{
		"expired token": {answer: status(http.StatusUnauthorized), want: portal.ErrLogin, says: "The portal does not accept the login."},
		"redirect": {answer: func(*bench) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "https://elsewhere.test/login?token="+password, http.StatusTemporaryRedirect)
			}
		}, want: portal.ErrElsewhere, says: "The portal redirects to another address."},
		"page of a network that wants a login": {answer: func(*bench) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, "<!DOCTYPE html><html><body>Welcome</body></html>")
			}
		}, want: portal.ErrNotAPortal, says: "What answered is not the portal."},
		"answer of 10 GB": {answer: endless, want: portal.ErrTooLong, says: "The portal's answer is too long."},
		"answer for another device": {
			answer: func(b *bench) http.HandlerFunc { return b.replayed(b.newSite(nil), nil) },
			kind:   portal.DeviceService, want: portal.ErrWrongResponse, says: "The portal's response does not answer",
		},
		"answer that names another device": {
			answer: func(b *bench) http.HandlerFunc { return b.replayed(b.newSite(nil), nil) },
			kind:   portal.FNO, want: portal.ErrOtherDevice, says: "The portal's answer is about another device: ",
		},
		"slow": {answer: func(*bench) http.HandlerFunc {
			return func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body) // the line may break
				<-r.Context().Done()
			}
		}, total: 200 * time.Millisecond, want: portal.ErrCutOff, says: "The portal's answer was cut off."},
		"overloaded": {answer: status(http.StatusServiceUnavailable), want: portal.ErrOverloaded, says: "The portal can't answer now."},
	}
}

func status(code int) func(*bench) http.HandlerFunc {
	return func(*bench) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", code) }
	}
}

// endless answers with 10 GB, of which a client reads the bounded part.
func endless(b *bench) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		block, sent := bytes.Repeat([]byte("<soap>"), 1<<17), int64(0)
		for sent < 10<<30 {
			n, err := w.Write(block)
			if sent += int64(n); err != nil {
				break
			}
		}
		if sent > 8*portal.MaxAnswer {
			b.t.Errorf("%d MB were taken", sent>>20)
		}
	}
}

// replayed gives the answer once more that a site got to its request. Where the
// site lives on, then is called with the response.
func (b *bench) replayed(s *site, then func(data []byte)) http.HandlerFunc {
	answers := map[string]*httptest.ResponseRecorder{}
	b.answers(func(w http.ResponseWriter, r *http.Request) {
		kept := httptest.NewRecorder()
		b.real.ServeHTTP(kept, r)
		answers[r.URL.Path] = kept
		_, _ = w.Write(kept.Body.Bytes()) // who hears no answer fails below
	})
	if _, err := s.dev.MakeRequest(b.t.Context(), s.order().Lines, nil); err != nil {
		b.t.Fatal(err)
	}
	for _, kind := range []portal.Kind{portal.FNO, portal.DeviceService} {
		response, err := b.portal(kind).Exchange(b.t.Context(), portal.Request{Data: s.dev.vault.Request}, nil)
		if err != nil {
			b.t.Fatal(err)
		}
		if kind == portal.DeviceService && then != nil {
			then(response)
		}
	}
	if then == nil {
		s.close()
	}
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // the line may break
		kept := answers[r.URL.Path]
		w.Header().Set("Content-Type", kept.Header().Get("Content-Type"))
		_, _ = w.Write(kept.Body.Bytes()) // who hears no answer asks again
	}
}

// TestStrangeAnswers: a person reads what is wrong, and when it is repaired the
// return goes on, with each request sent to the portal once.
func TestStrangeAnswers(t *testing.T) {
	for name, tt := range stranges() {
		for _, kind := range []portal.Kind{portal.FNO, portal.DeviceService} {
			if tt.kind != "" && tt.kind != kind {
				continue
			}
			t.Run(name+", "+string(kind), func(t *testing.T) {
				if kind == portal.DeviceService {
					testkit.Long(t, "a whole return for each answer")
				}
				b := newBench(t)
				b.answers(tt.answer(b))
				s := b.newSite(nil)
				defer s.close()
				r := s.start()
				p := b.reach(kind, "http://"+b.line.Addr().String(), transport.Options{Total: tt.total})
				first := &badDay{Portal: p, line: b.line}
				err := s.once(first, func(ctx context.Context) error {
					_, err := s.advance(ctx, r.ID, first)
					return err
				})
				s.wants(err, tt.want, tt.says)
				s.mended(r.ID, kind)
			})
		}
	}
}

// wants checks what a person is told.
func (s *site) wants(err, want error, says string) {
	s.t.Helper()
	if err == nil {
		s.t.Fatal("it went well")
	}
	s.errs = append(s.errs, err)
	said := text.Explain(err)
	if !errors.Is(err, want) || !strings.HasPrefix(said.What, says) || strings.Contains(said.What+said.Means+said.Do, password) {
		s.t.Errorf("%v; a person reads %q", err, said.What)
	}
}

// mended goes on at the real portal, to which each request goes once.
func (s *site) mended(id capability.ReturnID, kind portal.Kind) {
	s.t.Helper()
	var sends atomic.Int64
	s.answers(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			s.t.Error(err)
		}
		if r.URL.Path == devices || bytes.Contains(body, []byte("generateCapabilityResponse")) {
			sends.Add(1)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.real.ServeHTTP(w, r)
	})
	r, err := s.advance(s.t.Context(), id, s.portal(kind))
	if err != nil {
		s.t.Fatal(err)
	}
	s.closed(r)
	s.check(books{2, returned, 1, remained})
	if sends.Load() != 2 {
		s.t.Errorf("%d requests were sent", sends.Load())
	}
}

// TestStrangeAnswersToARemoval: whatever answered it, it is made once.
func TestStrangeAnswersToARemoval(t *testing.T) {
	for name, tt := range stranges() {
		if tt.kind != "" { // it answers a request, which this is not
			continue
		}
		t.Run(name, func(t *testing.T) {
			if testing.Short() && errors.Is(tt.want, portal.ErrOverloaded) {
				t.Skip("the portal is asked again and again, with a wait each time")
			}
			b := newBench(t)
			s := b.newSite(nil)
			defer s.close()
			plan := s.plan(portal.NewExchanger(s.portal(portal.FNO)))
			b.answers(tt.answer(b))
			bad := &badDay{Portal: b.reach(portal.FNO, "http://"+b.line.Addr().String(), transport.Options{Total: tt.total}), line: b.line}
			err := s.once(bad, func(ctx context.Context) error {
				_, err := s.desk.Remove(ctx, plan, portal.NewExchanger(bad))
				return err
			})
			s.wants(err, tt.want, tt.says)
			b.strange.Store(nil)
			r, err := s.desk.Remove(t.Context(), plan, portal.NewExchanger(s.portal(portal.FNO)))
			if err != nil {
				t.Fatal(err)
			}
			if r, err = s.advance(t.Context(), r.ID, s.portal(portal.FNO)); err != nil {
				t.Fatal(err)
			}
			s.closed(r)
			s.check(books{2, removed, 1, rest})
		})
	}
}

// TestOlderResponse: the answer to a confirmation is that to the request once
// more, which the device has loaded.
func TestOlderResponse(t *testing.T) {
	for _, kind := range []portal.Kind{portal.FNO, portal.DeviceService} {
		t.Run(string(kind), func(t *testing.T) {
			b := newBench(t)
			s := b.newSite(nil)
			defer s.close()
			older := b.replayed(s, func(response []byte) {
				if _, err := s.dev.LoadResponse(t.Context(), response, nil); err != nil {
					t.Fatal(err)
				}
			})
			b.answers(older)
			s.put("request.bin", nil)
			err := s.carryTo(t.Context(), s.portal(kind))
			s.wants(err, portal.ErrWrongResponse, "The portal's response does not answer")
			s.responses(0)
			b.strange.Store(nil)
			if err := s.carryTo(t.Context(), s.portal(kind)); err != nil {
				t.Fatal(err)
			}
			s.responses(1)
			s.check(books{2, returned, 1, remained})
		})
	}
}
