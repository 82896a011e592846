package backoffice

import (
	"bytes"
	_ "embed" // for the text
	"errors"
	"fmt"
	"os"
	"path"
	"strings"
	"text/template"
	"time"

	"handback/capability"
	"handback/capability/media"
)

//go:embed handout.txt
var handoutTemplate string

const readMe = "READ-ME-FIRST.txt"

// Written is where a response lies on a stick.
type Written struct {
	Path string // below the stick, with slashes
	Kept bool   // it was there already, with the same bytes
}

// Save writes the response and a text that says what to do with it to a stick,
// into a folder of their own for the device. Nothing is overwritten: where a
// name is taken by another file the next one has a number. Saving the same
// response again keeps what is there.
func (i Issued) Save(stick string) (Written, error) {
	root, err := os.OpenRoot(stick)
	if err != nil {
		return Written{}, err
	}
	written, err := i.save(&tree{root: root})
	return written, errors.Join(err, root.Close())
}

func (i Issued) save(t *tree) (Written, error) {
	dir := media.Case{ReturnID: "portal", Model: i.Device.Model, Serial: i.Device.Serial}.Dir()
	if err := t.folder(dir); err != nil {
		return Written{}, err
	}
	var w Written
	var err error
	if w.Path, w.Kept, err = t.save(dir, capability.PortalResponse.FileName(), i.Bytes); err != nil {
		return w, err
	}
	text, err := i.handout(path.Base(w.Path))
	if err == nil {
		_, _, err = t.save(dir, readMe, text)
	}
	return w, err
}

// folder makes a folder and brings its name to the medium.
func (t *tree) folder(dir string) error {
	if err := t.step("make folder", func() error { return t.root.MkdirAll(dir, 0o755) }); err != nil {
		return err
	}
	for above := path.Dir(dir); ; above = path.Dir(above) {
		if err := t.syncFolder(above); err != nil || above == "." {
			return err
		}
	}
}

// handout is what the text is made of.
type handout struct {
	Device, Host    string
	Seq             uint64
	Issued, Expires string
	Confirm         bool
	Notes           []string
	Rights          []capability.License
	File            string
	Size            int
	SHA256          capability.Digest
}

// handout fills the text, with the line ends of Windows, whose plainest editor
// knows no others.
func (i Issued) handout(file string) ([]byte, error) {
	t, err := template.New(readMe).Parse(handoutTemplate)
	if err != nil {
		return nil, err
	}
	r := i.Response
	h := handout{
		Device: capability.Printable(fmt.Sprintf("%s %s, serial number %s", i.Device.Vendor, i.Device.Model, i.Device.Serial)),
		Host:   r.Host.String(), Seq: r.Seq, Issued: r.Issued.UTC().Format(time.RFC3339), Confirm: r.Confirm,
		Rights: r.Rights, File: file, Size: len(i.Bytes), SHA256: capability.DigestOf(i.Bytes),
	}
	if !r.Expires.IsZero() {
		h.Expires = r.Expires.UTC().Format(time.RFC3339)
	}
	for _, n := range r.Notes {
		text := fmt.Sprintf("%s: %s, %s", n.ActivationID, n.Code, n.Text)
		h.Notes = append(h.Notes, capability.Printable(strings.TrimPrefix(text, ": ")))
	}
	var out bytes.Buffer
	if err := t.Execute(&out, h); err != nil {
		return nil, err
	}
	return []byte(strings.ReplaceAll(out.String(), "\n", "\r\n")), nil
}
