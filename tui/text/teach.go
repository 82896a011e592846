package text

import (
	"fmt"
	"strings"

	"handback/capability"
	"handback/device/console"
	"handback/device/console/teach"
)

// TeachHello is how teaching begins, at a device or with a recorded session.
func TeachHello(recorded bool, out string) []string {
	first := say("Handback learns how this device's console is used: you show commands, and say what the words in their answers are.")
	lines := []string{first, say("It never gives the command that loads a response, and keeps no password.")}
	if recorded {
		lines[1] = say("Nothing is sent to any device.")
	}
	return append(lines, say("All is kept in %s.lesson. :quit leaves; the same command goes on there. :back withdraws the last answer.", Printable("", out)))
}

// Sentences of teaching.
const (
	TeachMayKnock Phrase = "Handback presses Enter, q at the end of a page, and then Ctrl-U and Enter. Then it looks at what the device shows. Press Enter to go on, or :quit. "
	TeachStands   Phrase = "What does it wait for? 1 a command or an answer, 2 a key at the end of a page, 3 nothing: it works [1] "
	TeachTryFiles Phrase = "Send a small file to the device and read it again? It takes the place of a response that waits there. 1 yes, 2 no [1] "
	TeachLeft     Phrase = "Stopped. The same command goes on from here."
	TeachFits     Phrase = "The profile fits: 'handback profile check' finds no mistakes."
	TeachTrying   Phrase = "Its harmless commands are tried:"
	TeachNoRehear Phrase = "Nothing was tried."
)

func TeachTakenUp(answers int) string {
	return say("Going on, with %s.", say("%d answers", answers))
}

func TeachStopped(line string) string {
	return say("The device stopped at %q.", Foreign(line))
}

func TeachRehearse(id string, keep int) string {
	return say("Have the device make a return request now that keeps %d of %s, and then a confirmation request? Nothing is loaded. 1 yes, 2 no [2] ", keep, Foreign(id))
}

// TeachWritten says where the profile is; beside, that another was changed by hand.
func TeachWritten(out string, beside bool) string {
	if beside {
		return say("The file was changed by hand since; the new profile is in %s.", Printable("", out))
	}
	return say("The profile is in %s.", Printable("", out))
}

func TeachCount(questions, keys int) string {
	return say("%d questions, %d keys.", questions, keys)
}

// teachAsks are the questions at a device; those with a recorded session have their
// own where they differ.
var teachAsks = map[teach.Topic]Phrase{
	teach.AskPrompt:         "What does the device show when it waits for a command?",
	teach.AskIdentity:       "Type the command that shows who the device is. Handback gives it to the device twice. More commands on lines of their own; an empty line ends.",
	teach.AskIdentityValues: "Is this who the device is?",
	teach.AskLicenses:       "Type the command that lists the licenses.",
	teach.AskLicenseValues:  "Are these the licenses?",
	teach.AskTimes:          "How are dates written here? January 2, 2006 would be",
	teach.AskTools:          "May Handback find out whether this is a POSIX shell, and which tools it has? It would type, and nothing of it changes the device:",
	teach.AskConfirmation:   "Type the commands that make a confirmation request (a sync). They are not run.",
	teach.AskLast:           "Type the command that tells which request was made last; - if there is none. Handback gives it to the device.",
	teach.AskNone:           "What does it say when no request was made yet?",
	teach.AskMade:           "What does the device say when it has made a request? Type its lines, with NAME, SIZE and SHA256 in the place of these values.",
	teach.AskMadeValues:     "Are these the request's name, size and digest?",
	teach.AskFetchWay:       "How does it send the file?",
	teach.AskStore:          "Type the commands that take a file, as for a response of 46 bytes. They are not run. The file's name may be NAME, its size SIZE.",
	teach.AskStoreWay:       "How does it take the file?",
	teach.AskStoreEnd:       "What ends the text of a file?",
	teach.AskCheck:          "Type the command that shows the SHA-256 of a file; - if the command that takes the file says it.",
	teach.AskQuestions:      "What does the device ask in the midst of these commands? Type each question as it stands on the screen, such as 'Activation ID:'; an empty line ends.",
	teach.AskRefusals:       "What does the device say when it refuses, and what does that mean? As TEXT = NUMBER; an empty line ends.",
	teach.AskPoll:           "Type the command that tells whether the device is done; - if it can only be tried again. It is not run.",
	teach.AskLogout:         "Which command ends a login? - for none.",
	teach.AskTitle:          "What is this profile for?",
}

