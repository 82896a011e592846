package message

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

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
// more, who says so and what is known of it. It is JSON and not signed: it is
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
