package users

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits allows each of many, by its name, a number of acts at once and then one
// in a time. It forgets those that were quiet. Goroutines may share it.
type Limits struct {
	pause time.Duration
	burst int

	mu  sync.Mutex
	all map[string]*rate.Limiter
}

// maxLimits bounds how many names are remembered.
const maxLimits = 10_000

// NewLimits allows burst acts at once, and one more in each pause.
func NewLimits(pause time.Duration, burst int) *Limits {
	return &Limits{pause: pause, burst: burst, all: make(map[string]*rate.Limiter)}
}

// Take counts an act of that name, and reports whether it was allowed.
func (l *Limits) Take(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.limiter(name).Allow()
}

// Spent reports whether an act of that name would not be allowed now.
func (l *Limits) Spent(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	limiter, ok := l.all[name]
	return ok && limiter.Tokens() < 1
}

func (l *Limits) limiter(name string) *rate.Limiter {
	limiter, ok := l.all[name]
	if !ok {
		if len(l.all) >= maxLimits {
			l.forget()
		}
		limiter = rate.NewLimiter(rate.Every(l.pause), l.burst)
		l.all[name] = limiter
	}
	return limiter
}

// forget makes room: first those that may do all again, and where nobody may,
// everybody.
func (l *Limits) forget() {
	for name, limiter := range l.all {
		if limiter.Tokens() >= float64(l.burst) {
			delete(l.all, name)
		}
	}
	if len(l.all) >= maxLimits {
		clear(l.all)
	}
}
