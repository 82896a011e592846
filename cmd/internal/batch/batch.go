// Package batch reads lists of devices that an office keeps in a spreadsheet: CSV
// (RFC 4180) with a header, comma or semicolon between the columns, in any order.
// There are two kinds, for two ways of a return:
//
//	           Removals, in the portal         Returns, at the devices
//	host       host ID as TYPE/value; needed   host ID; this or the serial number
//	serial     for the person who goes there   serial number
//	activation activation ID; empty: all licenses of the device
//	quantity   units to TAKE AWAY; empty: all  -
//	remaining  -                               units that REMAIN; empty: none
//	model      for the person who goes there   -
//	replacement -                              host ID of the device that gets them
//	reason     why, for the journal
//
// A device with several activation IDs has a row for each. What is said about the
// device itself is in its first row, and may be repeated.
package batch

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"handback/capability"
	"handback/capability/portal"
)

// Limits of a list.
const (
	MaxFile    = 1 << 20 // bytes
	MaxDevices = 2000

	maxMistakes = 20 // that are told
)

// Kind is what a list is for.
type Kind int

// The kinds.
const (
	Removals Kind = iota // the portal takes the licenses away
	Returns              // the devices give them back
)

// kinds has the columns of each kind, which of them has the counts, and the least
// count that makes sense.
var kinds = [...]struct {
	columns []string
	count   string
	least   int
	counts  string // in words
}{
	Removals: {[]string{"host", "activation", "quantity", "model", "serial", "reason"}, "quantity", 1, "units to take away, from 1"},
	Returns:  {[]string{"serial", "host", "activation", "remaining", "reason", "replacement"}, "remaining", 0, "units that remain, from 0"},
}

// Device is what a list says about one device.
type Device struct {
	Identity    capability.Identity // host ID, model, serial number, as far as the list names them
	Lines       []Line              // empty: all licenses
	Reason      string
	Replacement capability.HostID // zero: none
	Line        int               // of its first row, from 1
}

// Line names one activation ID. Count is what the kind of the list says: units
// taken away, where 0 is all, or units that remain.
type Line struct {
	ActivationID capability.ActivationID
	Count        int
}

// Take is what a list of [Removals] takes away from the device; empty: all.
func (d Device) Take() []portal.Removal {
	var all []portal.Removal
	for _, l := range d.Lines {
		all = append(all, portal.Removal{ActivationID: l.ActivationID, Quantity: l.Count})
	}
	return all
}

// Order is what a list of [Returns] orders of a device that holds those licenses.
func (d Device) Order(held []capability.License) capability.Order {
	if len(d.Lines) == 0 {
		return capability.ReturnAll(held)
	}
	var o capability.Order
	for _, l := range d.Lines {
		o.Lines = append(o.Lines, capability.Line{ActivationID: l.ActivationID, Count: l.Count})
	}
	return o
}

// Name is what the list calls the device.
func (d Device) Name() string {
	if d.Identity.Host.IsZero() {
		return d.Identity.Serial
	}
	return d.Identity.Host.String()
}

// Is reports whether the list means the device that says this of itself.
func (d Device) Is(found capability.Identity) bool {
	return (d.Identity.Host.IsZero() || d.Identity.Host == found.Host) &&
		(d.Identity.Serial == "" || d.Identity.Serial == found.Serial)
}

// ErrList says that a list can't be used. Each mistake is a *[Mistake] beside it.
var ErrList = errors.New("the list has mistakes")

// Mistake says what is wrong in a line of a list.
type Mistake struct {
	Line int // from 1
	Text string
}

func (m *Mistake) Error() string { return fmt.Sprintf("line %d: %s", m.Line, m.Text) }

// Read reads a list. With an [ErrList] come all mistakes, joined.
func Read(from io.Reader, kind Kind) ([]Device, error) {
	data, err := io.ReadAll(io.LimitReader(from, MaxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxFile {
		return nil, fmt.Errorf("%w: a list has at most %d bytes", ErrList, MaxFile)
	}
	l := list{kind: kind, csv: csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))}
	l.csv.TrimLeadingSpace = true
	if head, _, _ := bytes.Cut(data, []byte("\n")); bytes.Count(head, []byte(";")) > bytes.Count(head, []byte(",")) {
		l.csv.Comma = ';' // as spreadsheets write where the comma is in numbers
	}
	l.read()
	if len(l.mistakes) > 0 {
		return nil, errors.Join(append([]error{ErrList}, l.mistakes...)...)
	}
	return l.devices, nil
}

// list is one list while it is read.
type list struct {
	kind     Kind
	csv      *csv.Reader
	at       map[string]int // the place of each column
	devices  []Device
	mistakes []error
}

func (l *list) wrong(line int, format string, args ...any) {
	l.mistakes = append(l.mistakes, &Mistake{line, capability.Printable(fmt.Sprintf(format, args...))})
}

