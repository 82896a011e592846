package screens

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/exchange"
	"handback/capability/media"
	"handback/capability/portal"
	"handback/tui/internal/sample"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"
)

// withPortal is a display whose portal a program reaches; without sticks unless some are
// given.
func withPortal(then func(testing.TB, Display) Display, sticks ...media.Stick) func(testing.TB, Display) Display {
	return func(t testing.TB, d Display) Display {
		d.Env.Listed.Sticks = sticks
		d = then(t, d)
		switch top := d.Top().(type) {
		case steps:
			top.Online = true
			d.Stack[len(d.Stack)-1] = top
		case done:
			top.Online = true
			d.Stack[len(d.Stack)-1] = top
		case portalWord:
			top.Online = true
			d.Stack[len(d.Stack)-1] = top
		case where:
			top.situation.Online = true
			d.Stack[len(d.Stack)-1] = top
		}
		return d
	}
}

// sampleExchange is an exchange of the sample's request.
func sampleExchange(state capability.ExchangeState) capability.Exchange {
	request := sample.File(capability.ReturnRequest, 812)
	return capability.Exchange{
		File: request.Kind, Request: request.SHA256, Key: capability.DigestOf([]byte("key")), Portal: "https://portal.test/fno", State: state, Times: 1,
		Code: "20022", Text: "invalid device\x1b[31m identifier",
	}
}

// portalRead is what a portal says while it waits for the confirmation.
func portalRead() capability.PortalRead {
	return capability.PortalRead{
		Portal: "work (https://portal.test/fno)", Known: true, LastRequest: sample.Start.Add(5 * time.Minute), LastSync: sample.Start.Add(-48 * time.Hour),
		Licenses: []capability.PortalLicense{
			{ActivationID: "ACT-DOPPLER-7Q4M", Consumed: 1, State: capability.WaitingForConfirmation},
			{ActivationID: "ACT-EXPORT-2K9T", Requested: 3, Consumed: 5, Generated: 3, State: capability.CopiesDecreasing},
			{ActivationID: "ACT-DOSE-9XW3", Requested: 2, Consumed: 2, Generated: 2, State: capability.LicenseGenerated},
		},
	}
}

// sampleOutcomes are one of each kind.
func sampleOutcomes() work.Exchanged {
	device := func(serial string) capability.Identity {
		return capability.Identity{Model: "X200", Serial: serial, Host: sample.Host}
	}
	item := func(n int, kind capability.ArtifactKind, s exchange.Standing) exchange.Item {
		serial := fmt.Sprintf("SN%04d", n)
		return exchange.Item{
			Path: fmt.Sprintf("HANDBACK/R-7F3K%d_X200_%s/%s", n, serial, kind.FileName()), Kind: kind, Standing: s,
			Return: capability.ReturnID(fmt.Sprintf("R-7F3K%d", n)), Device: device(serial),
		}
	}
	request, confirmation := capability.ReturnRequest, capability.ConfirmationRequest
	answered := item(2, request, exchange.Answered)
	answered.Answer = "HANDBACK/R-7F3K2_X200_SN0002/2-response.bin"
	unclear := exchange.Item{Path: "old/request\x1b[2J.bin", Standing: exchange.Unclear}
	return work.Exchanged{
		Stick: sampleSticks()[0],
		Summary: exchange.Summary{Incomplete: capability.CutShort{Entries: 50000}, Outcomes: []exchange.Outcome{
			{Item: answered},
			{Item: item(3, request, exchange.Due), State: capability.ExchangeAnswered, Saved: "HANDBACK/R-7F3K3_X200_SN0003/2-response.bin"},
			{Item: item(4, confirmation, exchange.Due), State: capability.ExchangeAnswered, Asked: true, Saved: "HANDBACK/R-7F3K4_X200_SN0004/4-confirmation-response.bin"},
			{Item: item(5, confirmation, exchange.Due), State: capability.ExchangeAnswered},
			{Item: item(6, request, exchange.Due), State: capability.ExchangeRefused, Err: &portal.Refused{Code: "20026", Text: "obsolete device"}},
			{Item: item(7, request, exchange.Due), State: capability.ExchangeUncertain, Err: fmt.Errorf("%w: the line was cut", portal.ErrUncertain)},
			{Item: item(8, request, exchange.Due), State: capability.ExchangeUncertain, Err: portal.ErrTooOften},
			{Item: item(7, confirmation, exchange.Due), Err: exchange.ErrAfterFailure},
			{Item: item(9, confirmation, exchange.Early)},
			{Item: unclear},
		}},
	}
}

