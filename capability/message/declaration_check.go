package message

import (
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"handback/capability"
)

// Check reports whether the declaration names a return, one device and a
// person, and whether all is within the limits. The version is not looked at.
// The error is an [ErrDeclaration], and a [capability.ErrEvidence] when it is
// the evidence that is wanting.
func (d Declaration) Check() error {
	for _, check := range []func() error{
		d.Return.Check, d.Evidence.Check, d.checkDevice, d.checkTexts, d.checkMoment, d.checkLicenses, d.checkRequests,
	} {
		if err := check(); err != nil {
			return fmt.Errorf("%w: %w", ErrDeclaration, err)
		}
	}
	return nil
}

func (d Declaration) checkDevice() error {
	if err := d.Device.Host.Check(); err != nil {
		return err
	}
	if d.Device.Host != d.Host {
		return fmt.Errorf("it is about %s, its evidence about %s", d.Device.Host, d.Host)
	}
	return nil
}

func (d Declaration) checkTexts() error {
	texts := []string{
		d.Device.Vendor, d.Device.Model, d.Device.Serial, d.Device.Firmware,
		d.Serial, d.Source, d.Who, d.Photo, d.Remarks, d.Statement,
	}
	for _, l := range d.Licenses {
		texts = append(texts, l.Feature, l.Version)
	}
	for _, a := range d.Requests {
		texts = append(texts, a.MessageID)
	}
	for _, text := range texts {
		if len(text) > MaxText {
			return fmt.Errorf("a text has %d bytes, more than %d", len(text), MaxText)
		}
		if !utf8.ValidString(text) {
			return errors.New("a text is not UTF-8")
		}
	}
	return nil
}

func (d Declaration) checkMoment() error {
	if !d.Stage.Open() {
		return fmt.Errorf("a return at stage %s has nothing to declare", d.Stage)
	}
	if unix := d.Declared.Unix(); unix < 1 || unix > maxTime {
		return errors.New("it does not say when it was declared, or a time that is not possible")
	}
	return nil
}

func (d Declaration) checkLicenses() error {
	for _, l := range d.Licenses {
		if !writable(l.Expires) {
			return fmt.Errorf("%s expires in a year that is not possible", l.ActivationID)
		}
	}
	return capability.CheckLicenses(d.Licenses)
}

// writable reports whether the time has a form in RFC 3339.
func writable(t time.Time) bool {
	year := t.UTC().Year()
	return year >= 0 && year <= 9999
}

func (d Declaration) checkRequests() error {
	if len(d.Requests) > MaxLines {
		return fmt.Errorf("it lists %d requests, more than %d", len(d.Requests), MaxLines)
	}
	for _, a := range d.Requests {
		if a.Kind != capability.ReturnRequest && a.Kind != capability.ConfirmationRequest {
			return fmt.Errorf("%.40q is no kind of request", string(a.Kind))
		}
		if a.Size < 0 {
			return fmt.Errorf("a request has %d bytes", a.Size)
		}
	}
	return nil
}
