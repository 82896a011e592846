package text

import (
	"cmp"
	"fmt"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
)

// actWords are the words for one kind of act, and for the step of the plan that
// it is. Empty: the act has none of that.
type actWords struct {
	kind capability.ActKind // empty: the step is no act
	step capability.StepKind

	actNames
	activation actNames // where an activation has other ones

	key     Phrase // what Enter does, on the bar
	travels Phrase // what travels on its leg of the way, and where to
	stops   Phrase // what stops working by it; an activation stops nothing
	undo    Phrase // whether what Enter does can be undone, where its row among the rules does not say it

	does  func(capability.Return, capability.Act) string // a whole sentence or two
	aside func(capability.Return) string                 // what else is to be known; may be nil
	done  func(desk.Done) string                         // what happened; nil: what it does
}

// NextByYou heads what the person at the screen does next.
const NextByYou Phrase = "Next, by you"

// CannotBeUndone is beside an act, and nowhere else.
const CannotBeUndone Phrase = "cannot be undone"

// actNames name an act where it is listed.
type actNames struct {
	title   Phrase // of the step
	warning Phrase // beside the title, before the step comes
	short   Phrase // in a list of returns
	work    Phrase // while it runs
}

const (
	changesNothing Phrase = "changes nothing"
	canBeUndone    Phrase = "can be undone"

	stopsNothing Phrase = "Nothing stops working yet."
	worksOn      Phrase = "The device works as before until the response is loaded."
)

