package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"handback/capability"
	"handback/capability/auto"
	"handback/capability/tomlfile"
	"handback/cmd/internal/policy"
	"handback/tui/text"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/spf13/cobra"
)

const autoLong = `Watch ports, sticks or a folder, and the portal, and do for each device what the
policy allows, without a key: open a return, make the request, save or send it,
take the answer, load it, read the licenses again, confirm, write the certificate.

Some steps the policy leaves to a person: the load, unless it says otherwise. Then,
and at anything unexpected, auto stops that device and asks; the others go on. It
does only what a person could do by hand at the same point. It holds the ledger only
while it works, and pauses while the screens or a command have it. 'handback auto
hold' takes a device over for longer.

Each event is one line of JSON on standard output and in auto/events.jsonl of the
state folder. SIGHUP reads the policy again: it counts from the next step of each
device, and a policy with mistakes changes nothing. Auto tells systemd that it is
ready and alive; 'handback auto unit' prints the service.

With --dry-run it looks once and says what it would do. With --watch a screen shows
what the running auto does; the screen only looks.

The policy is TOML. Every mistake in it is named with its key and line:

  devices      = ["SN0042"]          serial numbers or host IDs (TYPE/value)
  models       = ["X200"]            all devices of a model, too
  activations  = ["ACT-1"]           only these are returned, all units; default: all
  through      = "portal"            by program; or "stick" (at --stick, or the only
                                     one that is plugged in), "folder"
  portal       = "main"              which [portals.NAME]; default: the device's
  folder       = "out"               with through = "folder"
  ports        = ["/dev/ttyUSB0"]    default: all that are free
  a-day        = 10                  most returns opened in 24 hours, by anybody
  persons      = ["load-response"]   steps that a person does; this one by default
  two-persons  = true                only what an approved list names
  lists        = "lists"             the folder of those lists
  certificates = "certificates"      folder for certificates of closed returns
  on-event     = ["notify"]          program that gets each event as its input
  ask-every    = "1m"                how often a port is asked what is there
  reason       = "repair"            of the returns`

func newAuto(f *flags, s streams) *cobra.Command {
	var file string
	var dry, watch bool
	cmd := &cobra.Command{
		Use:   "auto",
		Short: "Do returns without a key, as a policy allows",
		Long:  autoLong,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case watch:
				return f.watchAuto(cmd.Context(), s)
			case file == "":
				return usagef("which policy? Give its file with --policy")
			}
			return f.auto(cmd.Context(), s, file, dry)
		},
	}
	cmd.Flags().StringVar(&file, "policy", "", "file that says what is allowed")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "look once, say what would be done, and do nothing")
	cmd.Flags().BoolVar(&watch, "watch", false, "show on a screen what the running auto does")
	cmd.AddCommand(newAutoStatus(f, s), newAutoHold(f, s), newAutoRelease(f, s), newAutoPropose(f, s), newAutoApprove(f, s), newAutoUnit(f, s))
	return cmd
}

// loadPolicy reads a policy. Its mistakes are printed, each with its place.
func (s streams) loadPolicy(file string) (auto.Policy, error) {
	p, err := policy.Load(file)
	if faults, faulty := errors.AsType[tomlfile.Faults](err); faulty {
		for _, fault := range faults.All {
			s.tell("%s:%d:%d: %s", file, fault.Line, fault.Column, fault.Text)
		}
		return p, usageError{fmt.Errorf("%w: %d", policy.ErrPolicy, len(faults.All))}
	}
	return p, err
}

// auto runs until ctx ends.
func (f *flags) auto(ctx context.Context, s streams, file string, dry bool) (err error) {
	p, err := s.loadPolicy(file)
	if err != nil {
		return err
	}
	a, err := f.prepare(s, !dry)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.log.Close()) }()
	r := newRooms(a)
	if err := r.check(p); err != nil {
		return err
	}
	folder := auto.FolderOf(a.stateFolder)
	if dry {
		return auto.Run(ctx, r.options(folder, file, p, nil, a.tellDry, func() {}))
	}
	return a.autoService(ctx, r, folder, file, p)
}

// autoService is auto as a service: alone on its ledger, with its log of events, and
// in touch with the service manager.
func (a *app) autoService(ctx context.Context, r *rooms, folder auto.Folder, file string, p auto.Policy) (err error) {
	unlock, err := folder.Lock()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	events, err := openLog(folder.Path("events.jsonl"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, events.Close()) }()
	if a.config.SigningKey != "" {
		_, _ = a.signingKey(ctx) // asks for the passphrase while it can; what needs the key says what is wrong
	}
	beats, err := newHeart()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	t := newTeller(a.out, events, stop, func(err error) { a.tell("the program of on-event failed: %v", err) })
	defer t.close()
	t.use(p.OnEvent)
	signal.Reset(syscall.SIGHUP) // it ends other commands
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	cases, left := keepCases(ctx, r, p, t.tell)
	defer left()
	defer stop(nil)
	reload := make(chan auto.Reload)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-hup:
				a.reloadAuto(ctx, r, t, cases, file, reload)
			}
		}
	}()
	notify(daemon.SdNotifyReady)
	err = auto.Run(ctx, r.options(folder, file, p, reload, t.tell, beats.beat))
	notify(daemon.SdNotifyStopping)
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		err = errors.Join(err, cause)
	}
	return err
}

// reloadAuto reads the policy again and hands it over.
func (a *app) reloadAuto(ctx context.Context, r *rooms, t *teller, cases *colleagues, file string, to chan<- auto.Reload) {
	notify(daemon.SdNotifyReloading + "\n" + daemon.SdNotifyMonotonicUsec())
	defer notify(daemon.SdNotifyReady)
	p, err := policy.Load(file)
	if err == nil {
		err = r.check(p)
	}
	if err == nil {
		t.use(p.OnEvent)
		cases.use(p)
	}
	select {
	case to <- auto.Reload{Policy: p, Err: err}:
	case <-ctx.Done():
	}
}

// explainAuto puts an error into one line. The mistakes of a policy are named.
func explainAuto(err error) string {
	if faults, faulty := errors.AsType[tomlfile.Faults](err); faulty {
		return capability.PrintableLine(faults.Error())
	}
	return text.AutoExplain(err)
}

// notify tells the service manager, if there is one.
func notify(state string) { _, _ = daemon.SdNotify(false, state) }

func (r *rooms) options(folder auto.Folder, file string, p auto.Policy, reload <-chan auto.Reload, tell func(auto.Event), beat func()) auto.Options {
	path, err := filepath.Abs(file)
	if err != nil {
		path = file
	}
	return auto.Options{
		Folder: folder, Path: path, Policy: p, Reload: reload, Enter: r.enter, Ports: r.free, Media: r.seen, Lists: r.approved,
		Certify: r.certify, Tell: tell, Explain: explainAuto, Beat: beat, Dry: reload == nil,
	}
}

// tellDry prints what a dry run says about each device.
func (a *app) tellDry(e auto.Event) {
	e.Text = text.AutoEvent(e)
	switch {
	case e.Kind != auto.EventWould && e.Kind != auto.EventTrouble:
	case a.json:
		_ = printJSON(a.out, e) // what it is written to says why at the end
	default:
		a.line("%s", e.Text)
	}
}
