package text

import (
	"fmt"

	"handback/capability"
	"handback/capability/exchange"
)

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
