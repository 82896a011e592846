package tui

import "handback/capability"

// detailLines are the pane beside the steps: the device, what goes back, the
// files, and where the record lies.
func detailLines(r capability.Return, dir string, e env) []string {
	var lines []string
	add := func(title string, texts ...string) {
		lines = append(lines, e.theme.head.Render(title))
		for _, t := range texts {
			lines = append(lines, indent(wrap(t, stepsPane-3), 2)...)
		}
		lines = append(lines, "")
	}
	add(deviceTitle, identityTexts(r.Device)...)
	var texts []string
	for i, line := range r.Order.Lines {
		if i == detailLicenses {
			texts = append(texts, othersText(len(r.Order.Lines)-i))
			break
		}
		held := capability.CountOf(r.Before, line.ActivationID)
		texts = append(texts, printable("", string(line.ActivationID))+": "+standsText(r, held, line))
	}
	if len(texts) == 0 {
		texts = []string{orderText(r)}
	}
	add(orderTitle(r), texts...)
	add(confirmationTitle, confirmationText(r))
	if r.Evidence != nil {
		add(declaredTitle, evidenceTexts(*r.Evidence)...)
	}
	if texts = recordTexts(r); len(texts) > 0 {
		add(filesTitle, texts...)
	}
	if r.Reason != "" {
		add(reasonTitle, printable("", r.Reason))
	}
	add(recordTitle, printable("", dir))
	return lines
}

// detailLicenses is how many licenses the pane names.
const detailLicenses = 4