func (l *list) read() {
	l.readHeader()
	for len(l.mistakes) < maxMistakes {
		row, err := l.csv.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if parse, torn := errors.AsType[*csv.ParseError](err); torn {
			l.wrong(parse.Line, "%v", parse.Err)
			if parse.Err != csv.ErrFieldCount {
				return
			}
			continue
		}
		line, _ := l.csv.FieldPos(0)
		d, err := l.deviceOf(func(name string) string {
			if i, there := l.at[name]; there && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		})
		d.Line = line
		if err == nil {
			err = l.add(d)
		}
		if err != nil {
			l.wrong(line, "%v", err)
		}
	}
	if len(l.devices) == 0 && len(l.mistakes) == 0 {
		l.wrong(1, "the list names no device")
	}
}

func (l *list) readHeader() {
	columns := kinds[l.kind].columns
	known := strings.Join(columns, ", ")
	head, err := l.csv.Read()
	if err != nil {
		l.wrong(1, "a header is needed that names the columns: %s", known)
		return
	}
	l.at = make(map[string]int)
	for i, name := range head {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := l.at[name]; twice || !slices.Contains(columns, name) {
			l.wrong(1, "the column %q is not known, or comes twice; known are %s", name, known)
		}
		l.at[name] = i
	}
	_, host := l.at["host"]
	_, serial := l.at["serial"]
	switch {
	case !host && l.kind == Removals:
		l.wrong(1, "the column host is needed")
	case !host && !serial:
		l.wrong(1, "the column serial is needed, or host")
	}
}

// deviceOf reads one row.
func (l *list) deviceOf(cell func(string) string) (d Device, err error) {
	if text := cell("host"); text != "" || l.kind == Removals {
		if d.Identity.Host, err = capability.ParseHostID(text); err != nil {
			return d, fmt.Errorf("host: %w", err)
		}
	}
	d.Identity.Model, d.Identity.Serial, d.Reason = cell("model"), cell("serial"), cell("reason")
	for _, name := range []string{"model", "serial", "reason"} {
		if text := cell(name); len(text) > capability.MaxText || capability.Printable(text) != text {
			return d, fmt.Errorf("%s: a text of at most %d bytes that can be shown", name, capability.MaxText)
		}
	}
	if d.Name() == "" {
		return d, errors.New("which device? Its serial number or its host ID is needed")
	}
	if text := cell("replacement"); text != "" {
		if d.Replacement, err = capability.ParseHostID(text); err != nil {
			return d, fmt.Errorf("replacement: %w", err)
		}
	}
	id, count := cell("activation"), cell(kinds[l.kind].count)
	if id == "" && count != "" {
		return d, fmt.Errorf("%s: it needs an activation ID", kinds[l.kind].count)
	}
	if id == "" {
		return d, nil
	}
	line := Line{ActivationID: capability.ActivationID(id)}
	if err := line.ActivationID.Check(); err != nil {
		return d, fmt.Errorf("activation: %w", err)
	}
	line.Count, err = l.countOf(count)
	d.Lines = []Line{line}
	return d, err
}

func (l *list) countOf(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	k := kinds[l.kind]
	n, err := strconv.Atoi(text)
	if err != nil || n < k.least || n > capability.MaxCount {
		return 0, fmt.Errorf("%s: a number of %s, not %q", k.count, k.counts, text)
	}
	return n, nil
}

// add takes in what a row says about a device, which an earlier row may name, too.
func (l *list) add(d Device) error {
	i := slices.IndexFunc(l.devices, func(e Device) bool { return e.Name() == d.Name() })
	if i < 0 {
		if len(l.devices) == MaxDevices {
			return fmt.Errorf("a list has at most %d devices", MaxDevices)
		}
		l.devices = append(l.devices, d)
		return nil
	}
	first := &l.devices[i]
	for _, said := range []struct{ column, before, now string }{
		{"model", first.Identity.Model, d.Identity.Model},
		{"serial", first.Identity.Serial, d.Identity.Serial},
		{"reason", first.Reason, d.Reason},
		{"replacement", first.Replacement.String(), cmp.Or(d.Replacement, first.Replacement).String()},
	} {
		if said.now != "" && said.now != said.before {
			return fmt.Errorf("%s: line %d says otherwise of %s", said.column, first.Line, d.Name())
		}
	}
	named := func(e Line) bool { return len(d.Lines) > 0 && e.ActivationID == d.Lines[0].ActivationID }
	if len(d.Lines) == 0 || len(first.Lines) == 0 || slices.ContainsFunc(first.Lines, named) {
		return fmt.Errorf("%s was named in line %d for the same licenses", d.Name(), first.Line)
	}
	first.Lines = append(first.Lines, d.Lines...)
	return nil
}
