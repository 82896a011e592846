package backoffice

import (
	"bytes"
	"context"
	"database/sql"
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
	"handback/capability/message"
	"handback/capability/message/seal"
)

// Issued is a response that was issued to a device.
type Issued struct {
	Device   capability.Identity // as it was enrolled
	Response message.Response
	Bytes    []byte // sealed
}

// issue gives the response its ID, seals it and keeps it. The error is a
// [message.ErrTooLarge] when it does not fit into a message.
func (o *Office) issue(ctx context.Context, tx *sql.Tx, a about, r *message.Response) ([]byte, error) {
	var err error
	if r.ID, err = message.NewID(o.random); err != nil {
		return nil, err
	}
	data, err := seal.Response(*r, o.key)
	if err != nil {
		return nil, err
	}
	digest := capability.DigestOf(data)
	_, err = tx.ExecContext(ctx, `INSERT INTO issued (device, seq, answers, sha256, message, issued_at, expires)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		a.device, int64(r.Seq), a.requestColumn(), digest[:], data, seconds(r.Issued), seconds(r.Expires))
	if err != nil {
		return nil, err
	}
	event := Change{Kind: requestAnswered, Seq: r.Seq, Text: "SHA-256 " + digest.String()}
	if a.request == nil {
		event.Kind = responseIssued
	}
	return data, note(ctx, tx, r.Issued, a, event)
}

// ErrNoResponse says that no such response was issued to the device.
var ErrNoResponse = errors.New("no such response was issued")

// Response returns once more a response that was issued to a device, with the
// same bytes; seq 0 is the newest. An obsolete device gets none: the error is
// an [ErrObsolete]. Where there is no such response it is an [ErrNoResponse].
func (o *Office) Response(ctx context.Context, host capability.HostID, seq uint64) (Issued, error) {
	var issued Issued
	err := o.db.View(ctx, func(tx *sql.Tx) error {
		row, err := loadDevice(ctx, tx, host)
		if err != nil {
			return err
		}
		if seq == 0 {
			seq = row.books.Seq
		}
		issued.Device = row.device
		err = tx.QueryRowContext(ctx, `SELECT message FROM issued WHERE device = $1 AND seq = $2`, row.id, int64(seq)).
			Scan(&issued.Bytes)
		if errors.Is(err, sql.ErrNoRows) {
			err = fmt.Errorf("%w to %s: response %d of %d", ErrNoResponse, host, seq, row.books.Seq)
		}
		return errors.Join(err, row.books.Admit())
	})
	if err != nil {
		return Issued{}, err
	}
	m, err := message.Decode(issued.Bytes)
	if err != nil {
		return Issued{}, fmt.Errorf("the kept response %d: %w", seq, err)
	}
	issued.Response = *m.Response
	return issued, nil
}

// SavedResponse is where a response is on a stick.
type SavedResponse struct {
	Path string // below the stick, with slashes
	Kept bool   // it was there already, with the same bytes
}

// Save writes the response and a text that says what to do with it to a stick,
// into a folder of their own for the device. Nothing is overwritten: where a
// name is taken by another file the next one has a number. Saving the same
// response again keeps what is there.
func (i Issued) Save(stick string) (SavedResponse, error) {
	root, err := os.OpenRoot(stick)
	if err != nil {
		return SavedResponse{}, err
	}
	written, err := i.save(&tree{root: root})
	return written, errors.Join(err, root.Close())
}

func (i Issued) save(t *tree) (SavedResponse, error) {
	dir := media.Case{ReturnID: "portal", Model: i.Device.Model, Serial: i.Device.Serial}.Dir()
	if err := t.folder(dir); err != nil {
		return SavedResponse{}, err
	}
	var w SavedResponse
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

//go:embed handout.txt
var handoutTemplate string

const readMe = "READ-ME-FIRST.txt"

// handout has the values that the template takes.
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

// handout fills the template. The lines end as Windows wants it, for its
// plainest editor knows no other ends.
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
