package text

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
)

// What is said line by line, to a person who can't use the screens.
const (
	PlainHelp    Phrase = "Type the number of a choice, then Enter. Enter alone takes the number in brackets. ? says what each choice does. 0 closes. Ctrl+C stops what runs."
	PlainChoice  Phrase = "Choice"
	PlainClose   Phrase = "close"
	PlainLeave   Phrase = "leave"
	PlainMissing Phrase = "Nothing was typed yet. 0 closes."
	PlainLong    Phrase = "That line is too long, and was not used. Type it again, shorter."
	PlainField   Phrase = "Type a line, then Enter. Enter alone keeps what is in brackets. 0 closes."
	PlainEmpty   Phrase = "none"

	PlainInputEnded Phrase = "The input has ended, so Handback closes."
	PlainInterrupt  Phrase = "Ctrl+C: Handback closes."
	PlainNothing    Phrase = "No return is open."

	PlainReturns  Phrase = "Open returns:"
	PlainNew      Phrase = "new return"
	PlainDone     Phrase = "closed returns"
	PlainSteps    Phrase = "all steps"
	PlainAll      Phrase = "return all"
	PlainOther    Phrase = "other device"
	PlainSome     Phrase = "choose some"
	PlainTyped    Phrase = "another place"
	PlainPort     Phrase = "another port"
	PlainReach    Phrase = "SMP or console"
	PlainTerminal Phrase = "watch the line"
	PlainDoc      Phrase = "certificate"
	PlainFile     Phrase = "File for the certificate, Enter to read it here"
	PlainSaved    Phrase = "The certificate is saved."
	PlainReason   Phrase = "Reason (optional)"
	PlainTo       Phrase = "Host ID of the replacement (optional)"
	PlainNone     Phrase = "Nothing is chosen yet. Type the number of a license."
	PlainYesNo    Phrase = "Type yes, or its number, or no. Enter is no."
	PlainEnter    Phrase = "Line or code, 0 closes"
	PlainRemain   Phrase = "How many units REMAIN on the device"
	PlainStick    Phrase = "sticks"
	PlainPlace    Phrase = "The path of a folder"
	PlainProfile  Phrase = "The path of a profile"
	PlainOnlyLook Phrase = "only look"

	PlainWatch Phrase = "A line with only a full stop closes this view."
	PlainWrite Phrase = "What you type then goes to the device, a line at a time. A command can change the device, and Handback does not know of it."
)

// Sentences for ?.
const (
	PlainHelpReturn Phrase = "Shows where this return stands, and goes on with it."
	PlainHelpNew    Phrase = "Connects a device, reads its licenses, and opens a return of what you choose."
	PlainHelpWhere  Phrase = "Looks at the device and at the stick, and says what comes next. A return that began in the portal is opened here, and a case of another laptop is taken in."
	PlainHelpDead   Phrase = "Declares a device dead that has no open return here."
	PlainHelpDone   Phrase = "Lists the returns that have ended, with their certificates."
	PlainHelpSend   Phrase = "Sends the requests on the stick to the portal, and saves its answers beside them."
	PlainHelpWays   Phrase = "Says which way of a return is better: from the device or from the portal, by hand or by program."
	PlainHelpLog    Phrase = "Shows what happened so far."
	PlainHelpLook   Phrase = "Looks again at ports and sticks."
	PlainHelpStick  Phrase = "Lists the sticks, and chooses one, or a folder instead."

	PlainHelpPortal  Phrase = "Gives the portal what it waits for by program, and takes its answer in."
	PlainHelpPlay    Phrase = "The demonstration plays the person at the portal."
	PlainHelpChoose  Phrase = "For a response that can't be read here: you say which file on the stick it is."
	PlainHelpRelease Phrase = "Takes the stick out of use, so that you can remove it."
	PlainHelpClaim   Phrase = "Notes that a person uploaded the request. It stays a claim."
	PlainHelpAgain   Phrase = "Saves the request once more, on the same stick or another one."
	PlainHelpAsk     Phrase = "Asks the portal where the return stands there."
	PlainHelpSlip    Phrase = "Reads out what the person at the portal has to do."
	PlainHelpMore    Phrase = "Other ways: without a stick, cancel, replace, declare the device dead."
	PlainHelpSteps   Phrase = "Lists all steps, the device and the files."
	PlainHelpClose   Phrase = "Closes this. Nothing is lost: the return goes on whenever you like."

	PlainHelpAll      Phrase = "Returns all licenses, with all their units."
	PlainHelpOther    Phrase = "Connects another device."
	PlainHelpSome     Phrase = "Lets you choose licenses one by one, and how many units remain."
	PlainHelpRead     Phrase = "Reads the licenses of the device again."
	PlainHelpBegin    Phrase = "Opens the return. Nothing changes on the device yet."
	PlainHelpPort     Phrase = "You type the path of a port, such as /dev/ttyUSB0 or COM3."
	PlainHelpTyped    Phrase = "You type the path of a folder that takes the place of a stick."
	PlainHelpProbe    Phrase = "Asks at all free ports what is there."
	PlainHelpReach    Phrase = "Chooses how devices are reached: by SMP, or by their console with a profile."
	PlainHelpTerminal Phrase = "Shows what the device writes, line by line, and sends what you type."
	PlainHelpActivate Phrase = "Begins the activation on the replacement, or connects it first."
	PlainHelpProve    Phrase = "Looks for the portal's receipt, which proves a return that was closed on a claim."
	PlainHelpDoc      Phrase = "Reads out the certificate of this return, or saves it in a new file."
)