var teachAsksOfLog = map[teach.Topic]Phrase{
	teach.AskIdentity:     "Which commands show who the device is?",
	teach.AskLicenses:     "Which command lists the licenses?",
	teach.AskRequest:      "Which commands make a return request for one license?",
	teach.AskConfirmation: "Which commands make a confirmation request (a sync)?",
	teach.AskLast:         "Which command tells which request was made last? - if there is none.",
	teach.AskFetch:        "Which command sends the request's file?",
	teach.AskStore:        "Which commands take the file of a response?",
	teach.AskCheck:        "Which command shows the SHA-256 of a file? - if the command that takes the file says it.",
	teach.AskLoad:         "Which commands load a response?",
	teach.AskPoll:         "Which command tells whether the device is done? - if it can only be tried again.",
}

// teachNumbers says how commands of a recorded session are named.
const teachNumbers Phrase = "Give numbers, such as 3, 3-5 or 3,5. Or type commands, one a line: '3 = COMMAND' where the log does not show what was typed, '= 3' for one that is a number. An empty line ends. :list shows them."

// TeachAsk is a question in words.
func TeachAsk(q teach.Question) string {
	if ask, differs := teachAsksOfLog[q.Topic]; differs && len(q.Session) > 0 {
		return Printable(" ", ask.String(), teachNumbers.String())
	}
	switch q.Topic {
	case teach.AskRequest:
		return say("Type the commands that make a return request for %s so that %d of %d remain. They are not run. An empty line ends.",
			Foreign(q.Subject.ID), q.Subject.Keep, q.Subject.Held)
	case teach.AskFetch:
		return say("Type the command that sends the request's file %s. It is not run. The file's name may be NAME.", Foreign(q.Subject.File))
	case teach.AskLoad:
		return say("Type the commands that load the response %s: the point of no return. They are never run. Its name may be NAME, its digest SHA256.", Foreign(q.Subject.File))
	}
	return teachAsks[q.Topic].String()
}

// TeachMore are the lines under a question: what was found, and what to choose from.
func TeachMore(q teach.Question) []string {
	var lines []string
	switch {
	case q.Form == teach.Values:
		lines = append(teachWords(q), teachFound(q)...)
	case q.Topic == teach.AskTools:
		for _, command := range q.Lines {
			lines = append(lines, "  "+command)
		}
		lines = append(lines, say("  1 yes, 2 no"))
	case q.Topic == teach.AskRefusals:
		for i, line := range q.Lines {
			lines = append(lines, say("  line %d: %s", i+1, Foreign(line)))
		}
		lines = append(lines, say("  Meanings: %s", numbered(q.Options)))
	case len(q.Options) > 0:
		lines = append(lines, "  "+numbered(q.Options))
	}
	return lines
}

func numbered(options []string) string {
	var all []string
	for i, o := range options {
		all = append(all, fmt.Sprintf("%d %s", i+1, Foreign(o)))
	}
	return strings.Join(all, ", ")
}

// teachWords are the lines of an answer, with numbers for lines and words.
func teachWords(q teach.Question) []string {
	var lines []string
	for i, line := range q.Lines {
		var marked strings.Builder
		end := 0
		words := teach.Words(line)
		if q.IsJSON {
			words = nil
		}
		for n, w := range words {
			fmt.Fprintf(&marked, "%s[%d]%s", line[end:w.From], n+1, w.Of(line))
			end = w.To
		}
		lines = append(lines, fmt.Sprintf("  %2d  %s", i+1, capability.PrintableLine(marked.String()+line[end:])))
	}
	return lines
}