// actTable has the words for every kind of act, in the usual order, and for the
// steps that are no act.
var actTable = []actWords{
	{
		kind: capability.ActMakeRequest, step: capability.StepMakeRequest,
		actNames:   actNames{title: "Make the return request", short: "make the return request", work: "The device makes the return request"},
		activation: actNames{title: "Make the activation request", short: "make the activation request", work: "The device makes the activation request"},
		key:        "make it", travels: "the request, to the laptop", stops: stopsNothing,
		does: func(r capability.Return, _ capability.Act) string {
			if r.Purpose == capability.ToActivate {
				return say("The device makes the request for %s.", Order(r))
			}
			return say("The device makes the return request for %s. It keeps them for now.", dueText(r))
		},
		done: func(d desk.Done) string {
			if d.Return.Purpose == capability.ToActivate {
				return madeText(d.Return, "The device made the activation request: %s.", capability.ReturnRequest)
			}
			return madeText(d.Return, "The device made the return request: %s.", capability.ReturnRequest)
		},
	},
	{
		kind: capability.ActSaveRequest, step: capability.StepSaveRequest,
		actNames: actNames{title: "Save the request on a stick", short: "save the request on a stick", work: savingWork},
		key:      "save", travels: "the request, to the stick", stops: stopsNothing,
		does: saveText, done: savedText,
	},
	{
		kind: capability.ActUploadRequest, step: capability.StepPortal,
		actNames: actNames{title: "At the portal: upload the request, download the response", short: "upload the request", work: responseWork},
		key:      "look for it", travels: "the request, to the portal", stops: worksOn, undo: changesNothing,
		does: func(r capability.Return, a capability.Act) string {
			return say("Take the stick to the portal, upload %s there, download the response and put it on the stick.", r.NameOnStick(a.File))
		},
		done: foundText,
	},
	{
		kind: capability.ActFetchResponse, step: capability.StepFetch,
		actNames: actNames{title: "At the portal: download the response", short: "download the response", work: responseWork},
		key:      "look for it", travels: "the response, to the stick", stops: worksOn,
		does: always("Download the response at the portal and put it on the stick, under any name and in any folder."),
		aside: func(r capability.Return) string {
			if r.Request == nil || r.Purpose == capability.ToActivate {
				return ""
			}
			return say("The upload of the request is a claim: only a person says so.")
		},
		done: foundText,
	},
	{
		kind: capability.ActLoadResponse, step: capability.StepLoad,
		actNames:   actNames{title: "Load the response", warning: "the device loses the licenses here", short: "load the response", work: "Loading the response on the device"},
		activation: actNames{warning: "the device gets the licenses here"},
		key:        "load", travels: "the response, to the device", stops: "What is returned stops working on the device once the response is loaded.",
		does: func(r capability.Return, _ capability.Act) string {
			if r.Purpose == capability.ToActivate {
				return say("Load the response on the device. It gets %s here.", Order(r))
			}
			return say("Load the response on the device. The device loses %s here.", dueText(r))
		},
		aside: notSkippedText,
		done:  func(desk.Done) string { return say("The device loaded the response.") },
	},
	{
		kind: capability.ActCheckLicenses, step: capability.StepCheck,
		actNames:   actNames{title: "Check that the licenses are gone", short: "check that the licenses are gone", work: "Reading the licenses again"},
		activation: actNames{title: "Check that the licenses are there", short: "check that the licenses are there"},
		key:        "read", travels: "the licenses, to be read",
		does: func(r capability.Return, _ capability.Act) string {
			switch {
			case r.Purpose == capability.ToActivate:
				return say("Read the licenses of the device again. What was ordered must be there.")
			case r.Stage == capability.StageTakenIn:
				return say("Read the licenses of the device. Until then, what another laptop says about it does not count here.")
			default:
				return say("Read the licenses of the device again. What is returned must be gone.")
			}
		},
		aside: notSkippedText,
		done:  checkedText,
	},
	{
		kind: capability.ActMakeConfirmation, step: capability.StepMakeConfirmation,
		actNames: actNames{title: "Make the confirmation request", short: "make the confirmation request", work: "The device makes the confirmation request"},
		key:      "make it", travels: "the confirmation, to the laptop",
		does:  always("The device makes the confirmation request. It proves to the portal that the licenses are gone."),
		aside: func(capability.Return) string { return say("Without that proof the portal credits nothing.") },
		done: func(d desk.Done) string {
			return madeText(d.Return, "The device made the confirmation request: %s.", capability.ConfirmationRequest)
		},
	},
	{
		kind: capability.ActSaveConfirmation, step: capability.StepSaveConfirmation,
		actNames: actNames{title: "Save it on a stick", short: "save the confirmation on a stick", work: savingWork},
		key:      "save", travels: "the confirmation, to the stick",
		does: saveText, done: savedText,
	},
	{
		kind: capability.ActUploadConfirmation, step: capability.StepPortalAgain,
		actNames: actNames{title: "At the portal: upload the confirmation", short: "upload the confirmation", work: "Looking for the receipt on the stick"},
		key:      "look for it", travels: "the confirmation, to the portal", stops: "The return is NOT finished until this is uploaded.", undo: changesNothing,
		does: func(r capability.Return, a capability.Act) string {
			return say("Take the stick to the portal and upload %s there. If the portal gives an answer, put it on the stick: it is the receipt.", r.NameOnStick(a.File))
		},
		done: receiptText,
	},
	{
		kind: capability.ActDeclare, step: capability.StepDeclare,
		actNames: actNames{title: "Declare what the dead device can't prove", short: "declare the device dead", work: DeclareWork},
		key:      "declare",
		does:     always("Declare what is known about the dead device. The declaration was begun and not finished."),
	},
	{
		kind: capability.ActSaveDeclaration, step: capability.StepSaveDeclaration,
		actNames: actNames{title: "Save the declaration on a stick", short: "save the declaration on a stick", work: savingWork},
		key:      "save", travels: "the declaration, to the stick",
		does: func(r capability.Return, a capability.Act) string {
			return say("Save the declaration for the portal's owner, %s, on a stick and read it back.", fileText(r, a.File))
		},
		done: savedText,
	},
	{
		kind: capability.ActRecordDecision, step: capability.StepDecision,
		actNames: actNames{title: "At the portal: its owner decides", short: "decide on the declaration", work: DecideWork},
		key:      "note the decision", travels: "the declaration, to the portal", undo: CannotBeUndone,
		does: always("Take the declaration to the portal's owner and note the decision. Until then the licenses stay a debt."),
		done: func(desk.Done) string { return say("The portal's answer was found on the stick.") },
	},
	{
		kind:     capability.ActActivate,
		actNames: actNames{short: "activate the replacement", work: ActivateWork},
		key:      "begin", travels: "the activation, to the replacement",
		does: func(r capability.Return, _ capability.Act) string {
			return say("Begin the activation on the replacement %s, with what was credited.", replacementText(r))
		},
		done: func(d desk.Done) string {
			return say("The activation %s was begun on the replacement.", d.Return.ID)
		},
	},
	{
		kind:     capability.ActAskDevice,
		actNames: actNames{short: "ask the device what happened", work: "Asking the device"},
		key:      "ask the device", travels: "a question, to the device",
		does: func(r capability.Return, _ capability.Act) string {
			return say("Ask the device what happened to %s: it was cut off. Nothing is repeated before that is known.", cutText(r.Stage))
		},
		done: askedText,
	},
	{
		kind:     capability.ActNothing,
		actNames: actNames{short: "nothing, it is closed"},
		key:      "show the end",
		does:     always("Nothing is left to do: the return is closed."),
	},
	{step: capability.StepRead, actNames: actNames{title: "Read the licenses"}},
	{step: capability.StepRemoved, actNames: actNames{title: "Removed in the portal"}, activation: actNames{title: "Added in the portal"}},
}

const (
	savingWork   Phrase = "Saving on the stick"
	responseWork Phrase = "Looking for the response on the stick"
)

func always(text Phrase) func(capability.Return, capability.Act) string {
	return func(capability.Return, capability.Act) string { return text.String() }
}

func saveText(r capability.Return, a capability.Act) string {
	return say("Save %s on a stick and read it back.", fileText(r, a.File))
}

// notSkippedText: loading and checking are done although the portal asks for no
// confirmation.
func notSkippedText(r capability.Return) string {
	if r.Purpose == capability.ToActivate || r.ConfirmationRequired() {
		return ""
	}
	return say("The portal asks for no confirmation, but this step is never skipped.")
}

