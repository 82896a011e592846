package main

import (
	"fmt"

	"handback/capability"
	"handback/capability/desk"
	"handback/tui"

	"github.com/spf13/cobra"
)

func newWhere(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "where",
		Short: "Say where things stand by the device and the stick that are plugged in",
		Long: `Look at the device at --port and the stick at --stick, say what every file on
the stick is, take in the cases of other laptops, compare the device with its
returns, and name one next act. Nothing is sent to the device but questions.`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.with(cmd.Context(), s, writes, func(a *app) error {
				means, err := a.means(cmd)
				if err != nil {
					return err
				}
				p, err := a.desk.Where(cmd.Context(), means, nil)
				if err != nil {
					return err
				}
				if a.json {
					return printJSON(a.out, newPlaceJSON(p))
				}
				a.printPlace(p)
				return nil
			})
		},
	}
}

// means is what the command line puts at hand; a nil interface where nothing.
func (a *app) means(cmd *cobra.Command) (m desk.Means, err error) {
	if m.Device, err = a.Device(cmd.Context()); err != nil {
		return m, err
	}
	m.Stick, err = a.Stick(cmd.Context())
	return m, err
}

func (a *app) printPlace(p desk.Place) {
	if p.Reading != nil {
		d := p.Reading.Device
		a.line("device: %s %s, host ID %s, %d licenses", d.Model, d.Serial, d.Host, len(p.Reading.Licenses))
	}
	for _, id := range p.Imported {
		a.line("taken in from the stick: %s", id)
	}
	for _, f := range p.Findings {
		if f.Return != "" {
			a.line("%s (%s)", tui.FindingText(f), f.Return)
			continue
		}
		a.line("%s", tui.FindingText(f))
	}
	for _, f := range p.Forks {
		a.line("%s: two laptops went on, after %d facts in common", f.ID, f.Common)
		for _, e := range f.Ours {
			a.line("  here:  %s %s %s", e.At.UTC().Format("2006-01-02 15:04"), e.Fact.Kind(), e.By)
		}
		for _, e := range f.Theirs {
			a.line("  there: %s %s %s", e.At.UTC().Format("2006-01-02 15:04"), e.Fact.Kind(), e.By)
		}
	}
	for _, f := range p.Odd {
		a.line("odd: %s", f.Text)
	}
	a.line("%s", placeText(p))
}

// placeText is the one next act in words.
func placeText(p desk.Place) string {
	if p.Suggest == desk.GoOn {
		return fmt.Sprintf("%s next (%s): %s", p.Return.ID, p.Act.Who, tui.ActText(*p.Return, p.Act))
	}
	return tui.SuggestionText(p.Suggest)
}

// placeJSON is the documented form of where.
type placeJSON struct {
	Suggest  desk.Suggestion       `json:"suggest"`
	Return   capability.ReturnID   `json:"return,omitempty"`
	Act      capability.ActKind    `json:"act,omitempty"`
	Text     string                `json:"text"`
	Reading  *readingJSON          `json:"reading,omitempty"`
	Files    []findingJSON         `json:"files"`
	Imported []capability.ReturnID `json:"imported,omitempty"`
	Forks    []forkJSON            `json:"forks,omitempty"`
	Flags    []capability.Flagged  `json:"flags,omitempty"`
}

type findingJSON struct {
	Path    string              `json:"path"`
	Size    int64               `json:"size"`
	SHA256  capability.Digest   `json:"sha256"`
	Verdict desk.Verdict        `json:"verdict"`
	About   string              `json:"about,omitempty"`
	Return  capability.ReturnID `json:"return,omitempty"`
}

type forkJSON struct {
	Return capability.ReturnID `json:"return"`
	Common int                 `json:"common"`
	Here   []capability.Entry  `json:"here"`
	There  []capability.Entry  `json:"there"`
}

func newPlaceJSON(p desk.Place) placeJSON {
	j := placeJSON{Suggest: p.Suggest, Text: placeText(p), Files: []findingJSON{}, Imported: p.Imported, Flags: p.Odd}
	if p.Return != nil {
		j.Return, j.Act = p.Return.ID, p.Act.Kind
	}
	if p.Reading != nil {
		r := newReadingJSON(*p.Reading)
		j.Reading = &r
	}
	for _, f := range p.Findings {
		j.Files = append(j.Files, findingJSON{f.Path, f.Size, f.Digest, f.Verdict, f.About, f.Return})
	}
	for _, f := range p.Forks {
		j.Forks = append(j.Forks, forkJSON{f.ID, f.Common, f.Ours, f.Theirs})
	}
	return j
}