// teachFound are the values, or the rows, that were found.
func teachFound(q teach.Question) []string {
	var lines []string
	names := []string{}
	for _, f := range q.Found {
		names = append(names, f.Name)
		lines = append(lines, "  "+valueLine(f))
	}
	lines = append(lines, TeachMade(q)...)
	how := say("  Enter: it is right. Else '%[1]s 2.3' (line 2, word 3), '%[1]s 2.3-5', '%[1]s TEXT', '%[1]s = TEXT' (the device does not tell it), '%[1]s -'.")
	if q.IsList {
		how = say("  Enter: it is right. Else '%[1]s 2.3' (line 2, word 3), '%[1]s 2.3-5', '%[1]s -'. Or 'row 2' (line 2 is a license), 'also 3' (line 3 is one of another kind).")
	}
	if q.IsJSON {
		how = say("  Enter: it is right. Else '%[1]s 2' (the value of line 2) or '%[1]s -'.")
	}
	return append(lines, fmt.Sprintf(how, names[0]))
}

// valueLine is a value that was found, or "-", with what the second answer says.
func valueLine(f teach.Finding) string {
	value := Foreign(f.Value)
	switch {
	case f.Value == "":
		value = "-"
	case f.Fixed:
		value += say("   (told, the same for every device)")
	case f.Pattern != "" && f.Again != "" && f.Again != f.Value:
		value += say("   (the second time: %s)", Foreign(f.Again))
	}
	return Pad(Foreign(f.Name), 12) + " " + value
}

// TeachMade says what the patterns make of an answer beside single values: rows, what
// is wrong, and what is missing.
func TeachMade(q teach.Question) []string {
	var lines []string
	if q.IsList {
		lines = teachTable(q.Table)
	}
	if q.Fault != nil {
		lines = append(lines, "  "+Explain(q.Fault).What)
	}
	if len(q.Missing) > 0 {
		lines = append(lines, say("  Missing: %s", strings.Join(q.Missing, ", ")))
	}
	return lines
}

func teachTable(t teach.Table) []string {
	lines := []string{say("  %s read:", say("%d rows", len(t.Rows)))}
	widths := map[string]int{"id": 0, "feature": 20, "version": 8}
	for _, row := range t.Rows {
		widths["id"] = max(widths["id"], min(Width(Foreign(row["id"])), 24))
	}
	for _, row := range t.Rows {
		cell := func(name string) string { return Pad(Foreign(row[name]), widths[name]) }
		line := fmt.Sprintf("    %s %6s  %s %s %s", cell("id"), Foreign(row["count"]), cell("feature"), cell("version"), Foreign(row["expires"]))
		lines = append(lines, strings.TrimRight(line, " "))
	}
	if len(t.Left) > 0 {
		lines = append(lines, say("  Lines that are not a row:"))
	}
	for _, line := range t.Left {
		lines = append(lines, "    "+Foreign(line))
	}
	return lines
}

// TeachSession are the commands of a recorded session, with their numbers.
func TeachSession(all []teach.Exchange) []string {
	var lines []string
	for i, e := range all {
		if e.Prompt == "" {
			continue
		}
		said := ""
		if len(e.Lines) > 0 {
			said = "  ->  " + Foreign(e.Lines[0])
		}
		command := Foreign(e.Sent)
		if e.Sent == "" {
			command = say("(not shown)")
		}
		lines = append(lines, fmt.Sprintf("  %3d  %s%s", i+1, command, said))
	}
	return lines
}

// TeachPrompt is before the answer.
func TeachPrompt(q teach.Question) string {
	if q.Usual != "" {
		return fmt.Sprintf("[%s] > ", Foreign(q.Usual))
	}
	return "> "
}

