package desk

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"text/template"
	"time"

	"handback/capability"
)

//go:embed slip.txt
var slipTemplate string

// slip is what the hand-over slip tells the person at the portal, who may
// never have seen Handback.
type slip struct {
	ID           capability.ReturnID
	Device, Host string
	At           string
	Confirming   bool
	Activation   bool
	Lines        []slipLine
	File, Answer string
	Size         int64
	SHA256       capability.Digest
	Superseded   []capability.Artifact // not to be uploaded any more
	Evidence     *capability.Evidence  // of a dead device
}

type slipLine struct {
	ActivationID        capability.ActivationID
	Held, Remains, Back int
}

// ErrSlip says that a template for the hand-over slip can't be used.
var ErrSlip = errors.New("this template for the hand-over slip can't be used")

// CheckSlip reports whether a template (text/template) can make the slips of a
// return; it is tried on an empty one. What it can name are the fields of the
// tool's own template.
func CheckSlip(text string) error {
	_, err := slipText(text, capability.Return{Evidence: &capability.Evidence{}}, capability.Artifact{Kind: capability.ReturnRequest})
	return err
}

// Slip is the hand-over slip for the file that the portal waits for now; empty
// when it waits for none.
func (d *Desk) Slip(id capability.ReturnID) (string, error) {
	r, err := d.Return(id)
	if err != nil {
		return "", err
	}
	a := r.Artifact(toUpload(r))
	if a == nil {
		return "", nil
	}
	text, err := slipText(d.o.SlipTemplate, r, *a)
	return strings.ReplaceAll(string(text), "\r\n", "\n"), err
}

// slipText fills the slip for one file, with the line ends of Windows, whose
// plainest editor knows no others. An empty template stands for the own one.
func slipText(text string, r capability.Return, a capability.Artifact) ([]byte, error) {
	t, err := template.New("slip").Option("missingkey=error").Parse(orElse(text, slipTemplate))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSlip, err)
	}
	s := slip{
		ID: r.ID, Host: r.Device.Host.String(), At: r.ChangedAt.UTC().Format(time.RFC3339),
		Device:     capability.Printable(fmt.Sprintf("%s %s, serial number %s", r.Device.Vendor, r.Device.Model, r.Device.Serial)),
		Confirming: a.Kind == capability.ConfirmationRequest, Activation: r.Purpose == capability.ToActivate,
		File: r.FileName(a.Kind), Answer: capability.PortalResponse.FileName(),
		Size: a.Size, SHA256: a.SHA256, Superseded: r.Superseded,
	}
	if a.Kind == capability.DeclarationFile {
		s.Evidence = printableEvidence(*r.Evidence)
	}
	if s.Confirming {
		s.Answer = capability.PortalReceipt.FileName()
	}
	for _, l := range r.Order.Lines {
		held := capability.CountOf(r.Before, l.ActivationID)
		s.Lines = append(s.Lines, slipLine{l.ActivationID, held, l.Count, held - l.Count})
	}
	var out bytes.Buffer
	if err := t.Execute(&out, s); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSlip, err)
	}
	return []byte(strings.ReplaceAll(out.String(), "\n", "\r\n")), nil
}

func printableEvidence(e capability.Evidence) *capability.Evidence {
	for _, text := range []*string{&e.Serial, &e.Source, &e.Who, &e.Photo, &e.Remarks} {
		*text = capability.Printable(*text)
	}
	return &e
}
