package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/portal"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const portalLong = `Ask the portal of the configuration, and act there. Only 'remove', 'prepare' and
'obsolete' change something there, after a question. 'handback exchange' sends
the requests on a stick, and 'handback next --do' those of a return.`

func newPortalCommands(f *flags, s streams) *cobra.Command {
	cmd := group("portal", "Ask the portal by program, and act there", portalLong,
		"which? check, look, fetch, remove, prepare or obsolete",
		newPortalCheck(f, s), newPortalLook(f, s), newPortalFetch(f, s), newPortalRemove(f, s), newPortalPrepare(f, s), newPortalObsolete(f, s))
	cmd.PersistentFlags().StringVar(&f.portal, "portal", "", "`NAME` of the portal, where the configuration has several")
	return cmd
}

// namedPortal is the portal that the command line names, or the one for a device of
// which only that is known.
func (a *app) namedPortal(d capability.Identity) (*portal.Exchanger, error) {
	if a.flags.portal != "" {
		return a.portals.named(a.flags.portal)
	}
	return a.portals.of(d)
}

func newPortalCheck(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Try each part of the way to the portal, and change nothing there",
		Long: `Try each part of the way to the portal: its address, its certificate, the login,
the rights, and how far its clock is from this computer's. Nothing is changed
there. Rights to change something show only when they are used.`,
		RunE: f.withApp(s, mayReadLedger, func(ctx context.Context, a *app, _ []string) error {
			x, err := a.namedPortal(capability.Identity{})
			if err != nil {
				return err
			}
			return a.checkPortal(ctx, x)
		}),
	}
}

// checkedJSON is the documented form of one part of a portal that was checked.
type checkedJSON struct {
	Part  portal.Part `json:"part"`
	Right bool        `json:"right"`
	Text  string      `json:"text"`
}

func (a *app) checkPortal(ctx context.Context, x *portal.Exchanger) error {
	a.note(x.Target().String())
	var all []checkedJSON
	var failed error
	err := x.With(ctx, func(p portal.Portal) error {
		p.Check(ctx, func(c portal.Checkup) {
			said := text.Checkup(c)
			all = append(all, checkedJSON{c.Part, c.Err == nil, said})
			failed = errors.Join(failed, c.Err)
			right, wrong := text.Phrase("ok").String(), text.Phrase("NO").String()
			mark := right
			if c.Err != nil {
				mark = wrong
			}
			a.note(text.Pad(mark, max(text.Width(right), text.Width(wrong))+2) + said)
		})
		return nil
	})
	if a.json {
		err = errors.Join(err, printJSON(a.out, all))
	}
	return errors.Join(err, failed)
}

func newPortalLook(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "look HOST",
		Short: "Show what the portal knows about a device",
		Long: `Show what the portal knows about a device: its licenses with their counts and