// screenHints are the sentences that name a key of the screens, and what takes their place
// where a person types numbers; empty: nothing does. A translation of a text that ends with
// such a sentence ends with the translation of that sentence.
var screenHints = []struct{ key, number Phrase }{
	{"C looks at it.", "Choose the response to look at it."},
	{"C chooses one.", "Choose the response among them."},
	{"C connects one.", "Choose to connect one."},
	{"S chooses one.", "Choose a stick for that."},
	{"R reads it again, Esc leaves.", ""},
	{"P sends it to the portal right away.", "Or choose to send it to the portal right away."},
	{"S takes a stick instead.", "Or choose another stick."},
}

// screenMarks are what stands between the parts of a line on the screens, and is read out
// badly.
var screenMarks = strings.NewReplacer(" · ", ", ", "…", "...", "  ", " ", "。 ", "。")

// Plainly is a sentence of the screens as it is said line by line.
func Plainly(sentence string) string {
	said := capability.PrintableLine(sentence)
	for _, h := range screenHints {
		if key := h.key.String(); strings.Contains(said, key) {
			said = strings.ReplaceAll(said, key, h.number.String())
		}
	}
	said = strings.ReplaceAll(said, " -> ", say(", then "))
	return strings.TrimSpace(screenMarks.Replace(said))
}

// PlainWelcome is the first line.
func PlainWelcome(version string) string { return Printable(" ", say("Handback"), version) + "." }

// PlainPrompt asks for an answer; Enter alone gives the offered one.
func PlainPrompt(what, offered string) string {
	if offered == "" {
		return what + ": "
	}
	return fmt.Sprintf("%s [%s]: ", what, Printable("", offered))
}

// PlainPossible says what can be answered where something else was.
func PlainPossible(choices int, offered string) string {
	can := "0"
	if choices > 0 {
		can = say("a number from 0 to %d", choices)
	}
	said := say("That is not possible here. Type %s, or ? to hear the choices.", can)
	if offered != "" {
		said += say(" Enter alone takes %s.", offered)
	}
	return said
}

// PlainHere says what lies open when Handback closes.
func PlainHere(all []ledger.Summary, now time.Time) []string {
	var lines []string
	for _, s := range all {
		if s.Act != capability.ActNothing || s.Err != nil {
			lines = append(lines, say("Open: %s", PlainSummary(s, now)))
		}
	}
	if len(lines) == 0 {
		return []string{PlainNothing.String()}
	}
	return append(lines, say("The ledger keeps all of it. Start Handback again to go on."))
}

// PlainSummary is one return of a list.
func PlainSummary(s ledger.Summary, now time.Time) string {
	what := Printable(", ", string(s.ID), plainDevice(s.Device))
	if s.Err != nil {
		return say("%s, DAMAGED: %s", what, Explain(s.Err).What)
	}
	return fmt.Sprintf("%s: %s (%s)", what, Summary(s), cmp.Or(DebtAge(s, now), Age(s.ChangedAt, now)))
}

// PlainAt is the line above the next act: the return, its device, and its step.
func PlainAt(r capability.Return, plan []capability.Step) string {
	at := Printable(", ", string(r.ID), plainDevice(r.Device))
	for _, s := range plan {
		if s.State == capability.StepNext {
			return say("%s: step %d of %d.", at, s.Number, len(plan))
		}
	}
	return at + "."
}

