package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/cmd/internal/batch"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

// readList reads a list of devices: with --stick one that is there, by its path
// on it. A link is not followed. The mistakes of a list are a usage error.
func (a *app) readList(ctx context.Context, name, stick string, kind batch.Kind) ([]batch.Device, error) {
	data, err := a.readListFile(ctx, name, stick)
	if err != nil {
		return nil, err
	}
	list, err := batch.Read(bytes.NewReader(data), kind)
	if errors.Is(err, batch.ErrList) {
		return nil, usagef("%s: %s", name, strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return list, err
}

func (a *app) readListFile(ctx context.Context, name, stick string) ([]byte, error) {
	if stick == "" {
		if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
			return nil, usagef("%s is a link or no plain file: name the list itself", name)
		}
		return readBounded(name, batch.MaxFile+1)
	}
	path, err := onStick(stick, name)
	if err != nil {
		return nil, err
	}
	opened, err := a.openStick(stick)
	if err != nil {
		return nil, err
	}
	data, err := opened.ReadNamed(ctx, path, batch.MaxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("no plain file lies at %s on the stick at %s; links don't count", path, stick)
	}
	return data, err
}

// startList are the flags of start for a list.
type startList struct {
	file  string
	ports []string
	dry   bool
}

func (l *startList) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&l.file, "batch", "", "open a return for each device of a list, a CSV `FILE`; with --stick one on the stick")
	cmd.Flags().StringSliceVar(&l.ports, "ports", nil, "with --batch, the `PORT,PORT,...` to ask (default: all that are free)")
	cmd.Flags().BoolVar(&l.dry, "dry-run", false, "with --batch, ask the devices, say what would be opened, and open nothing")
}

// listedDevice is a device of a list with what happened.
type listedDevice struct {
	batch.Device
	standing string
	met      bench.Met // who answered; zero: nobody did
	order    capability.Order
	opened   capability.Return
	err      error
}

// What a device of a list can stand at; in JSON, too.
const (
	listStarted  = "started"
	listOpen     = "open-before" // by this list or one like it
	listCanStart = "can-start"   // in a dry run
	listNowhere  = "not-there"
	listFailed   = "failed"
)

// listedJSON is the documented form of what happened to one device of a list.
type listedJSON struct {
	Line     int                 `json:"line"`
	Host     *capability.HostID  `json:"host,omitempty"`
	Serial   string              `json:"serial,omitempty"`
	Port     string              `json:"port,omitempty"`
	Return   capability.ReturnID `json:"return,omitempty"`
	Standing string              `json:"standing"`
	Lines    []listedLineJSON    `json:"lines"`
	Status   int                 `json:"status"`
	Error    string              `json:"error,omitempty"`
}

type listedLineJSON struct {
	ActivationID capability.ActivationID `json:"activation_id"`
	Held         int                     `json:"held"`
	Remaining    int                     `json:"remaining"`
}

