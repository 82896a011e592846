package screens

import (
	"handback/capability"
	"handback/tui/text"
)

// detailLines are the pane beside the steps: the device, what goes back, the
// files, and where the record lies.
func detailLines(r capability.Return, dir string, e Env) []string {
	var lines []string
	add := func(title string, texts ...string) {
		lines = append(lines, e.Theme.Head.Render(title))
		for _, t := range texts {
			lines = append(lines, text.Indent(text.Wrap(t, stepsPane-3), 2)...)
		}
		lines = append(lines, "")
	}
	add(text.DeviceTitle, text.IdentityTexts(r.Device)...)
	var texts []string
	for i, line := range r.Order.Lines {
		if i == detailLicenses {
			texts = append(texts, text.Others(len(r.Order.Lines)-i))
			break
		}
		held := capability.CountOf(r.Before, line.ActivationID)
		texts = append(texts, text.Printable("", string(line.ActivationID))+": "+text.Stands(r, held, line))
	}
	if len(texts) == 0 {
		texts = []string{text.Order(r)}
	}
	add(text.OrderTitle(r), texts...)
	add(text.ConfirmationTitle, text.Confirmation(r))
	if r.Evidence != nil {
		add(text.DeclaredTitle, text.EvidenceTexts(*r.Evidence)...)
	}
	if texts = text.RecordTexts(r); len(texts) > 0 {
		add(text.FilesTitle, texts...)
	}
	if r.Reason != "" {
		add(text.ReasonTitle, text.Printable("", r.Reason))
	}
	add(text.RecordTitle, text.Printable("", dir))
	return lines
}

// detailLicenses is how many licenses the pane names.
const detailLicenses = 4