// portalScenes are the views of a portal that a program reaches.
func portalScenes() []scene {
	stick := sampleSticks()[0]
	ended := sampleOutcomes()
	ended.Outcomes, ended.Incomplete, ended.Ended = ended.Outcomes[:2], capability.CutShort{}, context.Canceled
	refusedBefore := errors.Join(portal.ErrRefusedBefore, &portal.Refused{Code: "20022", Text: "invalid device\x1b[31m identifier"})
	again := func(why error) func(testing.TB, Display) Display {
		return func(t testing.TB, d Display) Display {
			return on(askSendAgain(work.SendAgain{Standing: work.Standing{Return: sample.At(t, capability.StageRequestSaved)}, Why: why}))(t, d)
		}
	}
	asked := sample.UpTo(12, portalRead())
	return []scene{
		{"home-due", withPortal(homeDue(2), stick)},
		{"home-due-two", withPortal(homeDue(1, 12), stick, sampleSticks()[2])},
		{"steps-online-save", withPortal(stepsAt(capability.StageRequestMade), stick)},
		{"steps-online-send", withPortal(stepsAt(capability.StageRequestMade))},
		{"steps-online-portal", withPortal(stepsAt(capability.StageRequestSaved), stick)},
		{"steps-online-last", withPortal(stepsAt(capability.StageConfirmationMade))},
		{"steps-online-fetch", withPortal(stepsOf(adoptedFacts()[:1]))},
		{"steps-online-refused", withPortal(stepsOf(sample.UpTo(3, capability.Sent{Exchange: sampleExchange(capability.ExchangeSending)}, capability.Answered{Exchange: sampleExchange(capability.ExchangeRefused)})))},
		{"steps-online-pending", withPortal(stepsAt(capability.StageRequestSaved, text.Explain(portal.ErrPending).What))},
		{"steps-online-said", withPortal(stepsOf(asked))},
		{"done-said", withPortal(doneOf(slices.Concat(sample.UpTo(12), []capability.Fact{
			capability.Uploaded{File: capability.ConfirmationRequest, SHA256: sample.File(capability.ConfirmationRequest, 512).SHA256}, portalRead(),
		})))},
		{"portal-word", withPortal(func(t testing.TB, d Display) Display {
			return on(portalWord{Standing: work.Standing{Return: sample.Replay(t, asked...)}})(t, d)
		})},
		{"portal-word-unknown", withPortal(func(t testing.TB, d Display) Display {
			return on(portalWord{Standing: work.Standing{Return: sample.Replay(t, sample.UpTo(4, capability.PortalRead{Portal: "https://portal.test/fno"})...)}})(t, d)
		})},
		{"where-online", withPortal(func(t testing.TB, d Display) Display {
			p := samplePlace(t)
			r := sample.Replay(t, asked...)
			p.Return = &r
			return on(newWhere(p))(t, atHand(d))
		}, stick)},
		{"steps-online-protected", withPortal(stepsAt(capability.StageRequestMade), sampleSticks()[2])},
		{"steps-online-locked", withPortal(stepsAt(capability.StageRequestSaved), sampleSticks()[3])},
		{"send-again-refused", again(refusedBefore)},
		{"send-again-often", again(portal.ErrTooOften)},
		{"send-uncertain", on(Failure{Explanation: text.Explain(fmt.Errorf("%w: %w", portal.ErrUncertain, portal.ErrCutOff))})},
		{"send-offline", on(Failure{Explanation: text.Explain(fmt.Errorf("%w: no route to host", portal.ErrNotSent))})},
		{"sending", withPortal(atThePortal(text.SendWork(capability.ActOf(capability.ActUploadRequest)), "sending to the portal", 0, 0))},
		{"exchanging", withPortal(atThePortal(text.ExchangeWork(&stick), "asking the portal", 3, 12), stick)},
		{"exchanged", on(exchanged{Exchanged: sampleOutcomes()})},
		{"exchanged-ended", on(exchanged{Exchanged: ended})},
		{"exchanged-ask", on(exchanged{Exchanged: sampleOutcomes()}.askAgain())},
		{"which-way", on(whichWay{})},
	}
}

// homeDue is Home with so many requests on the sticks, and with a return of which the
// portal said something.
func homeDue(requests ...int) func(testing.TB, Display) Display {
	return func(_ testing.TB, d Display) Display {
		d.Env.Listed.Due = map[string]int{}
		for i, n := range requests {
			d.Env.Listed.Due[text.StickAt(&d.Env.Listed.Sticks[i])] = n
		}
		d.Env.Listed.Returns = slices.Clone(d.Env.Listed.Returns)
		d.Env.Listed.Returns[1].Portal = capability.PortalWaits
		d.Env.Listed.Returns[3].Portal = capability.PortalCredited
		return d
	}
}

// atThePortal is a job that waits for the portal.
func atThePortal(title, what string, done, total int64) func(testing.TB, Display) Display {
	return func(t testing.TB, d Display) Display {
		if total == 0 {
			d = stepsAt(capability.StageRequestMade)(t, d)
		}
		d.Job = &widget.JobStatus{
			Title: title, Began: sample.Now(), Since: sample.Now(), Now: sample.Now().Add(4 * time.Second),
			Progress: capability.Progress{What: what, Done: done, Total: total},
		}
		return d
	}
}
