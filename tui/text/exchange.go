package text

import (
	"errors"
	"slices"

	"handback/capability"
	"handback/capability/exchange"
	"handback/capability/media"
	"handback/capability/portal"
)

// The exchange of a stick with the portal.
const (
	ExchangeKey   Phrase = "to the portal"
	ExchangeTitle Phrase = "Sent to the portal"
	SendRestKey   Phrase = "send again"
)

// DueNews says in one line, of w cells where that is possible, that requests wait
// for the portal: so many on a stick, and so many on all sticks.
func DueNews(s *media.Stick, requests, all, sticks, w int) string {
	news := say("%d requests on %s wait for the portal. X sends them.", requests, Stick(s))
	if sticks > 1 {
		news = say("%s on %s wait for the portal. X sends those on %s.", say("%d requests", all), say("%d sticks", sticks), Stick(s))
	}
	if Width(news) > w {
		news = say("X sends %s to the portal.", say("%d requests", requests))
	}
	return news
}

// ExchangeWork is what is being done while requests on a stick are sent.
func ExchangeWork(s *media.Stick) string { return say("Portal, %s", Stick(s)) }

// OutcomeGroup is a kind of outcome.
type OutcomeGroup struct {
	Title    string
	Outcomes []exchange.Outcome
}

// OutcomeGroups sort what happened to the files of a stick: what needs a person comes
// first. Empty groups are left out.
func OutcomeGroups(all []exchange.Outcome) []OutcomeGroup {
	groups := []OutcomeGroup{{Title: say("Refused")}, {Title: say("Not answered")}, {Title: say("Answered")}, {Title: say("Not sent yet")}, {Title: say("Left alone")}}
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

// OutcomeTexts say what happened to a file: which it is, and what was done. Its path is
// told where nothing else tells it from others.
func OutcomeTexts(o exchange.Outcome) []string {
	path := o.Path
	if o.Return != "" && (o.Standing == exchange.Due || o.Standing == exchange.Answered || o.Standing == exchange.Early) {
		path = ""
	}
	which := Printable(", ", string(o.Return), Device(o.Device), ExchangeKind(o.Item), path)
	if o.Err == nil {
		return []string{which, full(capital(Exchanged(o)))}
	}
	x := Explain(o.Err)
	if AfterLook(o) {
		x.Do = say("%s A sends it again.", askPortal.String())
	}
	return []string{which, Printable(" ", x.What, x.Do)}
}

// ExchangeEnded says what happened to a stick whose exchange ended early, and why.
func ExchangeEnded(s exchange.Summary, why error) string {
	x := Explain(why)
	answered := 0
	for _, o := range s.Outcomes {
		if o.State == capability.ExchangeAnswered && o.Err == nil {
			answered++
		}
	}
	return Printable(" ", say("%s answered, then it ended early. %s", say("%d requests", answered), x.What), say("The rest is still on the stick."), x.Do)
}

// AfterLook reports whether a request was not sent because a person has to look in
// the portal first.
func AfterLook(o exchange.Outcome) bool {
	return errors.Is(o.Err, portal.ErrTooOften) || errors.Is(o.Err, portal.ErrRefusedBefore)
}

// SendRest are the lines that ask before those are sent anyway.
func SendRest(n int) []string {
	return []string{
		say("The portal refused %s before, or never answered. None of that was sent now.", say("%d requests", n)), "",
		say("Send it again only after somebody has looked in the portal and corrected what was wrong there. The portal gives the same request the same response."),
	}
}

// exchangeStandings are the words for a file that is left alone.
var exchangeStandings = map[exchange.Standing]Phrase{
	exchange.Due:        "waits to be sent",
	exchange.Answered:   "answered before",
	exchange.Beside:     "left alone: a file beside it could be its response. If it is not, move that file away",
	exchange.Superseded: "left alone: a newer request took its place",
	exchange.Early:      "left alone: it is a confirmation, and nothing shows that the device loaded the response",
	exchange.Copy:       "a copy of a request that is listed",
	exchange.Unclear:    "left alone: named like a request, but nobody here can read it. To send it anyway, name it with --file",
	exchange.Damaged:    "left alone: damaged. Copy it again from where it came from",
	exchange.TooNew:     "left alone: made by a newer Handback than this one",
}

// Exchanged says in one line what happened to a file in the exchange of a stick.
func Exchanged(o exchange.Outcome) string {
	switch {
	case o.Err != nil:
		return say("not answered: %s", Explain(o.Err).What)
	case o.Standing != exchange.Due:
		words := exchangeStandings[o.Standing].String()
		if o.Answer != "" && o.Standing == exchange.Answered {
			words += ": " + Printable("", o.Answer)
		}
		return words
	case o.State == "":
		return exchangeStandings[exchange.Due].String()
	case o.Saved == "":
		return say("taken by the portal, which issued no response")
	case o.Asked:
		return say("answered: the portal had it already. The response is %s", Printable("", o.Saved))
	default:
		return say("answered: the response is %s", Printable("", o.Saved))
	}
}

// ExchangedAll says what happened to a stick.
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
		return say("There is no request here.")
	case due == 0:
		return say("Nothing is due.")
	case tried == 0:
		return say("%s would be sent.", say("%d requests", due))
	default:
		return say("%d of %s answered.", answered, say("%d requests", due))
	}
}

// ExchangeKind names a request in a table.
func ExchangeKind(i exchange.Item) string {
	if i.Standing == exchange.Unclear || i.Standing == exchange.Damaged || i.Standing == exchange.TooNew {
		return "?"
	}
	return FileKind(i.Kind)
}
