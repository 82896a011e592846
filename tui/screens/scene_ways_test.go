package screens

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/evident"
	"handback/capability/ledger"
	"handback/capability/typed"
	"handback/tui/internal/sample"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"
)

var sampleReplacement = capability.HostID{Type: "STRING", Value: "SPARE-7"}

// transferred is the sample with a replacement, closed on a claim or on proof.
func transferred(end capability.Fact) []capability.Fact {
	all := sample.Facts()
	opened := all[0].(capability.Opened)
	opened.Replacement = &sampleReplacement
	all[0] = opened
	return append(all[:12:12], end)
}

// activating is the activation on the replacement.
func activating() []capability.Fact {
	device := capability.Identity{Vendor: "Acme", Model: "X300", Serial: "SN0900", Host: sampleReplacement}
	return []capability.Fact{
		capability.Opened{
			ID: "R-ACT22", Way: capability.FromDevice, Purpose: capability.ToActivate, TransferOf: "R-7F3K2",
			Reading: capability.Reading{Device: device}, Order: capability.Order{Lines: []capability.Line{{ActivationID: "ACT-EXPORT-2K9T", Count: 2}}},
		},
	}
}

// adoptedFacts is a return that the portal started, of a response that also
// changes what nobody asked about.
func adoptedFacts() []capability.Fact {
	response := sample.File(capability.PortalResponse, 640)
	after := append([]capability.License{{ActivationID: "ACT-NEW-1", Feature: "Trial", Count: 1}}, sample.Left()...)
	return []capability.Fact{
		capability.Opened{ID: "R-7F3K2", Way: capability.FromPortal, Reading: sample.Reading(), Order: sample.Order()},
		capability.ResponseFound{Artifact: response, Seq: 1, Licenses: after},
	}
}

func samplePlace(t testing.TB) work.Situation {
	r := sample.Replay(t, sample.UpTo(4, capability.Flagged{Flag: capability.FlagRollback, Before: "3", Text: "the device shows no response as its last and showed response 3 before"})...)
	reading := sample.Reading()
	found := []desk.Finding{
		{Path: "holiday.jpg", Size: 4_000_000, Class: desk.IsNotLookedInto, About: "too large"},
		{Path: "HANDBACK/R-7F3K2_X200_SN0042/1-return-request.bin", Size: 812, Class: desk.IsRequest, Return: "R-7F3K2"},
		{Path: "HANDBACK/R-7F3K2_X200_SN0042/2-response.bin", Size: 640, Class: desk.IsResponse, Return: "R-7F3K2"},
		{Path: "old/response.bin", Size: 640, Class: desk.IsOtherDevice, About: "STRING/X\x1b[31m"},
	}
	found = append(found,
		desk.Finding{Path: "How to load the response.pdf", Size: 37, Class: desk.IsSomethingElse, Form: evident.PDF, About: string(evident.PDF)},
		desk.Finding{Path: "mail.txt", Size: 860, Class: desk.IsDamaged, Form: evident.Base64, About: string(evident.Base64)})
	for i := range 2000 {
		found = append(found, desk.Finding{Path: fmt.Sprintf("music/%04d.mp3", i), Size: 9, Class: desk.IsNoMessage})
	}
	return work.Situation{Situation: desk.Situation{
		Reading: &reading, Findings: found, Cases: []desk.Case{sampleCase(t)}, Return: &r, Act: capability.Next(r), Odd: r.Flags, Suggest: desk.TakeAnswer,
		Incomplete: capability.CutShort{Entries: 50000},
	}, Stick: "/media/kim/KINGSTON"}
}

func forkedPlace() work.Situation {
	at := func(n int, by string, f capability.Fact) capability.Entry {
		return capability.Entry{At: sample.Start.Add(time.Duration(n) * time.Minute), By: by, Fact: f}
	}
	c := sampleCase(nil)
	c.Standing, c.Fork = desk.CaseElsewhere, &ledger.Fork{
		ID: "R-7F3K2", Common: 4,
		Ours:   []capability.Entry{at(1, "kim", capability.Uploaded{File: capability.ReturnRequest}), at(9, "kim", capability.ResponseFound{})},
		Theirs: []capability.Entry{at(2, "lee", capability.Replaced{File: capability.ReturnRequest}), at(3, "lee", capability.Intended{Act: capability.ActMakeRequest}), at(4, "lee", capability.Flagged{Text: "\x1b[2Jodd"})},
	}
	return work.Situation{Situation: desk.Situation{Suggest: desk.ReadDevice, Cases: []desk.Case{c}}, Stick: "/media/kim/KINGSTON"}
}

