package transport

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability/portal"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"":                              0,
		"5":                             5 * time.Second,
		"-5":                            0,
		"5.5":                           0,
		"99999999999999999999":          0,
		"2000000000":                    time.Hour,
		"Mon, 04 May 2026 03:02:31 GMT": 30 * time.Second,
		"Mon, 04 May 2026 03:02:00 GMT": 0,
		"Mon, 04 May 2076 03:02:00 GMT": time.Hour,
		"soon":                          0,
	} {
		if got := retryAfter(text, now); got != want {
			t.Errorf("%q: %v, not %v", text, got, want)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, text := range []string{"", "5", "-5", "99999999999999999999", "Mon, 04 May 2026 03:02:31 GMT", "Monday, 04-May-76 03:02:00 GMT"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got := retryAfter(text, time.Unix(1.7e9, 0)); got < 0 || got > maxRetryAfter {
			t.Errorf("%q: %v", text, got)
		}
	})
}

func TestRetry(t *testing.T) {
	overloaded := func(after time.Duration) error { return &portal.RetryError{After: after, Err: portal.ErrOverloaded} }
	for name, test := range map[string]struct {
		errs    []error // of the calls, one after the other
		calls   int
		want    error
		atLeast time.Duration
		atMost  time.Duration
	}{
		"at once":           {[]error{nil}, 1, nil, 0, 0},
		"later":             {[]error{overloaded(0), overloaded(0), nil}, 3, nil, time.Millisecond, 5 * time.Second},
		"as it wants":       {[]error{overloaded(10 * time.Second), nil}, 2, nil, 10 * time.Second, 12 * time.Second},
		"too long":          {[]error{overloaded(time.Minute)}, 1, portal.ErrOverloaded, 0, 0},
		"a few times":       {[]error{overloaded(0), overloaded(0), overloaded(0), overloaded(0)}, 4, portal.ErrOverloaded, 0, 20 * time.Second},
		"no":                {[]error{&portal.Refused{Err: portal.ErrLogin}}, 1, portal.ErrLogin, 0, 0},
		"not sent for good": {[]error{portal.ErrNotSent}, 1, portal.ErrNotSent, 0, 0},
		"cut":               {[]error{portal.ErrCutOff}, 1, portal.ErrCutOff, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start, calls := time.Now(), 0
				got, err := Retry(t.Context(), func() (int, error) {
					calls++
					return calls, test.errs[calls-1]
				})
				if took := time.Since(start); took < test.atLeast || took > test.atMost {
					t.Errorf("it took %v", took)
				}
				if !errors.Is(err, test.want) || calls != test.calls || err == nil && got != calls {
					t.Errorf("%d calls, %v", calls, err)
				}
			})
		})
	}
}

func TestRetryEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithTimeout(t.Context(), time.Second)
		defer end()
		_, err := Retry(ctx, func() (int, error) {
			return 0, &portal.RetryError{After: 20 * time.Second, Err: portal.ErrOverloaded}
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
	})
}

func TestReached(t *testing.T) {
	id := valid(t)
	server := serve(t, &id, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/no" {
			w.WriteHeader(401)
		}
		_, _ = io.WriteString(w, "fine")
	})
	for name, test := range map[string]struct {
		o    Options
		want []portal.Checkup
		fine bool
	}{
		"right":   {Options{URL: server.URL, CAFile: id.file}, []portal.Checkup{{Part: portal.PartAddress}, {Part: portal.PartCertificate}}, true},
		"login":   {Options{URL: server.URL + "/no", CAFile: id.file}, []portal.Checkup{{Part: portal.PartAddress}, {Part: portal.PartCertificate}}, true},
		"unknown": {Options{URL: server.URL}, []portal.Checkup{{Part: portal.PartAddress}, {Part: portal.PartCertificate, Err: portal.ErrCertificate}}, false},
		"nobody":  {Options{URL: "http://127.0.0.1:1"}, []portal.Checkup{{Part: portal.PartAddress, Err: portal.ErrNotSent}}, false},
		"locked": {Options{URL: server.URL, Authorize: func(context.Context, *http.Request) error { return errors.New("locked") }}, []portal.Checkup{
			{Part: portal.PartLogin, Err: ErrNoLogin},
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := client(t, test.o)
			answer, err := post(c)
			var got []portal.Checkup
			if fine := c.Reached(answer, err, func(k portal.Checkup) { got = append(got, k) }); fine != test.fine || len(got) != len(test.want) {
				t.Fatalf("%v: %+v", fine, got)
			}
			for i, k := range got {
				if k.Part != test.want[i].Part || !errors.Is(k.Err, test.want[i].Err) || k.Err == nil && k.Text == "" {
					t.Errorf("%+v", k)
				}
			}
		})
	}
}

func TestClock(t *testing.T) {
	now := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	for want, test := range map[string]struct {
		date  time.Time
		wrong bool
	}{
		"the portal does not tell the time":                  {time.Time{}, false},
		"agrees with the portal's":                           {now.Add(-time.Second), false},
		"this computer's is 2m0s ahead of the portal's":      {now.Add(-2 * time.Minute), false},
		"this computer's is 24h0m0s behind the portal's":     {now.Add(24 * time.Hour), true},
		"this computer's is 8760h0m0s ahead of the portal's": {now.AddDate(-1, 0, 0), true},
	} {
		if got := Clock(Answer{Date: test.date}, now); got.Text != want || (got.Err != nil) != test.wrong || got.Part != portal.PartClock {
			t.Errorf("%+v, not %q", got, want)
		}
	}
}