states, what waits for its confirmation, when it was last heard from. HOST is its
host ID as TYPE/value.`,
		Args: cobra.ExactArgs(1),
		RunE: f.withApp(s, mayReadLedger, func(ctx context.Context, a *app, args []string) error {
			d, err := a.lookAt(ctx, args[0])
			if err != nil {
				return err
			}
			return a.printDevice(d)
		}),
	}
}

// lookAt asks the portal for a device.
func (a *app) lookAt(ctx context.Context, host string) (d portal.Device, err error) {
	id, err := capability.ParseHostID(host)
	if err != nil {
		return d, usageError{err}
	}
	x, err := a.namedPortal(capability.Identity{Host: id})
	if err != nil {
		return d, err
	}
	d, err = x.Look(ctx, id)
	d.Host = id
	return d, err
}

// lookedJSON is the documented form of what a portal knows about a device.
type lookedJSON struct {
	Host        capability.HostID          `json:"host"`
	Obsolete    bool                       `json:"obsolete"`
	Licenses    []capability.PortalLicense `json:"licenses"`
	LastRequest time.Time                  `json:"last_request,omitzero"`
	LastSync    time.Time                  `json:"last_sync,omitzero"`
	Response    capability.Digest          `json:"response,omitzero"` // of the stored response
}

func (a *app) printDevice(d portal.Device) error {
	if a.json {
		j := lookedJSON{Host: d.Host, Obsolete: d.Obsolete, Licenses: append([]capability.PortalLicense{}, d.Licenses...), LastRequest: d.LastRequest, LastSync: d.LastSync}
		if len(d.Response) > 0 {
			j.Response = capability.DigestOf(d.Response)
		}
		return printJSON(a.out, j)
	}
	a.line("%s, by the portal's word", d.Host)
	if d.Obsolete {
		a.line("the portal made it obsolete: it can never get a license again")
	}
	t := a.table("ACTIVATION ID", "REMAIN", "USED UP", "WAIT", "STATE")
	for _, l := range d.Licenses {
		t.row(string(l.ActivationID), strconv.Itoa(l.Requested), strconv.Itoa(l.Consumed), strconv.Itoa(l.Waiting()), text.LicenseState(l.State))
	}
	if err := t.flush(); err != nil {
		return err
	}
	for _, at := range []struct {
		what text.Phrase
		time time.Time
	}{
		{"last request: %s, by the portal's clock", d.LastRequest},
		{"last confirmation of what is loaded: %s, by the portal's clock", d.LastSync},
	} {
		if !at.time.IsZero() {
			a.line(at.what, at.time.UTC().Format("2006-01-02 15:04 UTC"))
		}
	}
	if len(d.Response) > 0 {
		a.line("a response for it is stored: 'handback portal fetch %s --out FILE'", d.Host)
	}
	return nil
}

func newPortalFetch(f *flags, s streams) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "fetch HOST --out FILE",
		Short: "Fetch the response that the portal has for a device",
		Long:  "Fetch the response that the portal has stored for a device into a new file.",
		Args:  cobra.ExactArgs(1),
		RunE: f.withApp(s, mayReadLedger, func(ctx context.Context, a *app, args []string) error {
			if out == "" {
				return usagef("where shall the response be written? Name a file with --out")
			}
			d, err := a.lookAt(ctx, args[0])
			if err != nil {
				return err
			}
			if len(d.Response) == 0 {
				return desk.ErrNoResponse
			}
			name := text.Dropped(out)
			if err := writeNew(newFile{name, d.Response}); err != nil {
				return err
			}
			a.note(text.Phrase("%s: %d bytes, SHA-256 %s").With(name, len(d.Response), capability.DigestOf(d.Response)))
			return nil
		}),
	}
	cmd.Flags().StringVar(&out, "out", "", "the new `FILE`")
	return cmd
}

// portalSaysJSON is the documented form of what the portal says about a return.
type portalSaysJSON struct {
	Return   capability.ReturnID        `json:"return"`
	Standing capability.PortalStanding  `json:"standing"`
	Licenses []capability.PortalLicense `json:"licenses,omitempty"`
}

// askPortal asks the portal where a return stands there, or without an ID each one
// that the portal could tell more of, and notes what it says.
func (a *app) askPortal(ctx context.Context, args []string) ([]portalSaysJSON, error) {
	ids, err := a.toVerify(ctx, args)
	if err != nil {
		return nil, err
	}
	var all []portalSaysJSON
	for _, id := range ids {
		r, err := a.desk.Return(id)
		if err != nil || len(args) == 0 && !r.Open() && !r.AwaitsProof() && r.Closing != capability.ClosedOnTrust {
			continue // verify tells of a damaged one
		}
		x, err := a.namedPortal(r.Device)
		if err != nil {
			return all, err
		}
		if r, err = a.desk.AskPortal(ctx, id, x); err != nil && !errors.Is(err, portal.ErrUnknownDevice) {
			return all, err
		}
		all = append(all, portalSaysJSON{id, r.PortalStanding(), r.PortalSays.Licenses})
		a.note(fmt.Sprintf("%s: %s", id, cmp.Or(text.PortalStanding(r), text.PortalUnclear.String())))
	}
	return all, nil
}