// TeachReason says why an answer was not taken, and what to do.
func TeachReason(e *teach.AnswerError) string {
	words := map[teach.Reason]string{
		teach.ReasonLate:     say("Another question is open now."),
		teach.ReasonNeeded:   say("This can't be left out. (Where a log does not show what was typed: NUMBER = COMMAND.)"),
		teach.ReasonNumber:   say("There is no command of this number. :list shows them."),
		teach.ReasonOption:   say("Give the number of a choice."),
		teach.ReasonNoField:  say("Begin with the name of a value, as the table shows it."),
		teach.ReasonNoPlace:  say("These words are not there, or more than once. Point with line and word, such as 2.3."),
		teach.ReasonRowFixed: say("Each license has its own: point at the word in a row."),
		teach.ReasonMissing:  say("A value is missing"),
		teach.ReasonNoRows:   say("No license is read. Point at the words of one row, such as 'id 2.1' and 'count 2.2'."),
		teach.ReasonNoID:     say("No activation ID of the list is in these commands. Type them with the license that the question names."),
		teach.ReasonTaken:    say("The number in this command seems to be what is taken away. Handback can say only what remains. So this device needs another command."),
		teach.ReasonNoFile:   say("No file is named in this command."),
		teach.ReasonBrace:    say("A word in braces stands for nothing here. A brace that is meant for the device needs a space after it."),
		teach.ReasonMeaning:  say("Write the words, an equals sign, and the number of their meaning."),
		teach.ReasonPattern:  say("No pattern can be made from this"),
		teach.ReasonLength:   say("This is too long."),
	}
	said := words[e.Reason]
	if e.Reason == teach.ReasonMissing || e.Reason == teach.ReasonPattern {
		said += ": " + Foreign(e.What) + "."
	}
	return said
}

// TeachRemark says what a person must still look at.
func TeachRemark(r teach.Remark) string {
	return map[teach.Remark]string{
		teach.RemarkPrompt: say("The device asks something during the request that was never seen: add what it asks to prompt in [shell], such as '^(?:PROMPT|Activation ID:) ?$'."),
		teach.RemarkCount:  say("The request has no number that remains: Handback can only return whole licenses with it."),
		teach.RemarkClock:  say("The clock is written in another form than the expiry, and was left out."),
		teach.RemarkSerial: say("The serial number or the host ID was told, not read: the profile fits this one device."),
		teach.RemarkDigest: say("No answer that was seen shows the digest of a file that the device took: try the files before you rely on it."),
		teach.RemarkErrors: say("No error was taught: what the device refuses is shown in its own words only. Add [[refusals]] when you meet one."),
		teach.RemarkLast:   say("The device does not tell which request it made last: an answer that is lost can't be asked for again."),
		teach.RemarkMark:   say("The device did not show which response it processed last. If it does after a first return, teach it once more, or add last_seq and last_sha256 to [identity]."),
		teach.RemarkFailed: say("No answer to a wrong password was seen: failed in [login] has the usual words."),
	}[r]
}

// ShareTaken says what was taken out of a profile, and where something is left.
func ShareTaken(taken []teach.Taken, left []int) []string {
	if len(taken) == 0 && len(left) == 0 {
		return []string{say("The comments hold no value of a device: nothing was taken.")}
	}
	var lines []string
	for _, t := range taken {
		lines = append(lines, takenTexts[t.Name].With(len(t.Lines), Foreign(t.Value), listed(t.Lines)))
	}
	if len(left) > 0 {
		lines = append(lines, say("Look at %d lines (%s): a pattern or a command there holds such a value, and was not changed.", len(left), listed(left)))
	}
	return lines
}

// takenTexts say what was taken out, by the name of its group.
var takenTexts = map[string]Phrase{
	"serial":      "Serial number %[2]s: taken out of %[1]d lines (%[3]s).",
	"host":        "Host ID %[2]s: taken out of %[1]d lines (%[3]s).",
	"id":          "Activation ID %[2]s: taken out of %[1]d lines (%[3]s).",
	"last_sha256": "Digest %[2]s: taken out of %[1]d lines (%[3]s).",
}

func listed(numbers []int) string {
	var all []string
	for _, n := range numbers {
		all = append(all, fmt.Sprint(n))
	}
	return strings.Join(all, ", ")
}

// TeachStanding is what an answer to [TeachStands] means.
func TeachStanding(answer string) string {
	switch strings.TrimSpace(answer) {
	case "2":
		return console.StandsForPage
	case "3":
		return console.StandsStill
	default:
		return console.StandsForInput
	}
}
