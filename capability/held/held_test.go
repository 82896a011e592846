package held

import (
	"errors"
	"testing"
	"time"
)

var (
	errBusy   = errors.New("sharing violation")
	errDenied = errors.New("access denied")
	errOther  = errors.New("no such file")
)

func classified(err error) holder {
	switch {
	case errors.Is(err, errBusy):
		return surely
	case errors.Is(err, errDenied):
		return maybe
	default:
		return nobody
	}
}

func TestTry(t *testing.T) {
	for name, tt := range map[string]struct {
		errs   []error // of the tries, the last one of all further ones
		want   error
		held   bool
		atMost time.Duration // that is waited
	}{
		"nobody holds it":        {errs: []error{nil}},
		"a scanner for a moment": {errs: []error{errBusy, errBusy, errBusy, nil}, atMost: Timeout},
		"a backup for long":      {errs: []error{errBusy}, want: errBusy, held: true, atMost: Timeout + lastPause},
		"being removed":          {errs: []error{errDenied, errDenied, nil}, atMost: deniedTimeout},
		"may not at all":         {errs: []error{errDenied}, want: errDenied, atMost: deniedTimeout + lastPause},
		"held, then something":   {errs: []error{errBusy, errOther}, want: errOther, atMost: Timeout},
		"something else at once": {errs: []error{errOther}, want: errOther},
		"held, then not allowed": {errs: []error{errBusy, errDenied}, want: errDenied, atMost: deniedTimeout + 2*lastPause},
		"not allowed, then held": {errs: []error{errDenied, errBusy}, want: errBusy, held: true, atMost: Timeout + lastPause},
	} {
		tries, waited := 0, time.Duration(0)
		err := try(func() error {
			err := tt.errs[min(tries, len(tt.errs)-1)]
			tries++
			return err
		}, classified, func(d time.Duration) { waited += d })
		if !errors.Is(err, tt.want) || errors.Is(err, ErrHeld) != tt.held || waited > tt.atMost {
			t.Errorf("%s: %v after %s and %d tries", name, err, waited, tries)
		}
		if tries < len(tt.errs) {
			t.Errorf("%s: given up after %d tries", name, tries)
		}
	}
}

func TestGetGivesTheLastValue(t *testing.T) {
	if got, err := Get(func() (int, error) { return 7, nil }); got != 7 || err != nil {
		t.Errorf("got %d, %v", got, err)
	}
}
