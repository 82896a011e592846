package screens

import (
	"slices"
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"
)

// newReview shows what was chosen and what stops working, takes a reason and the
// replacement that gets the licenses afterwards, and opens the return.
func newReview(r capability.Reading, o capability.Order) formScreen {
	const reason, replacement = 0, 1
	lines := []string{text.ReviewHelp.String(), ""}
	for _, line := range o.Lines {
		lines = append(lines, reviewLine(r.Licenses, line))
	}
	return formScreen{
		about: r.Device.Host.String(),
		Form: widget.Form{
			Title: text.ReviewTitle.String(), Context: text.Device(r.Device),
			Text:   append(lines, "", text.ToHelp.String()),
			Fields: []widget.Field{widget.TextField(text.Reason.String(), ""), widget.TextField(text.ToReplacement.String(), "")},
			Yes:    text.OpenReturn.String(), Free: true,
		},
		then: func(v []string) (Intent, *widget.Fault) {
			to, wrong := replacementOf(v[replacement])
			if wrong {
				return nil, &widget.Fault{At: replacement, Text: text.HostWrong.String()}
			}
			return Run{work.StartJob(r, o, v[reason], to)}, nil
		},
		done: func(s work.Standing) Intent { return Restart{[]Screen{returnScreen(s)}} },
	}
}

// reviewLine is one license that is returned, with its feature and its numbers.
func reviewLine(held []capability.License, line capability.Line) string {
	i := slices.IndexFunc(held, func(l capability.License) bool { return l.ActivationID == line.ActivationID })
	if i < 0 {
		return text.ReviewLine(capability.License{ActivationID: line.ActivationID}, line.Count)
	}
	return text.ReviewLine(held[i], line.Count)
}

// replacementOf is the device that a person named; nil: none was.
func replacementOf(typed string) (to *capability.HostID, wrong bool) {
	if typed = strings.TrimSpace(typed); typed == "" {
		return nil, false
	}
	host, err := capability.ParseHostID(typed)
	return &host, err != nil
}