// sampleCase is what another laptop says of a return.
func sampleCase(testing.TB) desk.Case {
	told := capability.Return{ID: "R-K2K2K", Device: sample.Reading().Device, Stage: capability.StageRequestSaved}
	told.Device.Serial = "SN0051"
	return desk.Case{
		Path: "HANDBACK/R-K2K2K_X200_SN0051/return.json", ID: "R-K2K2K", Told: told, Facts: 7, New: 7, Whose: []string{"lee\x1b[2J"}, Standing: desk.CaseNew,
	}
}

// takenIn is the sample as another laptop tells it.
func takenIn(t testing.TB) capability.Return {
	t.Helper()
	var entries []capability.Entry
	for i, f := range sample.UpTo(4) {
		entries = append(entries, capability.Entry{At: sample.Start.Add(time.Duration(i) * time.Minute), By: "lee", From: &capability.Origin{}, Fact: f})
	}
	r, err := capability.Replay(append(entries, capability.Entry{At: sample.Start.Add(time.Hour), By: "kim", Fact: capability.TakenIn{
		Stick: "KINGSTON", Facts: 4, Whose: []string{"lee"}, Confirmation: capability.ConfirmationUnknown,
	}}))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// partlyGone is the sample after a response that took away less than was
// ordered.
func partlyGone() []capability.Fact {
	now := sample.Reading()
	now.Licenses = slices.Clone(now.Licenses)
	for i := range now.Licenses {
		if now.Licenses[i].ActivationID == "ACT-EXPORT-2K9T" {
			now.Licenses[i].Count--
		}
	}
	now.Device.Last = &capability.Mark{Seq: 1, SHA256: sample.File(capability.PortalResponse, 640).SHA256}
	return sample.UpTo(8, capability.LicensesRead{Reading: now})
}

// stepsOf is the Steps screen after some facts.
func stepsOf(all []capability.Fact, note ...string) func(testing.TB, Display) Display {
	return func(t testing.TB, d Display) Display {
		return on(steps{Standing: work.Standing{Return: sample.Replay(t, all...), RecordDir: sampleDir, Note: note}})(t, d)
	}
}

func doneOf(all []capability.Fact) func(testing.TB, Display) Display {
	return func(t testing.TB, d Display) Display {
		return on(done{Standing: work.Standing{Return: sample.Replay(t, all...), RecordDir: sampleDir}})(t, d)
	}
}

// wayScenes are the views of the ways that are not the usual one.
func wayScenes() []scene {
	receipt, confirmation := sample.Facts()[12], sample.File(capability.ConfirmationRequest, 512)
	unchecked := receipt.(capability.Receipt)
	unchecked.Checked = nil
	claim := capability.Uploaded{File: confirmation.Kind, SHA256: confirmation.SHA256}
	unreadable := []desk.Finding{
		{Path: "Downloads/capability.bin", Size: 640, Class: desk.IsUnread}, {Path: "response-SN0042.bin", Size: 700, Class: desk.IsUnread},
	}
	damaged := desk.Finding{Path: "Downloads/mail.txt", Size: 860, Class: desk.IsDamaged, Form: evident.Base64, Mendable: true}
	filled := Screen(declareUnknownForm(nil, ""))
	for _, name := range append([]string{"down", "SN0042"}, slices.Repeat([]string{"down"}, unknownRemarks+1)...) {
		filled, _ = filled.Update(Env{Room: widget.Area{W: 80, H: 40}}, widget.Press(name))
	}
	filled, _ = filled.Update(Env{Room: widget.Area{W: 80, H: 40}}, widget.Press("enter")) // no host ID
	return []scene{
		{"where", func(t testing.TB, d Display) Display { return on(newWhere(samplePlace(t)))(t, atHand(d)) }},
		{"where-fork", on(newWhere(forkedPlace()))},
		{"cases", on(newCases(work.Situation{Situation: desk.Situation{Cases: []desk.Case{sampleCase(nil)}}, Stick: "/media/kim/KINGSTON"}))},
		{"cases-ask", on(cases{stick: "/media/kim/KINGSTON"}.ask(sampleCase(nil)))},
		{"steps-taken-in", func(t testing.TB, d Display) Display {
			return on(steps{Standing: work.Standing{Return: takenIn(t), RecordDir: sampleDir, Note: []string{text.TakenIn(takenIn(t), sampleCase(nil))}}})(t, d)
		}},
		{"steps-partly", stepsOf(partlyGone())},
		{"where-nothing", on(newWhere(work.Situation{Situation: desk.Situation{Suggest: desk.ConnectFirst}, Stick: ""}))},
		{"adopt", func(t testing.TB, d Display) Display {
			return on(adoption{sample.Replay(t, adoptedFacts()...), 0})(t, d)
		}},
		{"opaque", on(newAdoptChoice(work.Situation{Stick: "/media/kim/KINGSTON"}, work.NotAdopted{Findings: unreadable}))},
		{"opaque-damaged", on(newAdoptChoice(work.Situation{Stick: "/media/kim/KINGSTON"}, work.NotAdopted{Findings: append(unreadable, damaged), Incomplete: capability.CutShort{Entries: 50000}}))},
		{"opaque-damaged-ask", func(t testing.TB, d Display) Display {
			return on(newAdoptChoice(samplePlace(t), work.NotAdopted{Findings: unreadable}).ask(damaged))(t, d)
		}},
		{"opaque-ask", func(t testing.TB, d Display) Display {
			return on(newAdoptChoice(samplePlace(t), work.NotAdopted{Findings: unreadable}).ask(unreadable[1]))(t, d)
		}},
		{"ways", func(t testing.TB, d Display) Display {
			return on(ways{widget.NewPicker("1"), sample.Replay(t, sample.UpTo(5)...)})(t, d)
		}},
		{"ways-filter", func(t testing.TB, d Display) Display {
			v := Screen(ways{widget.NewPicker(""), sample.Replay(t, sample.UpTo(5)...)})
			for _, k := range []string{"/", "d", "e", "a", "d"} {
				v, _ = v.Update(d.Env, widget.Press(k))
			}
			return on(v)(t, d)
		}},
		{"ways-none", func(t testing.TB, d Display) Display { return on(ways{r: sample.Replay(t, sample.Facts()...)})(t, d) }},
		{"cancel", func(t testing.TB, d Display) Display {
			return on(amendForm(sample.Replay(t, sample.UpTo(4)...), work.Way{Title: text.CancelTitle.String(), Text: text.Cancel.String(), Yes: text.CancelYes.String(), Amend: (*desk.Desk).Cancel, Final: true}))(t, d)
		}},
		{"declare", func(t testing.TB, d Display) Display {
			return on(declareForm(sample.Replay(t, sample.UpTo(5)...), ""))(t, d)
		}},
		{"declare-unknown", on(filled)},
		{"scan", func(t testing.TB, d Display) Display {
			return on(scanForm(sample.Replay(t, sample.UpTo(6)...), sample.Now()))(t, d)
		}},
		{"decide", func(t testing.TB, d Display) Display {
			return on(decideForm(sample.Replay(t, sample.DeclarationSaved()...)))(t, d)
		}},
		{"codes", on(codes{id: "R-7F3K2", message: sample.CarriedFile(), ink: typed.OnDark})},
		{"by-hand", on(halfEntered())},
		{"slip", on(sheet{PageRead: work.PageRead{Title: text.SlipTitle.String(), ID: "R-7F3K2", Text: "READ ME FIRST\n=============\n\n1. Open the End-User Portal, Offline Device Management.\n     SHA-256\n     " + confirmation.SHA256.String() + "\n\x1b[31mred\n"}})},
		{"steps-dead", stepsOf(sample.DeclarationSaved(), text.Declared.String())},
		{"steps-declined", stepsOf(append(sample.DeclarationSaved(), capability.Decided{Outcome: capability.Declined, Who: "Lee", Reference: "CASE-7"}))},
		{"steps-skipped", stepsOf(sample.Skipped(8))},
		{"steps-activation", stepsOf(activating())},
		{"steps-transfer", stepsOf(transferred(nil)[:1])},
		{"done-dead", doneOf(append(sample.DeclarationSaved(), capability.Decided{Outcome: capability.MadeObsolete, Who: "Lee"}))},
		{"done-skipped", doneOf(sample.Skipped(9))},
		{"done-transfer", doneOf(transferred(receipt))},
		{"done-claimed", doneOf(transferred(claim))},
		{"done-unchecked", doneOf(append(sample.UpTo(12), unchecked))},
		{"done-cancelled", doneOf(sample.UpTo(4, capability.Cancelled{}))},
	}
}

// halfEntered is a screen on which some lines were entered, one of them wrong.
func halfEntered() byHand {
	lines, err := typed.Lines(sample.CarriedFile())
	if err != nil {
		panic(err)
	}
	b := newByHand(work.Entered{ID: "R-7F3K2", Text: strings.Join(lines[:4], "\n")})
	next, _ := b.enter(strings.Replace(lines[4], lines[4][3:4], "0", 1) + "\n")
	b = next.(byHand)
	b.field.SetValue(lines[5][:12])
	return b
}
