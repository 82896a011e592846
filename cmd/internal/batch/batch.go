// Package batch reads lists of devices that an office keeps in a spreadsheet: CSV
// (RFC 4180) with a header, comma or semicolon between the columns, in any order.
//
//	host         host ID as TYPE/value; needed
//	activation   activation ID; empty: all licenses of the device
//	quantity     units to take away; empty: all
//	model        of the device, for the person who goes there
//	serial       likewise
//	reason       why, for the journal
//
// A device with several activation IDs has a row for each.
package batch

import (
	"bytes"
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

// Device is what a list says of one device.
type Device struct {
	Identity capability.Identity // host ID, model, serial number
	Take     []portal.Removal    // empty: all
	Reason   string
	Line     int // of its first row, from 1
}

// ErrList says that a list can't be used. Each mistake is a *[Mistake] beside it.
var ErrList = errors.New("the list has mistakes")

// Mistake says what is wrong in a line of a list.
type Mistake struct {
	Line int // from 1
	Text string
}

func (m *Mistake) Error() string { return fmt.Sprintf("line %d: %s", m.Line, m.Text) }

// columns are the names that a header can have.
var columns = []string{"host", "activation", "quantity", "model", "serial", "reason"}

// Read reads a list. With an [ErrList] come all mistakes, joined.
func Read(from io.Reader) ([]Device, error) {
	data, err := io.ReadAll(io.LimitReader(from, MaxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxFile {
		return nil, fmt.Errorf("%w: a list has at most %d bytes", ErrList, MaxFile)
	}
	l := list{csv: csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))}
	l.csv.TrimLeadingSpace = true
	if head, _, _ := bytes.Cut(data, []byte("\n")); bytes.Count(head, []byte(";")) > bytes.Count(head, []byte(",")) {
		l.csv.Comma = ';' // as spreadsheets write where the comma stands in numbers
	}
	l.read()
	if len(l.mistakes) > 0 {
		return nil, errors.Join(append([]error{ErrList}, l.mistakes...)...)
	}
	return l.devices, nil
}

// list is one list while it is read.
type list struct {
	csv      *csv.Reader
	at       map[string]int // the place of each column
	devices  []Device
	mistakes []error
}

func (l *list) wrong(line int, format string, args ...any) {
	l.mistakes = append(l.mistakes, &Mistake{line, capability.Printable(fmt.Sprintf(format, args...))})
}

func (l *list) read() {
	head, err := l.csv.Read()
	if err != nil {
		l.wrong(1, "a header is needed that names the columns: %s", strings.Join(columns, ", "))
		return
	}
	l.at = make(map[string]int)
	for i, name := range head {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := l.at[name]; twice || !slices.Contains(columns, name) {
			l.wrong(1, "the column %q is not known, or comes twice; known are %s", name, strings.Join(columns, ", "))
		}
		l.at[name] = i
	}
	if _, there := l.at["host"]; !there {
		l.wrong(1, "the column host is needed")
	}
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
		l.add(line, func(name string) string {
			if i, there := l.at[name]; there && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		})
	}
	if len(l.devices) == 0 && len(l.mistakes) == 0 {
		l.wrong(1, "the list names no device")
	}
}

// add takes one row in.
func (l *list) add(line int, cell func(string) string) {
	host, err := capability.ParseHostID(cell("host"))
	if err != nil {
		l.wrong(line, "host: %v", err)
		return
	}
	for _, name := range []string{"model", "serial", "reason"} {
		if text := cell(name); len(text) > capability.MaxText || capability.Printable(text) != text {
			l.wrong(line, "%s: a text of at most %d bytes that can be shown", name, capability.MaxText)
			return
		}
	}
	take, all, err := removalOf(cell("activation"), cell("quantity"))
	if err != nil {
		l.wrong(line, "%v", err)
		return
	}
	i := slices.IndexFunc(l.devices, func(d Device) bool { return d.Identity.Host == host })
	if i < 0 {
		if len(l.devices) == MaxDevices {
			l.wrong(line, "a list has at most %d devices", MaxDevices)
			return
		}
		d := Device{Identity: capability.Identity{Host: host, Model: cell("model"), Serial: cell("serial")}, Reason: cell("reason"), Line: line}
		if !all {
			d.Take = []portal.Removal{take}
		}
		l.devices = append(l.devices, d)
		return
	}
	d := &l.devices[i]
	same := func(r portal.Removal) bool { return r.ActivationID == take.ActivationID }
	if all || len(d.Take) == 0 || slices.ContainsFunc(d.Take, same) {
		l.wrong(line, "%s was named in line %d for the same licenses", host, d.Line)
		return
	}
	d.Take = append(d.Take, take)
}

// removalOf reads what a row takes away; all: every license.
func removalOf(id, quantity string) (take portal.Removal, all bool, err error) {
	if id == "" {
		if quantity != "" {
			return take, false, errors.New("quantity: it needs an activation ID")
		}
		return take, true, nil
	}
	take.ActivationID = capability.ActivationID(id)
	if err := take.ActivationID.Check(); err != nil {
		return take, false, fmt.Errorf("activation: %w", err)
	}
	if quantity == "" {
		return take, false, nil
	}
	take.Quantity, err = strconv.Atoi(quantity)
	if err != nil || take.Quantity < 1 || take.Quantity > capability.MaxCount {
		return take, false, fmt.Errorf("quantity: a number of units to take away, from 1, not %q", quantity)
	}
	return take, false, nil
}
