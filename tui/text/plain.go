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
	PlainHelp    = "Type the number of a choice, then Enter. Enter alone takes the number in brackets. ? says what each choice does. 0 closes. Ctrl+C stops what runs."
	PlainChoice  = "Choice"
	PlainClose   = "close"
	PlainLeave   = "leave"
	PlainMissing = "Nothing was typed yet. 0 closes."
	PlainLong    = "That line is too long, and was not used. Type it again, shorter."
	PlainField   = "Type a line, then Enter. Enter alone keeps what is in brackets. 0 closes."
	PlainEmpty   = "none"

	PlainInputEnded = "The input has ended, so Handback closes."
	PlainInterrupt  = "Ctrl+C: Handback closes."
	PlainNothing    = "No return is open."

	PlainReturns  = "Open returns:"
	PlainNew      = "new return"
	PlainDone     = "closed returns"
	PlainSteps    = "all steps"
	PlainAll      = "return all"
	PlainOther    = "other device"
	PlainSome     = "choose some"
	PlainTyped    = "another place"
	PlainPort     = "another port"
	PlainReach    = "SMP or console"
	PlainTerminal = "watch the line"
	PlainDoc      = "certificate"
	PlainFile     = "File for the certificate, Enter to read it here"
	PlainSaved    = "The certificate is saved."
	PlainReason   = "Reason (optional)"
	PlainTo       = "Host ID of the replacement (optional)"
	PlainNone     = "Nothing is chosen yet. Type the number of a license."
	PlainYesNo    = "Type yes, or its number, or no. Enter is no."
	PlainEnter    = "Line or code, 0 closes"
	PlainRemain   = "How many units REMAIN on the device"
	PlainStick    = "sticks"
	PlainPlace    = "The path of a folder"
	PlainProfile  = "The path of a profile"
	PlainOnlyLook = "only look"

	PlainWatch = "A line with only a full stop closes this view."
	PlainWrite = "What you type then goes to the device, a line at a time. A command can change the device, and Handback does not know of it."
)

// Sentences for ?.
const (
	PlainHelpReturn = "Shows where this return stands, and goes on with it."
	PlainHelpNew    = "Connects a device, reads its licenses, and opens a return of what you choose."
	PlainHelpWhere  = "Looks at the device and at the stick, and says what comes next. A return that began in the portal is opened here, and a case of another laptop is taken in."
	PlainHelpDead   = "Declares a device dead that has no open return here."
	PlainHelpDone   = "Lists the returns that have ended, with their certificates."
	PlainHelpSend   = "Sends the requests on the stick to the portal, and saves its answers beside them."
	PlainHelpWays   = "Says which way of a return is better: from the device or from the portal, by hand or by program."
	PlainHelpLog    = "Shows what happened so far."
	PlainHelpLook   = "Looks again at ports and sticks."
	PlainHelpStick  = "Lists the sticks, and chooses one, or a folder instead."

	PlainHelpPortal  = "Gives the portal what it waits for by program, and takes its answer in."
	PlainHelpPlay    = "The demonstration plays the person at the portal."
	PlainHelpChoose  = "For a response that can't be read here: you say which file on the stick it is."
	PlainHelpRelease = "Takes the stick out of use, so that you may remove it."
	PlainHelpClaim   = "Notes that a person uploaded the request. It stays a claim."
	PlainHelpAgain   = "Saves the request once more, on the same stick or another one."
	PlainHelpAsk     = "Asks the portal where the return stands there."
	PlainHelpSlip    = "Reads out what the person at the portal has to do."
	PlainHelpMore    = "Other ways: without a stick, cancel, replace, declare the device dead."
	PlainHelpSteps   = "Lists all steps, the device and the files."
	PlainHelpClose   = "Closes this. Nothing is lost: the return goes on whenever you like."

	PlainHelpAll      = "All licenses go back, with all their units."
	PlainHelpOther    = "Connects another device."
	PlainHelpSome     = "You choose licenses one by one, and how many units remain."
	PlainHelpRead     = "Reads the licenses of the device again."
	PlainHelpBegin    = "Opens the return. Nothing changes on the device yet."
	PlainHelpPort     = "You type the path of a port, such as /dev/ttyUSB0 or COM3."
	PlainHelpTyped    = "You type the path of a folder that takes the place of a stick."
	PlainHelpProbe    = "Asks at all free ports what is there."
	PlainHelpReach    = "Chooses how devices are reached: by SMP, or by their console with a profile."
	PlainHelpTerminal = "Shows what the device writes, line by line, and sends what you type."
	PlainHelpActivate = "Begins the activation on the replacement, or connects it first."
	PlainHelpProve    = "Looks for the portal's receipt, which proves a return that was closed on a claim."
	PlainHelpDoc      = "Reads out the certificate of this return, or saves it in a new file."
)

// screenHints are the parts of sentences that name a key or a mark of the screens,
// and what takes their place where a person types numbers.
var screenHints = strings.NewReplacer(
	" C looks at it.", " Choose the response to look at it.",
	" C chooses one.", " Choose the response among them.",
	" C connects one.", " Choose to connect one.",
	" S chooses one.", " Choose a stick for that.",
	" R reads it again, Esc leaves.", "",
	" P sends the ", " Or choose to send the ",
	" S takes a stick instead.", " Or choose another stick.",
	" -> ", ", then ",
	" · ", ", ",
	"…", "...",
	"  ", " ",
)

// Plainly is a sentence of the screens as it is said line by line.
func Plainly(sentence string) string {
	return strings.TrimSpace(screenHints.Replace(capability.PrintableLine(sentence)))
}

