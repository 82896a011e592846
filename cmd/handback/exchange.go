package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"handback/capability"
	"handback/capability/exchange"
	"handback/capability/media"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const exchangeLong = `Send every request on a stick that is due to the portal of the configuration, in
the right order, and save each response beside its request. STICK-OR-FOLDER is
where the stick is mounted, or a folder that takes its place; the only stick
that is plugged in needs no name. No ledger and no device is needed.

It can be run twice, and ended at any moment: what was answered is not sent
again, and what may have arrived is asked about before anything is sent again.
What was sent is noted in exchange.json beside the requests.

Exit status: 0 all that was due is answered, 1 something failed, 3 a request
still waits for the portal.`

func newExchange(f *flags, s streams) *cobra.Command {
	var named []string
	var again, dry bool
	cmd := &cobra.Command{
		Use:   "exchange [STICK-OR-FOLDER]",
		Short: "Send the requests on a stick to the portal, and save the responses beside them",
		Long:  exchangeLong,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.with(cmd.Context(), s, mayReadLedger, func(a *app) error {
				stick, err := a.exchangeStick(cmd.Context(), args)
				if err != nil {
					return err
				}
				for i, name := range named {
					if named[i], err = onStick(stick.Path, text.Dropped(name)); err != nil {
						return err
					}
					if _, err := os.Stat(filepath.Join(stick.Path, filepath.FromSlash(named[i]))); err != nil {
						return err
					}
				}
				if dry {
					return a.showDue(cmd.Context(), stick, named)
				}
				return a.exchange(cmd.Context(), stick, exchange.Options{Named: named, Again: again})
			})
		},
	}
	cmd.Flags().StringArrayVar(&named, "file", nil, "a `PATH` on the stick that is a request, though nobody here can read it")
	cmd.Flags().BoolVar(&again, "again", false, "also send what the portal refused before, or what was sent too often, after somebody looked in the portal")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what is due, and send nothing")
	return cmd
}

// exchangeStick opens the stick that is named, or the only one that is plugged in.
func (a *app) exchangeStick(ctx context.Context, args []string) (*media.Stick, error) {
	if len(args) > 0 {
		return a.openStick(text.Dropped(args[0]))
	}
	if a.stick != "" {
		return a.openStick(a.stick)
	}
	list, err := a.listSticks(ctx)
	if err != nil {
		return nil, err
	}
	chosen, err := pickStick(list, nil, media.Ready)
	if err != nil {
		return nil, err
	}
	return a.openStick(chosen.Path)
}

// showDue lists what an exchange would send.
func (a *app) showDue(ctx context.Context, stick *media.Stick, named []string) error {
	found, err := stick.Collect(ctx, media.Limits{}, nil)
	if err != nil {
		return err
	}
	s := exchange.Summary{Incomplete: found.Incomplete}
	for _, item := range exchange.Plan(found.Found, named, time.Now()) {
		s.Outcomes = append(s.Outcomes, exchange.Outcome{Item: item})
	}
	return a.printExchange(s)
}

// exchange sends what is due, and says what happened.
func (a *app) exchange(ctx context.Context, stick *media.Stick, o exchange.Options) error {
	o.Portal, o.Now = a.portals.of, time.Now
	done, err := exchange.Run(ctx, stick, o)
	if failed := a.printExchange(done); failed != nil || err != nil {
		return errors.Join(err, failed)
	}
	for _, out := range done.Outcomes {
		if out.Err != nil && !errors.Is(out.Err, exchange.ErrAfterFailure) {
			a.tell("%s", capability.Printable(out.Path))
			a.explain(out.Err)
		}
	}
	if done.Open() > 0 {
		return ended{exitPortal}
	}
	return nil
}

// exchangedJSON is the documented form of what happened to one file.
type exchangedJSON struct {
	Path     string                   `json:"path"`
	File     capability.ArtifactKind  `json:"file"`
	SHA256   capability.Digest        `json:"sha256"`
	Return   capability.ReturnID      `json:"return,omitempty"`
	Host     string                   `json:"host,omitempty"`
	Standing exchange.Standing        `json:"standing"`
	Portal   string                   `json:"portal,omitempty"`
	State    capability.ExchangeState `json:"state,omitempty"`
	Response string                   `json:"response,omitempty"` // its path
	Error    string                   `json:"error,omitempty"`
}

func (a *app) printExchange(s exchange.Summary) error {
	if a.json {
		all := make([]exchangedJSON, len(s.Outcomes))
		for i, o := range s.Outcomes {
			all[i] = exchangedJSON{
				Path: o.Path, File: o.Kind, SHA256: o.Digest, Return: o.Return, Standing: o.Standing,
				Portal: o.Target, State: o.State, Response: o.Saved,
			}
			if !o.Device.Host.IsZero() {
				all[i].Host = o.Device.Host.String()
			}
			if o.Err != nil {
				all[i].Error = capability.Printable(o.Err.Error())
			}
		}
		return printJSON(a.out, all)
	}
	if len(s.Outcomes) > 0 {
		t := a.table("REQUEST", "WHAT", "OUTCOME")
		for _, o := range s.Outcomes {
			t.row(o.Path, text.ExchangeKind(o.Item), text.Exchanged(o))
		}
		if err := t.flush(); err != nil {
			return err
		}
	}
	a.note(text.Incomplete(s.Incomplete))
	a.note(text.ExchangedAll(s))
	return nil
}
