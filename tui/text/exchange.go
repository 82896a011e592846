package text

import (
	"errors"
	"fmt"
	"slices"

	"handback/capability"
	"handback/capability/exchange"
	"handback/capability/media"
	"handback/capability/portal"
)

// The exchange of a stick with the portal.
const (
	ExchangeKey   = "to the portal"
	ExchangeTitle = "Sent to the portal"
	SendRestKey   = "send again"
)

// DueNews says in one line, of w cells where that is possible, that requests wait
// for the portal: so many on a stick, and so many on all sticks.
func DueNews(s *media.Stick, requests, all, sticks, w int) string {
	it, waits := "them", "wait"
	if requests == 1 {
		it, waits = "it", "waits"
	}
	news := fmt.Sprintf("%s on %s %s for the portal. X sends %s.", countText(requests, "request"), Stick(s), waits, it)
	if sticks > 1 {
		news = fmt.Sprintf("%s on %s wait for the portal. X sends those on %s.", countText(all, "request"), countText(sticks, "stick"), Stick(s))
	}
	if Width(news) > w {
		news = fmt.Sprintf("X sends %s to the portal.", countText(requests, "request"))
	}
	return news
}

// ExchangeWork is what is being done while requests on a stick are sent.
func ExchangeWork(s *media.Stick) string { return "Portal, " + Stick(s) }

// OutcomeGroup is a kind of outcome.
type OutcomeGroup struct {
	Title    string
	Outcomes []exchange.Outcome
}

// OutcomeGroups sort what came of the files of a stick: what needs a person comes
// first. Empty groups are left out.
func OutcomeGroups(all []exchange.Outcome) []OutcomeGroup {
	groups := []OutcomeGroup{{Title: "Refused"}, {Title: "Not answered"}, {Title: "Answered"}, {Title: "Not sent yet"}, {Title: "Left alone"}}
	for _, o := range all {
		_, refused := errors.AsType[*portal.Refused](o.Err)
		at := 4
		switch {
		case refused:
			at = 0
		case o.Err != nil:
			at = 1
		case o.Standing != exchange.Due:
		case o.State == "":
			at = 3
		default:
			at = 2
		}
		groups[at].Outcomes = append(groups[at].Outcomes, o)
	}
	return slices.DeleteFunc(groups, func(g OutcomeGroup) bool { return len(g.Outcomes) == 0 })
}

// OutcomeTexts say what came of a file: which it is, and what was done. Its path is
// told where nothing else tells it from others.
func OutcomeTexts(o exchange.Outcome) []string {
	path := o.Path
	if o.Return != "" && (o.Standing == exchange.Due || o.Standing == exchange.Answered || o.Standing == exchange.Early) {
		path = ""
	}
	which := Printable(", ", string(o.Return), Device(o.Device), ExchangeKind(o.Item), path)
	if o.Err == nil {
		return []string{which, capital(Exchanged(o)) + "."}
	}
	x := Explain(o.Err)
	if AfterLook(o) {
		x.Do = askPortal + " A sends it again."
	}
	return []string{which, Printable(" ", x.What, x.Do)}
}

// ExchangeEnded says what came of a stick whose exchange ended early, and why.
func ExchangeEnded(s exchange.Summary, why error) string {
	x := Explain(why)
	answered := 0
	for _, o := range s.Outcomes {
		if o.State == capability.ExchangeAnswered && o.Err == nil {
			answered++
		}
	}
	return Printable(" ", countText(answered, "request")+" answered, then it ended early. "+x.What, "What was not reached still lies on the stick.", x.Do)
}

// AfterLook reports whether a request was not sent because a person has to look in
// the portal first.
func AfterLook(o exchange.Outcome) bool {
	return errors.Is(o.Err, portal.ErrTooOften) || errors.Is(o.Err, portal.ErrRefusedBefore)
}

// SendRest are the lines that ask before those are sent all the same.
func SendRest(n int) []string {
	return []string{
		fmt.Sprintf("The portal refused %s before, or never answered. Nothing of that was sent now.", countText(n, "request")), "",
		"Send it again only after somebody has looked in the portal, and has mended there what was wrong. The portal gives the same request the same response.",
	}
}

// exchangeStandings are the words for a file that is left alone.
var exchangeStandings = map[exchange.Standing]string{
	exchange.Due:        "waits to be sent",
	exchange.Answered:   "answered before",
	exchange.Beside:     "left alone: a file beside it could be its response. If it is not, move that file away",
	exchange.Superseded: "left alone: a newer request took its place",
	exchange.Early:      "left alone: it is a confirmation, and nothing shows that the device loaded the response",
	exchange.Copy:       "a copy of a request that is listed",
	exchange.Unclear:    "left alone: named like a request, but nobody here can read it. To send it all the same, name it with --file",
	exchange.Damaged:    "left alone: damaged. Copy it again from where it came from",
	exchange.TooNew:     "left alone: made by a newer Handback than this one",
}

// Exchanged says in one line what came of a file in the exchange of a stick.
func Exchanged(o exchange.Outcome) string {
	switch {
	case o.Err != nil:
		return "not answered: " + Explain(o.Err).What
	case o.Standing != exchange.Due:
		words := exchangeStandings[o.Standing]
		if o.Answer != "" && o.Standing == exchange.Answered {
			words += ": " + Printable("", o.Answer)
		}
		return words
	case o.State == "":
		return exchangeStandings[exchange.Due]
	case o.Saved == "":
		return "taken by the portal, which issued no response"
	case o.Asked:
		return "answered: the portal had it already. The response is " + Printable("", o.Saved)
	default:
		return "answered: the response is " + Printable("", o.Saved)
	}
}

// ExchangedAll says what came of a stick.
func ExchangedAll(s exchange.Summary) string {
	answered, due, tried := 0, 0, 0
	for _, o := range s.Outcomes {
		if o.Standing == exchange.Due && (o.State != "" || o.Err != nil) {
			tried++
		}
		if o.Standing == exchange.Due {
			due++
		}
		if o.Standing == exchange.Due && o.State == capability.ExchangeAnswered && o.Err == nil {
			answered++
		}
	}
	switch {
	case len(s.Outcomes) == 0:
		return "There is no request here."
	case due == 0:
		return "Nothing is due."
	case tried == 0:
		return countText(due, "request") + " would be sent."
	default:
		return fmt.Sprintf("%d of %s answered.", answered, countText(due, "request"))
	}
}

// ExchangeKind names a request in a table.
func ExchangeKind(i exchange.Item) string {
	if i.Standing == exchange.Unclear || i.Standing == exchange.Damaged || i.Standing == exchange.TooNew {
		return "?"
	}
	return i.Kind.Words()
}
