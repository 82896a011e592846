package desk

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"text/template"
	"text/template/parse"
	"time"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
)

//go:embed slip.txt
var slipTemplate string

// slip is what the hand-over slip tells the person at the portal, who may
// never have seen Handback.
type slip struct {
	ID           capability.ReturnID
	Device, Host string
	Vendor       string
	Model        string
	Serial       string
	At           string
	Confirming   bool
	Activation   bool
	Lines        []slipLine
	File, Answer string
	Others       []string // names at which other files lie, not to be uploaded
	Size         int64
	SHA256       capability.Digest
	Superseded   []capability.Artifact // not to be uploaded any more
	Evidence     *capability.Evidence  // of a dead device
	Prepared     bool                  // the portal took the licenses away: the technician goes on
	Facts        int                   // of the journal when the slip was made
	Head         string                // its last hash, as much as a person copies
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
	for _, kind := range []capability.ArtifactKind{capability.ReturnRequest, capability.PortalResponse} {
		if _, err := slipText(text, capability.Return{Evidence: &capability.Evidence{}}, capability.Artifact{Kind: kind}, ledger.Head{}, ""); err != nil {
			return err
		}
	}
	return nil
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
	head, err := d.o.Ledger.Head(id)
	if err != nil {
		return "", err
	}
	text, err := slipText(d.o.SlipTemplate, r, *a, head, r.NameOnStick(a.Kind))
	return strings.ReplaceAll(string(text), "\r\n", "\n"), err
}

// slipFile is the slip that is saved with a file. It names the file as it will be
// named on the stick.
func (d *Desk) slipFile(r capability.Return, a capability.Artifact) (media.File, error) {
	head, err := d.o.Ledger.Head(r.ID)
	return media.File{Name: slipName, Replace: true, Compose: func(lie []string) ([]byte, error) {
		return slipText(d.o.SlipTemplate, r, a, head, lie[0])
	}}, err
}

// slipText fills the slip for one file, with the line ends of Windows, whose
// plainest editor knows no others. An empty template stands for that of Handback.
func slipText(text string, r capability.Return, a capability.Artifact, head ledger.Head, name string) ([]byte, error) {
	t, err := parseSlip(cmp.Or(text, slipTemplate))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSlip, err)
	}
	s := slip{
		ID: r.ID, Host: r.Device.Host.String(), At: madeAt(r, a).UTC().Format(time.RFC3339),
		Device: slipDevice(r.Device),
		Vendor: r.Device.Vendor, Model: r.Device.Model, Serial: r.Device.Serial,
		Confirming: a.Kind == capability.ConfirmationRequest, Activation: r.Purpose == capability.ToActivate,
		File: name, Others: media.PassedOver(r.FileName(a.Kind), name),
		Size: a.Size, SHA256: a.SHA256, Superseded: r.Superseded, Facts: head.Facts, Head: head.String(),
	}
	s.Prepared = a.Kind == capability.PortalResponse
	if answer := capability.ActOn(a.Kind, capability.NeedsPortal).Answer; answer != "" {
		s.Answer = answer.FileName()
	}
	if a.Kind == capability.DeclarationFile {
		s.Evidence = r.Evidence
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

// madeAt is when a file came into the record: the slip says the same time whenever it
// is made.
func madeAt(r capability.Return, a capability.Artifact) time.Time {
	for _, e := range r.Entries {
		switch f := e.Fact.(type) {
		case capability.RequestMade:
			if f.Artifact.SHA256 == a.SHA256 {
				return e.At
			}
		case capability.ResponseFound:
			if f.Artifact.SHA256 == a.SHA256 {
				return e.At
			}
		case capability.Declared:
			if f.Declaration.SHA256 == a.SHA256 {
				return e.At
			}
		}
	}
	return r.ChangedAt
}

// slipDevice names a device by what is known about it.
func slipDevice(d capability.Identity) string {
	var known []string
	if name := strings.TrimSpace(d.Vendor + " " + d.Model); name != "" {
		known = append(known, name)
	}
	if d.Serial != "" {
		known = append(known, "serial number "+d.Serial)
	}
	return cmp.Or(strings.Join(known, ", "), "not known by name")
}

// parseSlip reads a template for the slip. Whatever it writes of a return goes
// through one escaper: what a device, a case or a person put into it stays in its
// line, and holds nothing that a terminal obeys.
func parseSlip(text string) (*template.Template, error) {
	t, err := template.New("slip").Option("missingkey=error").Funcs(template.FuncMap{escaper: escape}).Parse(text)
	if err != nil {
		return nil, err
	}
	for _, one := range t.Templates() {
		escapeActions(one.Root)
	}
	return t, nil
}

// escaper is the function at the end of each pipeline that writes something.
const escaper = "printable"

func escape(value any) string { return capability.Printable(fmt.Sprint(value)) }

// escapeActions ends each pipeline below a node with the escaper, as html/template
// does.
func escapeActions(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, each := range n.Nodes {
			escapeActions(each)
		}
	case *parse.IfNode:
		escapeActions(n.List)
		escapeActions(n.ElseList)
	case *parse.RangeNode:
		escapeActions(n.List)
		escapeActions(n.ElseList)
	case *parse.WithNode:
		escapeActions(n.List)
		escapeActions(n.ElseList)
	case *parse.ActionNode:
		if len(n.Pipe.Decl) == 0 { // a declaration writes nothing
			n.Pipe.Cmds = append(n.Pipe.Cmds, &parse.CommandNode{
				NodeType: parse.NodeCommand, Pos: n.Pos, Args: []parse.Node{parse.NewIdentifier(escaper).SetPos(n.Pos)},
			})
		}
	}
}
