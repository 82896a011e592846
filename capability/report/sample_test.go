package report_test

import (
	"fmt"
	"testing"
	"time"

	"handback/capability"
)

var start = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC) // a Monday

var (
	host     = capability.HostID{Type: "STRING", Value: "X200-SN0042"}
	before   = []capability.License{{ActivationID: "ACT-1", Feature: "Doppler", Count: 1}, {ActivationID: "ACT-2", Feature: "Export", Count: 5}}
	after    = []capability.License{{ActivationID: "ACT-2", Feature: "Export", Count: 3}}
	key      = &capability.Checked{Source: capability.KeyConfigured}
	request  = file(capability.ReturnRequest)
	response = file(capability.PortalResponse)
	confirm  = file(capability.ConfirmationRequest)
	receipt  = file(capability.PortalReceipt)
)

func file(kind capability.ArtifactKind) capability.Artifact {
	return capability.Artifact{Kind: kind, Size: 9, SHA256: capability.DigestOf([]byte(kind)), MessageID: "of " + string(kind)}
}

func reading(held []capability.License) capability.Reading {
	return capability.Reading{Device: capability.Identity{Model: "X200", Serial: "SN0042", Host: host}, Licenses: held}
}

// opened brings back one unit of one license, and two of another.
func opened() capability.Opened {
	return capability.Opened{
		ID: "R-7F3K2", Way: capability.FromDevice, Reading: reading(before),
		Order: capability.Order{Lines: []capability.Line{{ActivationID: "ACT-1"}, {ActivationID: "ACT-2", Count: 3}}},
	}
}

// usual is the whole way to a proof, a fact an hour.
func usual() []capability.Fact {
	return []capability.Fact{
		opened(),
		capability.Intended{Act: capability.ActMakeRequest},
		capability.RequestMade{Artifact: request},
		capability.Saved{File: request.Kind, SHA256: request.SHA256, Stick: "KINGSTON"},
		capability.Uploaded{File: request.Kind, SHA256: request.SHA256},
		capability.ResponseFound{Artifact: response, Answers: request.MessageID, Seq: 1, Licenses: after},
		capability.Intended{Act: capability.ActLoadResponse},
		capability.Loaded{Mark: capability.Mark{Seq: 1, SHA256: response.SHA256}},
		capability.LicensesRead{Reading: reading(after)},
		capability.Intended{Act: capability.ActMakeConfirmation},
		capability.RequestMade{Artifact: confirm},
		capability.Saved{File: confirm.Kind, SHA256: confirm.SHA256, Stick: "KINGSTON"},
		capability.Receipt{Artifact: receipt, Answers: confirm.MessageID, Credited: []capability.ActivationID{"ACT-1", "ACT-2"}, Checked: key},
	}
}

// claimed ends with a person's word.
func claimed() []capability.Fact {
	return append(usual()[:12:12], capability.Uploaded{File: confirm.Kind, SHA256: confirm.SHA256})
}

// skipped ends with the reading, for the portal asks for no confirmation.
func skipped() []capability.Fact {
	facts := usual()[:9:9]
	found := facts[5].(capability.ResponseFound)
	found.Unasked = true
	facts[5] = found
	return facts
}

// dead ends with the declaration, after the request was uploaded.
func dead(more ...capability.Fact) []capability.Fact {
	evidence := capability.Evidence{Cause: capability.NoBoot, Serial: "SN0042", Host: host, Source: "label", Who: "Kim"}
	return append(append(usual()[:5:5], capability.Declared{Evidence: evidence, Declaration: file(capability.DeclarationFile)}), more...)
}

func decided() []capability.Fact {
	return dead(capability.Decided{Outcome: capability.MadeObsolete, Who: "Kim"})
}

// told is how a fact came: nil was noted here.
type told func(n int) *capability.Origin

func here(int) *capability.Origin { return nil }

func by(name string) told {
	return func(int) *capability.Origin { return &capability.Origin{Signer: name} }
}

// entries notes facts an hour apart.
func entries(from time.Time, how told, facts ...capability.Fact) []capability.Entry {
	var all []capability.Entry
	for n, f := range facts {
		all = append(all, capability.Entry{At: from.Add(time.Duration(n) * time.Hour), By: "kim", From: how(n), Fact: f})
	}
	return all
}

func replay(t testing.TB, all []capability.Entry) capability.Return {
	t.Helper()
	r, err := capability.Replay(all)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// number is the n-th return ID, of the alphabet that can be read aloud.
func number(n int) capability.ReturnID {
	const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	return capability.ReturnID(fmt.Sprintf("R-%c%c%c%c%c", letters[n>>15&31], letters[n>>10&31], letters[n>>5&31], letters[n&31], letters[0]))
}

// as gives the facts of another return, opened at a site.
func as(id capability.ReturnID, site string, facts []capability.Fact) []capability.Fact {
	o := facts[0].(capability.Opened)
	o.ID, o.Site = id, site
	return append([]capability.Fact{o}, facts[1:]...)
}
