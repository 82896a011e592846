package desk

import (
	"bytes"
	_ "embed"
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

// slipText fills the slip for one file, with the line ends of Windows, whose
// plainest editor knows no others.
func slipText(r capability.Return, a capability.Artifact) ([]byte, error) {
	t, err := template.New("slip").Parse(slipTemplate)
	if err != nil {
		return nil, err
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
		return nil, err
	}
	return []byte(strings.ReplaceAll(out.String(), "\n", "\r\n")), nil
}

func printableEvidence(e capability.Evidence) *capability.Evidence {
	for _, text := range []*string{&e.Serial, &e.Source, &e.Who, &e.Photo, &e.Remarks} {
		*text = capability.Printable(*text)
	}
	return &e
}