// wordsFor are the words for a kind of act; those for nothing, if there is no
// such kind.
func wordsFor(kind capability.ActKind) actWords {
	var nothing actWords
	for _, w := range actTable {
		switch w.kind {
		case kind:
			return w
		case capability.ActNothing:
			nothing = w
		}
	}
	return nothing
}

// Undo says whether what Enter does can be undone.
func Undo(kind capability.ActKind) string {
	w := wordsFor(kind)
	switch act := capability.ActOf(kind); {
	case w.undo != "":
		return w.undo.String()
	case act.OnlyLooks:
		return changesNothing.String()
	case act.CanBeUndone:
		return canBeUndone.String()
	default:
		return CannotBeUndone.String()
	}
}

// namesFor are the names of an act of a return, or of an activation.
func (w actWords) namesFor(p capability.Purpose) actNames {
	if p != capability.ToActivate {
		return w.actNames
	}
	return actNames{
		title:   cmp.Or(w.activation.title, w.title),
		warning: cmp.Or(w.activation.warning, w.warning),
		short:   cmp.Or(w.activation.short, w.short),
		work:    cmp.Or(w.activation.work, w.work),
	}
}

// Act says what an act of the return does: a whole sentence or two.
func Act(r capability.Return, a capability.Act) string { return wordsFor(a.Kind).does(r, a) }

// NextBy says who does the next act.
func NextBy(a capability.Act) string {
	switch a.Who {
	case capability.Technician:
		return NextByYou.String()
	case capability.PortalPerson:
		return say("Next, by the person at the portal")
	default:
		return say("Next")
	}
}

// NextAct is what the next act does and what stops working by it.
func NextAct(r capability.Return, a capability.Act) string {
	w := wordsFor(a.Kind)
	aside, stops := "", w.stops
	if w.aside != nil {
		aside = w.aside(r)
	}
	if r.Purpose == capability.ToActivate {
		stops = ""
	}
	return Printable(" ", w.does(r, a), aside, stops.String(), waitingText(r))
}

// Do is the word on the key that does the act.
func Do(a capability.Act) string { return wordsFor(a.Kind).key.String() }

// Work is what is being done while an act runs.
func Work(a capability.Act, p capability.Purpose) string {
	return wordsFor(a.Kind).namesFor(p).work.String()
}

// Travel is what travels on the leg of an act, and where to.
func Travel(a capability.Act) string { return wordsFor(a.Kind).travels.String() }

// nextText is the act in a few words, for lists.
func nextText(kind capability.ActKind) string { return wordsFor(kind).short.String() }

// StepOf counts the next step of a return among all: step 5 of 9; empty: none is left.
func StepOf(s ledger.Summary) string {
	if s.Steps == 0 {
		return ""
	}
	return say("step %d of %d", s.Step, s.Steps)
}

// Summary is what waits in a return, and for whom, and how it stands by the portal's
// own word, where that is known.
func Summary(s ledger.Summary) string {
	text := whoText(capability.ActOf(s.Act).Who) + ": " + wordsFor(s.Act).namesFor(s.Purpose).short.String()
	if s.Act == capability.ActNothing {
		text = Stage(s.Stage) + ", " + say("%d licenses", s.Licenses)
		if s.Stage == capability.StageClosed {
			text = BenchClosed(s.Closing)
		}
	}
	if said := standingTexts[s.Portal].short.String(); said != "" {
		text += " · " + said
	}
	return text
}

// whoText names who has to act, for the one who reads it.
func whoText(w capability.Who) string {
	switch w {
	case capability.Technician:
		return say("you")
	case capability.PortalPerson:
		return say("the portal")
	default:
		return Word(w)
	}
}

// Done says what happened to an act, in one line.
func Done(d desk.Done) string {
	done := wordsFor(d.Act.Kind).done
	if done == nil {
		return Act(d.Return, d.Act)
	}
	return Printable(" ", done(d), Unread(d.Unread))
}

// Unread says why a stick was passed over, and the portal asked anyway; empty:
// it was not.
func Unread(err error) string {
	if err == nil {
		return ""
	}
	return say("The stick was not used. %s", Explain(err).What)
}

// cutText names the device command whose outcome is unknown at a stage.
func cutText(s capability.Stage) string {
	switch s {
	case capability.StageRequesting:
		return say("the return request")
	case capability.StageLoading:
		return say("loading the response")
	case capability.StageConfirming:
		return say("the confirmation request")
	default:
		return say("the last command")
	}
}

// replacementText names the device that gets the licenses afterwards.
func replacementText(r capability.Return) string {
	if r.Replacement == nil {
		return say("device")
	}
	return Printable("", r.Replacement.String())
}

// fileText names a file of the return with its size.
func fileText(r capability.Return, kind capability.ArtifactKind) string {
	a := r.Artifact(kind)
	if a == nil {
		return r.FileName(kind)
	}
	return fmt.Sprintf("%s (%s)", r.FileName(kind), sizeText(a.Size))
}
