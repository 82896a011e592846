package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/certificate"
	"handback/cmd/internal/input"
	"handback/device"
	"handback/device/heard"
	"handback/device/serial"
	"handback/device/smp"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const probeLong = `Ask what is there at each free port, or at those named: at the usual rates, one
after the other, until something makes sense. It sends a line break. Unless a
login, a boot loader or a pager answers, it then sends SMP questions of one line of
at most 127 bytes each, which change no device. A shell may complain about them.
Ports that other programs use are left alone.

It asks before it sends; --yes is the answer of a script.`

func newProbe(f *flags, s streams) *cobra.Command {
	var yes bool
	var rates []int
	cmd := &cobra.Command{
		Use:   "probe [PORT...]",
		Short: "Ask at the serial ports which devices are there",
		Long:  probeLong,
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if slices.ContainsFunc(rates, func(rate int) bool { return rate <= 0 }) {
				return usagef("a rate is a number of bits a second")
			}
			return f.with(cmd.Context(), s, mayReadLedger, func(a *app) error {
				if len(args) == 0 && f.port != "" {
					args = []string{f.port}
				}
				ports, err := describePorts(args)
				if err != nil {
					return err
				}
				if len(ports) == 0 {
					return errNoPorts
				}
				if err := a.mayProbe(cmd.Context(), ports, yes); err != nil {
					return err
				}
				return a.probe(cmd.Context(), ports, rates)
			})
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "send without asking")
	cmd.Flags().IntSliceVar(&rates, "rates", nil, "rates to try, in bits a second (default: the usual ones)")
	return cmd
}

var errNoPorts = errors.New("no port is there to be asked; name one")

// mayProbe asks the user whether the program may send to the ports.
func (a *app) mayProbe(ctx context.Context, ports []serial.Port, yes bool) error {
	if yes {
		return nil
	}
	if input.Terminal(a.in) == nil {
		return usagef("a probe sends to ports whose devices are not known: say --yes if it may")
	}
	a.tell("A line break and short questions, of one line each, would be sent to:")
	for _, p := range ports {
		if p.Free() {
			a.tell("  %s  %s", p.Path, text.Adapter(p))
		}
	}
	a.prompt("They change no device. Send them? [y/N] ")
	allowed := false
	err := input.Rows(ctx, a.in, func(row string) (bool, error) {
		row = strings.ToLower(strings.TrimSpace(row))
		allowed = row == "y" || row == "yes"
		return true, nil
	})
	if err == nil && !allowed {
		a.tell("nothing was sent")
		err = ended{exitFailed}
	}
	return err
}

// probe asks at the ports, and prints what each answered at once.
func (a *app) probe(ctx context.Context, ports []serial.Port, rates []int) error {
	var all []probedJSON
	err := a.askPorts(ctx, ports, device.ProbeOptions{Rates: rates}, func(p device.ProbeResult) {
		if a.json {
			all = append(all, newProbedJSON(p, a.memory))
			return
		}
		a.line("%s  %s", p.Port.Path, foundText(p))
		a.line("  %s", sentText(p.Sent))
		if p.Identity != nil {
			a.note(a.greet(ctx, p.Identity.Host))
		}
	})
	if err != nil || !a.json {
		return err
	}
	slices.SortFunc(all, func(x, y probedJSON) int { return strings.Compare(x.Port.Path, y.Port.Path) })
	return printJSON(a.out, all)
}

// askPorts asks at the ports and keeps which device answered. It tries the rates
// of the profile, where there is one.
func (a *app) askPorts(ctx context.Context, ports []serial.Port, o device.ProbeOptions, each func(device.ProbeResult)) error {
	p, err := consoleProfile(a.profile)
	if err != nil {
		return err
	}
	if p != nil && len(o.Rates) == 0 {
		o.Rates = p.Line.Rates
	}
	o.Group = a.config.Group
	return device.Probe(ctx, ports, o, func(p device.ProbeResult) {
		if p.Identity != nil {
			_ = a.memory.Note(p.Port, p.Baud, *p.Identity) // only a convenience is lost
		}
		each(p)
	})
}

// foundText is what was found at a port.
func foundText(p device.ProbeResult) string {
	switch d := p.Identity; {
	case d != nil:
		return text.Phrase("%s (%s at %d)").With(text.IdentityLine(*d), p.Protocol, p.Baud)
	case errors.Is(p.Err, smp.ErrNoLicensing):
		return text.Phrase("a device without licensing commands (%s at %d) %s").With(p.Protocol, p.Baud, p.System)
	case p.Err != nil:
		return text.Phrase("not asked to the end: %s").With(text.Explain(p.Err).What)
	case p.Protocol != "":
		return text.Phrase("%s at %d: %s").With(text.Word(p.Heard), p.Baud, p.Sample)
	default:
		return text.Phrase("nobody known; heard %s").With(text.Word(p.Heard))
	}
}

// sentText is what was sent at a port.
func sentText(sent []device.Sent) string {
	if len(sent) == 0 {
		return text.Phrase("nothing was sent").String()
	}
	bytes, lines, rates := 0, 0, make([]string, 0, len(sent))
	for _, s := range sent {
		rates = append(rates, fmt.Sprint(s.Baud))
		lines += len(s.Lines)
		for _, line := range s.Lines {
			bytes += len(line)
		}
	}
	return text.Phrase("sent %d bytes in %d lines, at %s").With(bytes, lines, strings.Join(slices.Compact(rates), ", "))
}

type probedJSON struct {
	Port     portJSON            `json:"port"`
	Protocol device.Protocol     `json:"protocol,omitempty"`
	Baud     int                 `json:"baud,omitempty"`
	Device   *certificate.Device `json:"device,omitempty"`
	Heard    heard.Kind          `json:"heard"`
	Sample   string              `json:"sample,omitempty"`
	Sent     []sentJSON          `json:"sent"`
	Error    string              `json:"error,omitempty"`
}

// sentJSON is what was sent at one rate, each line as it was, and the
// number of bytes that came back.
type sentJSON struct {
	Baud     int      `json:"baud"`
	Lines    []string `json:"lines"`
	Received int64    `json:"received"`
}

func newProbedJSON(p device.ProbeResult, m *device.PortHistory) probedJSON {
	j := probedJSON{
		Port: newPortJSON(p.Port, m), Protocol: p.Protocol, Baud: p.Baud,
		Heard: p.Heard, Sample: p.Sample, Sent: make([]sentJSON, 0, len(p.Sent)),
	}
	if p.Identity != nil {
		d := certificate.DeviceOf(*p.Identity)
		j.Device = &d
	}
	if p.Err != nil {
		j.Error = capability.Printable(p.Err.Error())
	}
	for _, s := range p.Sent {
		lines := make([]string, 0, len(s.Lines))
		for _, line := range s.Lines {
			lines = append(lines, string(line))
		}
		j.Sent = append(j.Sent, sentJSON{s.Baud, lines, s.Received})
	}
	return j
}
