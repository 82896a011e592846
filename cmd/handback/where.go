package main

import (
	"context"

	"handback/capability"
	"handback/capability/certificate"
	"handback/capability/desk"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

func newWhere(f *flags, s streams) *cobra.Command {
	var ask bool
	cmd := &cobra.Command{
		Use:   "where",
		Short: "Say where things stand by the device and the stick that are plugged in",
		Long: `Look at the device at --port and the stick at --stick, say what every file on
the stick is, compare the device with its returns, and name one next step. The
device gets nothing but questions. The case of another laptop is shown, not taken
in: 'handback adopt' does that.

With --ask it asks the portal of the configuration where each open return stands
there, and notes the answer. That is the portal's word.`,
		RunE: f.withApp(s, notesInLedger, func(ctx context.Context, a *app, _ []string) error {
			means, err := a.means(ctx)
			if err != nil {
				return err
			}
			var said []portalSaysJSON
			if ask {
				if said, err = a.askPortal(ctx, nil); err != nil {
					return err
				}
			}
			p, err := a.desk.Where(ctx, means, nil)
			if err != nil {
				return err
			}
			if a.json {
				j := newSituationJSON(p)
				j.Portal = said
				return printJSON(a.out, j)
			}
			return a.printSituation(p)
		}),
	}
	cmd.Flags().BoolVar(&ask, "ask", false, "ask the portal, too")
	return cmd
}

// means is the device and the stick of the command line; nil where it names none.
func (a *app) means(ctx context.Context) (m desk.Means, err error) {
	if m.Device, err = a.Device(ctx); err != nil {
		return m, err
	}
	m.Stick, err = a.Stick(ctx)
	return m, err
}

func (a *app) printSituation(p desk.Situation) error {
	if p.Reading != nil {
		a.line("%s, %s", text.IdentityLine(p.Reading.Device), text.HeldShort(p.Reading.Licenses))
	}
	for _, c := range p.Cases {
		if err := a.printCase(c); err != nil {
			return err
		}
	}
	for _, id := range p.Proved {
		a.line("%s", text.Proved(id))
	}
	for _, f := range p.Findings {
		if f.Return != "" {
			a.line("%s (%s)", text.Finding(f), f.Return)
			continue
		}
		a.line("%s", text.Finding(f))
	}
	a.note(text.Incomplete(p.Incomplete))
	for _, f := range p.Odd {
		a.line("warning: %s", text.Flag(f))
	}
	if p.Return != nil && p.Act.Need == capability.NeedsPortal {
		a.note(text.Choosable(p.Return.ID, p.Findings, a.stick))
	}
	a.line("%s", situationText(p))
	return nil
}

// shownFacts is how many facts it prints of each way of a fork.
const shownFacts = 40

// printCase prints what a case on the stick is. Where it went on here and there,
// it prints both ways.
func (a *app) printCase(c desk.Case) error {
	a.line("case %s", text.Case(c))
	if c.Fork == nil {
		return nil
	}
	a.line("%s: %s", c.Fork.ID, text.Fork(c.Fork))
	t := a.columns()
	for _, way := range []struct {
		where   text.Phrase
		entries []capability.Entry
	}{{"here:", c.Fork.Ours}, {"there:", c.Fork.Theirs}} {
		for _, e := range way.entries[:min(len(way.entries), shownFacts)] {
			t.row(way.where.String(), e.At.UTC().Format("2006-01-02 15:04"), string(e.Fact.Kind()), e.By)
		}
	}
	return t.flush()
}

// situationText is the one next act in words.
func situationText(p desk.Situation) string {
	if p.Suggest == desk.GoOn {
		return text.NextOf(*p.Return, p.Act)
	}
	return text.Situation(p)
}

// situationJSON is the documented form of where.
type situationJSON struct {
	Suggest desk.Suggestion       `json:"suggest"`
	Return  capability.ReturnID   `json:"return,omitempty"`
	Act     capability.ActKind    `json:"act,omitempty"`
	Text    string                `json:"text"`
	Reading *readingJSON          `json:"reading,omitempty"`
	Files   []findingJSON         `json:"files"`
	Cases   []caseJSON            `json:"cases,omitempty"`
	Proved  []capability.ReturnID `json:"proved,omitempty"`
	Flags   []capability.Flagged  `json:"flags,omitempty"`

	Portal []portalSaysJSON `json:"portal,omitempty"` // what the portal said, where it was asked

	Incomplete capability.CutShort `json:"incomplete,omitzero"` // why not all of the stick was looked through
}

type findingJSON struct {
	Path    string              `json:"path"`
	Size    int64               `json:"size"`
	SHA256  capability.Digest   `json:"sha256"`
	Verdict desk.Class          `json:"verdict"`
	About   string              `json:"about,omitempty"`
	Return  capability.ReturnID `json:"return,omitempty"`
}

type caseJSON struct {
	Path     string              `json:"path"`
	SHA256   capability.Digest   `json:"sha256"`
	Return   capability.ReturnID `json:"return,omitempty"`
	Standing desk.CaseStanding   `json:"standing"`
	Device   certificate.Device  `json:"device"`
	Stage    capability.Stage    `json:"stage"`
	Facts    int                 `json:"facts"`
	New      int                 `json:"new"`
	Whose    []string            `json:"whose"`
	Signer   string              `json:"signer,omitempty"`
	Unsigned string              `json:"unsigned,omitempty"`
	Fork     *forkJSON           `json:"fork,omitempty"`
	Error    string              `json:"error,omitempty"`
}

type forkJSON struct {
	Common int                `json:"common"`
	Here   []capability.Entry `json:"here"`
	There  []capability.Entry `json:"there"`
}

func newCaseJSON(c desk.Case) caseJSON {
	j := caseJSON{
		Path: c.Path, SHA256: c.Digest, Return: c.ID, Standing: c.Standing, Device: certificate.DeviceOf(c.Told.Device),
		Stage: c.Told.Stage, Facts: c.Facts, New: c.New, Whose: c.Whose, Signer: c.Signer, Unsigned: c.Unsigned,
	}
	if c.Fork != nil {
		j.Fork = &forkJSON{c.Fork.Common, c.Fork.Ours, c.Fork.Theirs}
	}
	if c.Err != nil {
		j.Error = c.Err.Error()
	}
	return j
}

func newSituationJSON(p desk.Situation) situationJSON {
	j := situationJSON{Suggest: p.Suggest, Text: situationText(p), Files: []findingJSON{}, Proved: p.Proved, Flags: p.Odd, Incomplete: p.Incomplete}
	if p.Return != nil {
		j.Return, j.Act = p.Return.ID, p.Act.Kind
	}
	if p.Reading != nil {
		r := newReadingJSON(*p.Reading)
		j.Reading = &r
	}
	for _, f := range p.Findings {
		j.Files = append(j.Files, findingJSON{f.Path, f.Size, f.Digest, f.Class, f.About, f.Return})
	}
	for _, c := range p.Cases {
		j.Cases = append(j.Cases, newCaseJSON(c))
	}
	return j
}