// startBatch opens a return for each device of a list that answers at a port.
func (a *app) startBatch(ctx context.Context, l startList) error {
	list, err := a.readList(ctx, text.Dropped(l.file), a.stick, batch.Returns)
	if err != nil {
		return err
	}
	return a.withBench(l.ports, func(b *bench.Bench) error {
		met, err := b.Meet(ctx, true, func(m bench.Met) { a.tell("%s", text.Met(m)) })
		if err != nil {
			return err
		}
		var all []listedDevice
		for _, d := range list {
			one := a.startListed(ctx, d, met, all, l.dry)
			if err := a.printListed(one); err != nil {
				return err
			}
			all = append(all, one)
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		a.tellUnlisted(met, list)
		return a.endList(all)
	})
}

// startListed opens the return of one device, unless an earlier row of the list
// means the same one.
func (a *app) startListed(ctx context.Context, d batch.Device, met []bench.Met, before []listedDevice, dry bool) listedDevice {
	l := listedDevice{Device: d, standing: listFailed}
	answered := slices.DeleteFunc(slices.Clone(met), func(m bench.Met) bool { return !d.Is(m.Identity) })
	switch len(answered) {
	case 0:
		l.standing = listNowhere
		return l
	case 1:
		l.met, l.err = answered[0], answered[0].Err
	default:
		l.err = usagef("several devices answer that the list could mean, at %s and %s: name the host ID", answered[0].Port, answered[1].Port)
	}
	for _, other := range before {
		if l.err == nil && other.met.Port == l.met.Port {
			l.err = usagef("line %d of the list means the same device", other.Line)
		}
	}
	if l.err == nil {
		l.order = d.Order(l.met.Licenses)
		l.err = l.order.Check(l.met.Licenses)
	}
	if l.err == nil {
		l.err = a.openListed(ctx, &l, dry)
	}
	return l
}

// openListed opens the return. One that is open already with the same order is
// that of an earlier run.
func (a *app) openListed(ctx context.Context, l *listedDevice, dry bool) error {
	all, err := a.desk.List(ctx)
	if err != nil {
		return err
	}
	host := l.met.Identity.Host
	for _, s := range all {
		if s.Err != nil || !s.Stage.Open() || s.Device.Host != host {
			continue
		}
		if l.opened, err = a.desk.Return(s.ID); err != nil {
			return err
		}
		if s.TakenIn || !slices.Equal(l.opened.Order.Lines, l.order.Lines) {
			return &desk.OpenReturn{ID: s.ID, Host: host, TakenIn: s.TakenIn}
		}
		l.standing = listOpen
		return nil
	}
	if dry {
		l.standing = listCanStart
		return nil
	}
	var to *capability.HostID
	if !l.Replacement.IsZero() {
		to = &l.Replacement
	}
	reading := capability.Reading{Device: l.met.Identity, Licenses: l.met.Licenses}
	if l.opened, err = a.desk.Start(ctx, reading, l.order, l.Reason, to); err == nil {
		l.standing = listStarted
	}
	return err
}

// status is the exit status for one device.
func (l listedDevice) status() int {
	return map[string]int{listFailed: exitFailed, listNowhere: exitDevice}[l.standing]
}

func (a *app) printListed(l listedDevice) error {
	if a.json {
		return printJSONLine(a.out, l.json())
	}
	where := text.Phrase("line %d: %s").With(l.Line, l.Name())
	switch l.standing {
	case listStarted:
		a.line("%s: %s", where, text.Opened(l.opened))
	case listOpen:
		a.line("%s: %s is open already", where, l.opened.ID)
	case listCanStart:
		a.line("%s at %s: %s", where, l.met.Port, text.OrderLines(l.order, l.met.Licenses))
	case listNowhere:
		a.line("%s: it answers at none of the ports", where)
	default:
		a.tell("%s: %s", where, inWords(l.err))
	}
	return nil
}

func (l listedDevice) json() listedJSON {
	host := cmp.Or(l.met.Identity.Host, l.Identity.Host)
	j := listedJSON{
		Line: l.Line, Serial: cmp.Or(l.met.Identity.Serial, l.Identity.Serial), Port: l.met.Port,
		Return: l.opened.ID, Standing: l.standing, Lines: []listedLineJSON{}, Status: l.status(),
	}
	if !host.IsZero() {
		j.Host = &host
	}
	for _, o := range l.order.Lines {
		j.Lines = append(j.Lines, listedLineJSON{o.ActivationID, capability.CountOf(l.met.Licenses, o.ActivationID), o.Count})
	}
	if l.err != nil {
		j.Error = capability.Printable(l.err.Error())
	}
	return j
}

// tellUnlisted names the devices that answered and are not on the list.
func (a *app) tellUnlisted(met []bench.Met, list []batch.Device) {
	for _, m := range met {
		known := slices.ContainsFunc(list, func(d batch.Device) bool { return d.Is(m.Identity) })
		if !known && !m.Identity.Host.IsZero() {
			a.tell("%s", text.NotOnList(m))
		}
	}
}

// endList says how many devices of the list stand where.
func (a *app) endList(all []listedDevice) error {
	counts, codes := map[string]int{}, make([]int, len(all))
	for i, l := range all {
		counts[l.standing]++
		codes[i] = l.status()
	}
	a.note(text.ListDone(len(all), counts[listStarted], counts[listOpen], counts[listCanStart], counts[listNowhere], counts[listFailed]))
	return worst(codes)
}
