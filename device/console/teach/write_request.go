package teach

import (
	"regexp"
	"slices"
	"strings"

	"handback/capability"
	"handback/device/console/profile"
)

// anyDigestPattern finds a digest wherever it stands.
const anyDigestPattern = `\b(?P<sha256>[0-9a-fA-F]{64})\b`

func (w *writer) requestPart() error {
	o := w.request
	w.line("\n# A request. remaining is what shall stay on the device.\n[request]")
	all := strings.Join(slices.Concat(o.Clear, o.Add, o.Return, []string{o.Item}), "\n")
	if !strings.Contains(all, "{remaining}") {
		w.remarks = append(w.remarks, RemarkCount)
		w.line("# No number that remains was shown: a license is returned whole.")
	}
	back, confirm := o.Return, w.confirm
	if w.posixMade() {
		back, confirm = w.withTools(back), w.withTools(confirm)
	}
	if len(o.Clear) > 0 {
		w.line("clear = %s", commandList(o.Clear))
	}
	if len(o.Add) > 0 {
		w.line("add = %s", commandList(o.Add))
	} else {
		w.line("item = %s", quoted(o.Item))
	}
	w.line("return = %s", commandList(back))
	w.line("confirm = %s", commandList(confirm))
	if err := w.madeBy(w.made); err != nil {
		return err
	}
	if w.bareAnswers() {
		w.remarks = append(w.remarks, RemarkPrompt)
	}
	return w.lastPart()
}

// withTools has the tools of a POSIX system tell what was made.
func (w *writer) withTools(commands []string) []string {
	file := w.requestFile()
	for _, tool := range []string{"wc -c ", "sha256sum "} {
		if !slices.Contains(commands, tool+file) {
			commands = append(slices.Clone(commands), tool+file)
		}
	}
	return commands
}

// madeBy writes how the answer about a made request is read.
func (w *writer) madeBy(r *reading) error {
	if w.posixMade() {
		w.line("match = %s", list([]string{
			`^\s*(?P<size>\d+) +(?P<name>` + regexp.QuoteMeta(w.requestFile()) + `)$`, `^(?P<sha256>[0-9a-fA-F]{64})\b`,
		}, quoted))
		return nil
	}
	return w.extract(r)
}

func (w *writer) lastPart() error {
	if w.last == nil && !w.posixMade() {
		w.remarks = append(w.remarks, RemarkLast)
		return nil
	}
	w.line("\n# Which request was made last, to be asked when an answer was lost.\n[last]")
	if w.posixMade() {
		w.line("send = %s", commandList(w.withTools(nil)))
		w.line("none = %s", quoted(`(?i)no such file`))
		return w.madeBy(nil)
	}
	w.line("send = %s", commandList(w.last.commands))
	w.line("none = %s", quoted(w.noRequest))
	if w.last.found["sha256"].Value == "" || len(w.last.missing()) > 0 {
		return w.madeBy(w.made)
	}
	return w.madeBy(w.last)
}

func (w *writer) filePart() error {
	w.line("\n# From the device.\n[fetch]\nby = %s\nsend = %s", quoted(string(w.fetchBy)), commandList(w.fetch))
	w.line("\n# To the device.\n[store]\nby = %s\nname = %s\nsend = %s", quoted(string(w.storeBy)), quoted(w.file), commandList(w.store))
	if w.storeBy == profile.Base64 || w.storeBy == profile.Hex {
		w.line("end = %s # ends the text of a file", quoted(w.end))
	}
	if len(w.check) > 0 {
		w.line("check = %s", commandList(w.check))
	}
	if w.digests != nil && len(w.digests.missing()) == 0 && w.digests.isJSON() {
		return w.extract(w.digests)
	}
	w.line("match = %s", quoted(anyDigestPattern))
	if w.digests == nil && len(w.check) == 0 {
		w.remarks = append(w.remarks, RemarkDigest)
	}
	return nil
}

func (w *writer) loadPart() error {
	w.line("\n# The point of no return: teaching never runs it.\n[load]\nsend = %s", commandList(w.load))
	if len(w.errors) == 0 {
		w.remarks = append(w.remarks, RemarkErrors)
	}
	w.busyPart()
	for _, r := range w.errors {
		if r.code == capability.Busy && w.poll != "" {
			continue
		}
		w.line("\n[[refusals]]")
		said := r.said
		for _, id := range byLength(w.ids()) {
			said = strings.ReplaceAll(said, id, "ID")
		}
		w.sample(said)
		w.line("match = %s\ncode = %s", quoted(r.pattern), quoted(r.code.String()))
	}
	return nil
}

// busyPart writes how a device is asked again that needs more time, or how that would
// be said.
func (w *writer) busyPart() {
	if w.poll == "" {
		w.line("\n# A device that needs more time, and is asked again until it says something else:\n# [busy]\n# match = '^busy'\n# poll = 'COMMAND'")
		return
	}
	w.line("\n# It needs more time: it is asked again until it says something else.\n[busy]")
	w.sample(w.busy)
	w.line("match = %s\npoll = %s", quoted(busyPattern(w.busy)), quoted(w.poll))
}
