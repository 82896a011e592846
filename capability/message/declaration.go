package message

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"handback/capability"
	"handback/capability/asciijson"
)

// Limits of declarations.
const (
	DeclarationVersion = 1
	MaxDeclaration     = 1 << 20 // bytes of the JSON form
)

// DeclarationStatement is what whoever decides on a declaration has to know;
// every declaration ends with it.
const DeclarationStatement = "The device can't prove what it holds. What stands here is a person's word, not a proof. " +
	"Making the device obsolete releases its licenses, is permanent, and can't be undone: " +
	"the device can never get a license again."

// ErrDeclaration says that a file does not declare a device dead.
var ErrDeclaration = errors.New("not a declaration of a dead device")

// Declaration tells the portal's owner that a device can't prove anything any
// more, who says so and what is known about it. It is JSON and not signed: it is
// a person's claim, and a person decides on it.
type Declaration struct {
	Version int                 `json:"handback_declaration"` // set by Write
	Return  capability.ReturnID `json:"return"`
	Device  capability.Identity `json:"device"` // as it was read last, or as the label has it

	capability.Evidence

	Declared time.Time             `json:"declared"`           // whole seconds, UTC
	Licenses []capability.License  `json:"licenses"`           // held when it was read last; may be empty
	Stage    capability.Stage      `json:"stage"`              // of the return, before the declaration
	Requests []capability.Artifact `json:"requests,omitempty"` // that the device made for the return

	Statement string `json:"statement"` // set by Write to DeclarationStatement
}

// ReadDeclaration reads and checks the JSON form, of at most [MaxDeclaration]
// bytes. The error is an [ErrDeclaration], or an [ErrVersion] when a newer
// program wrote it, unless reading failed.
func ReadDeclaration(from io.Reader) (Declaration, error) {
	data, err := io.ReadAll(io.LimitReader(from, MaxDeclaration+1))
	if err != nil {
		return Declaration{}, fmt.Errorf("reading a declaration: %w", err)
	}
	if len(data) > MaxDeclaration {
		return Declaration{}, fmt.Errorf("%w: more than %d bytes", ErrDeclaration, MaxDeclaration)
	}
	var head struct {
		Version int `json:"handback_declaration"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return Declaration{}, fmt.Errorf("%w: %w", ErrDeclaration, err)
	}
	switch {
	case head.Version > DeclarationVersion:
		return Declaration{}, fmt.Errorf("%w: declaration version %d, this program reads up to %d",
			ErrVersion, head.Version, DeclarationVersion)
	case head.Version < 1:
		return Declaration{}, fmt.Errorf("%w: it has no version", ErrDeclaration)
	}
	var d Declaration
	if err := json.Unmarshal(data, &d); err != nil {
		return Declaration{}, fmt.Errorf("%w: %w", ErrDeclaration, err)
	}
	return d, d.Check()
}

// Write checks the declaration and writes its JSON form. The device's clock and
// its last response are left out: no one can ask it for them any more.
func (d Declaration) Write(to io.Writer) error {
	d.Version, d.Statement = DeclarationVersion, DeclarationStatement
	d.Device.Clock, d.Device.Last = time.Time{}, nil
	d.Declared = d.Declared.UTC().Truncate(time.Second)
	if d.Licenses == nil {
		d.Licenses = []capability.License{}
	}
	if err := d.Check(); err != nil {
		return err
	}
	text, err := asciijson.MarshalIndent(d)
	if err != nil {
		return err
	}
	if len(text) > MaxDeclaration {
		return fmt.Errorf("%w: it would have %d bytes, more than %d", ErrDeclaration, len(text), MaxDeclaration)
	}
	_, err = to.Write(text)
	return err
}

// Check reports whether the declaration names a return, one device and a
// person, and whether all is within the limits. The version is not looked at.
// The error is an [ErrDeclaration], and a [capability.ErrEvidence] when it is
// the evidence that is wanting.
func (d Declaration) Check() error {
	err := cmp.Or(d.Return.Check(), d.Evidence.Check(), d.checkDevice(), d.checkTexts(), d.checkMoment(), d.checkLicenses(), d.checkRequests())
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDeclaration, err)
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