// PlainWelcome is the first line.
func PlainWelcome(version string) string { return Printable(" ", "Handback", version) + "." }

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
		can = fmt.Sprintf("a number from 0 to %d", choices)
	}
	said := fmt.Sprintf("That is not possible here. Type %s, or ? to hear the choices.", can)
	if offered != "" {
		said += fmt.Sprintf(" Enter alone takes %s.", offered)
	}
	return said
}

// PlainHere says what lies open when Handback closes.
func PlainHere(all []ledger.Summary, now time.Time) []string {
	var lines []string
	for _, s := range all {
		if s.Act != capability.ActNothing || s.Err != nil {
			lines = append(lines, "Open: "+PlainSummary(s, now))
		}
	}
	if len(lines) == 0 {
		return []string{PlainNothing}
	}
	return append(lines, "The ledger keeps all of it. Start Handback again to go on.")
}

// PlainSummary is one return of a list.
func PlainSummary(s ledger.Summary, now time.Time) string {
	what := Printable(", ", string(s.ID), plainDevice(s.Device))
	if s.Err != nil {
		return what + ", DAMAGED: " + Explain(s.Err).What
	}
	return fmt.Sprintf("%s: %s (%s)", what, Summary(s), cmp.Or(DebtAge(s, now), Age(s.ChangedAt, now)))
}

// PlainAt is the line above the next act: the return, its device, and its step.
func PlainAt(r capability.Return, plan []capability.Step) string {
	at := Printable(", ", string(r.ID), plainDevice(r.Device))
	for _, s := range plan {
		if s.State == capability.StepNext {
			return fmt.Sprintf("%s: step %d of %d.", at, s.Number, len(plan))
		}
	}
	return at + "."
}

// PlainNext says who does the next act, whether it can be undone, and what it does.
func PlainNext(a capability.Act, undo, does string) string {
	who := "you"
	switch {
	case a.Who == capability.PortalPerson:
		who = "the person at the portal"
	case a.Who == capability.Nobody:
		who = "nobody"
	}
	return fmt.Sprintf("Next, by %s, %s: %s", who, undo, strings.TrimPrefix(does, "The person at the portal does this. "))
}

// PlainStep is one step of a list.
func PlainStep(p capability.Purpose, s capability.Step, now time.Time) string {
	state := string(s.State)
	if s.State == capability.StepTodo {
		state = "later"
	}
	return Printable(", ", "Step "+StepTitle(p, s), state, StepTime(s, now))
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
	return fmt.Sprintf("Type how many remain, from 0 to %d: 0 returns all, %d keeps all.", held, held)
}

// PlainNoUnits says that the device holds no unit of a license.
func PlainNoUnits(l capability.License) string {
	return fmt.Sprintf("The device holds no unit of %s.", Printable("", string(l.ActivationID)))
}

// PlainProgress says how far a job is.
func PlainProgress(p capability.Progress, gone time.Duration) string {
	words, unit := What(p.What)
	return Printable(": ", cmp.Or(capitalized(words), "Working"), strings.ReplaceAll(Amount(p, unit, gone), "  ", ", ")) + "."
}

// PlainBegins says that a job has begun.
func PlainBegins(title string) string { return title + " ..." }

// PlainStopping says that a job was told to stop. One that must be whole goes on up
// to where it can.
func PlainStopping(title string, whole bool) string {
	if whole {
		return fmt.Sprintf("Stopping: %s. It ends where it may stop. Ctrl+C once more leaves Handback.", title)
	}
	return fmt.Sprintf("Stopping: %s. Ctrl+C once more leaves Handback.", title)
}

// PlainAround counts what is plugged in.
func PlainAround(ports int, sticks []media.Stick) string {
	said := []string{countText(ports, "serial port")}
	for i := range sticks {
		said = append(said, "stick "+Stick(&sticks[i]))
	}
	if len(sticks) == 0 {
		said = append(said, "no stick")
	}
	return "Here: " + strings.Join(said, ", ") + "."
}

// PlainConnected names the device that answers now.
func PlainConnected(d capability.Identity) string { return "Connected: " + plainDevice(d) + "." }

// PlainOpen heads the returns that wait, and counts what is owed.
func PlainOpen(all []ledger.Summary, open int, now time.Time) string {
	return "Returns: " + strings.ReplaceAll(CountReturns(all, open, 0, now), " · ", ", ") + "."
}

// PlainDue says that requests on a stick wait for the portal.
func PlainDue(s *media.Stick, requests int) string {
	return fmt.Sprintf("%s to the portal, from %s", countText(requests, "request"), Stick(s))
}

// PlainLoad is the question before the point of no return.
func PlainLoad(r capability.Return) string {
	if r.Purpose == capability.ToActivate {
		return fmt.Sprintf("Load the response into %s?", plainDevice(r.Device))
	}
	return fmt.Sprintf("Load the response into %s? It cannot be undone.", plainDevice(r.Device))
}

// PlainRests says what the response that is to be loaded rests on.
func PlainRests(r capability.Return) string {
	if r.ResponseChecked == nil {
		return "Nobody here could check the portal's signature of the response. The device checks it."
	}
	return fmt.Sprintf("The response was checked with %s.", keyText(r.ResponseChecked))
}

// PlainCode says which code of several is shown.
func PlainCode(at, all int) string { return fmt.Sprintf("Code %d of %d.", at, all) }

// PlainError says of an error what happened, what it means, and what to do.
func PlainError(err error) []string {
	x := Explain(err)
	var lines []string
	for _, part := range []struct{ title, text string }{{Happened, x.What}, {Means, x.Means}, {DoNext, x.Do}} {
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
