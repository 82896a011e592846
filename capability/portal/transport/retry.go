package transport

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"

	"handback/capability/portal"
)

// How often and how long a call that only reads is made again.
const (
	maxTries      = 4
	firstPause    = 500 * time.Millisecond
	longestPause  = 5 * time.Second
	maxRetryAfter = time.Hour        // more than that a server can't ask for
	maxWait       = 30 * time.Second // what is worth waiting for with somebody looking on
)

// Retry makes a call that only reads, and a few times more while no connection
// comes about or the portal can't answer now. It waits in between, as long as the
// portal wants and a random time more; a portal that wants more than half a
// minute is not asked again. It returns the last error, or the context's.
//
// It is not for calls that change something, see [portal.ErrNotSent].
func Retry[T any](ctx context.Context, read func() (T, error)) (T, error) {
	pauses := &pauses{between: backoff.NewExponentialBackOff()}
	pauses.between.InitialInterval = firstPause
	pauses.between.MaxInterval = longestPause
	return backoff.Retry(ctx, func() (T, error) {
		result, err := read()
		var again *portal.RetryError
		switch {
		case err == nil:
			return result, nil
		case !errors.As(err, &again) || again.After > maxWait:
			return result, backoff.Permanent(err)
		}
		pauses.after = again.After
		return result, err
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(maxTries))
}

// pauses are those of a usual back-off, each after what the portal asked for.
type pauses struct {
	between *backoff.ExponentialBackOff
	after   time.Duration
}

func (p *pauses) NextBackOff() time.Duration { return p.after + p.between.NextBackOff() }

func (p *pauses) Reset() { p.between.Reset() }

// retryAfter reads the header of that name, seconds or a date (RFC 9110, section
// 10.2.3); 0: it is not there or makes no sense.
func retryAfter(text string, now time.Time) time.Duration {
	wait := time.Duration(0)
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if date, err := http.ParseTime(text); err == nil {
		wait = date.Sub(now)
	}
	return min(max(wait, 0), maxRetryAfter)
}