// PlainNext says who does the next act, whether it can be undone, and what it does.
func PlainNext(a capability.Act, undo, does string) string {
	who := say("you")
	switch {
	case a.Who == capability.PortalPerson:
		who = say("the person at the portal")
	case a.Who == capability.Nobody:
		who = say("nobody")
	}
	if undo == "" {
		return say("Next, by %s: %s", who, does)
	}
	return say("Next, by %s, %s: %s", who, undo, does)
}

// stateTexts say how far a step is.
var stateTexts = map[capability.StepState]Phrase{
	capability.StepDone: "done", capability.StepNext: "next", capability.StepTodo: "later",
}

// PlainStep is one step of a list.
func PlainStep(p capability.Purpose, s capability.Step, now time.Time) string {
	return Printable(", ", say("Step %s", StepTitle(p, s)), stateTexts[s.State].String(), StepTime(s, now))
}

// PlainLicense is one license of a list.
func PlainLicense(l capability.License) string {
	return Printable(", ", string(l.ActivationID), Feature(l), Holds(l.Count), Expiry(l))
}

// PlainChosen is one license with what remains of it; remains is l.Count where it
// stays.
func PlainChosen(l capability.License, remains int) string {
	numbers := Stay(l.Count)
	if remains < l.Count {
		numbers = Numbers(l.Count, remains)
	}
	return Printable(", ", string(l.ActivationID), Feature(l)) + ": " + numbers
}

// PlainUnits says which numbers of units are possible.
func PlainUnits(held int) string {
	return say("Type how many remain, from 0 to %d: 0 returns all, %d keeps all.", held, held)
}

// PlainNoUnits says that the device holds no unit of a license.
func PlainNoUnits(l capability.License) string {
	return say("The device holds no unit of %s.", Printable("", string(l.ActivationID)))
}

// PlainProgress says how far a job is.
func PlainProgress(p capability.Progress, gone time.Duration) string {
	words, unit := What(p.What)
	return Printable(": ", cmp.Or(capitalized(words), say("Working")), strings.ReplaceAll(Amount(p, unit, gone), "  ", ", ")) + "."
}

// PlainBegins says that a job has begun.
func PlainBegins(title string) string { return title + " ..." }

// PlainStopping says that a job was told to stop. One that must be whole goes on up
// to where it can.
func PlainStopping(title string, whole bool) string {
	if whole {
		return say("Stopping: %s. It ends where it can stop safely. Ctrl+C once more leaves Handback.", title)
	}
	return say("Stopping: %s. Ctrl+C once more leaves Handback.", title)
}

// PlainAround counts what is plugged in.
func PlainAround(ports int, sticks []media.Stick) string {
	said := []string{say("%d serial ports", ports)}
	for i := range sticks {
		said = append(said, say("stick %s", Stick(&sticks[i])))
	}
	if len(sticks) == 0 {
		said = append(said, say("no stick"))
	}
	return say("Here: %s.", strings.Join(said, ", "))
}

// PlainConnected names the device that answers now.
func PlainConnected(d capability.Identity) string { return say("Connected: %s.", plainDevice(d)) }

// PlainOpen heads the returns that wait, and counts what is owed.
func PlainOpen(all []ledger.Summary, open int, now time.Time) string {
	return say("Returns: %s.", strings.ReplaceAll(CountReturns(all, open, 0, now), " · ", ", "))
}

// PlainDue says that requests on a stick wait for the portal.
func PlainDue(s *media.Stick, requests int) string {
	return say("%s to the portal, from %s", say("%d requests", requests), Stick(s))
}

// PlainLoad is the question before the point of no return.
func PlainLoad(r capability.Return) string {
	if r.Purpose == capability.ToActivate {
		return say("Load the response into %s?", plainDevice(r.Device))
	}
	return say("Load the response into %s? It cannot be undone.", plainDevice(r.Device))
}

// PlainFinal is said before an act is confirmed that can't be undone.
const PlainFinal Phrase = "It cannot be undone."

// PlainCode says which code of several is shown.
func PlainCode(at, all int) string { return say("Code %d of %d.", at, all) }

// PlainError says about an error what happened, what it means, and what to do.
func PlainError(err error) []string {
	x := Explain(err)
	var lines []string
	for _, part := range []struct{ title, text string }{{Happened.String(), x.What}, {Means.String(), x.Means}, {DoNext.String(), x.Do}} {
		if part.text != "" {
			lines = append(lines, part.title+": "+part.text)
		}
	}
	return lines
}

func plainDevice(d capability.Identity) string {
	return strings.ReplaceAll(Device(d), " · ", " ")
}

func capitalized(words string) string {
	if words == "" {
		return ""
	}
	return capital(words)
}
