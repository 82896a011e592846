package text

import (
	"errors"
	"strings"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/exchange"
	"handback/capability/portal"
	"handback/capability/portal/folder"
	"handback/capability/portal/secret"
	"handback/capability/portal/transport"
)

const (
	nothingSent Phrase = "Nothing was sent to the portal."
	askPortal   Phrase = "Look in the portal, or ask the portal's owner."
	checkPortal Phrase = "'handback portal check' tries each part of the way to the portal."
)

// ErrNoPortal says that no program reaches the portal of a device.
var ErrNoPortal = errors.New("the configuration names no portal for the device")

// portalErrors are those of a portal that is reached by program.
func portalErrors() []row {
	return []row{
		general(ofType(func(no *portal.Refused) Explanation {
			return Explanation{refusedText(no), say("Nothing changed there."), askPortal.String()}
		})),
		says(words{
			"No portal of the configuration serves this device.", nothingSent, "Name one in the configuration, or carry the files to the portal on a stick.",
		}, ErrNoPortal),
		says(words{
			"The portal does not accept the login.", "It did nothing.", "Look at 'user' and the secret of the portal in the configuration. " + checkPortal,
		}, portal.ErrLogin),
		says(words{
			"The portal's user has no right to do that.", "The portal did nothing.", "Ask the portal's owner to give the user that right, and the right to use web services.",
		}, portal.ErrRights),
		saysOf(func(err error) Explanation {
			return Explanation{
				say("The portal's certificate can't be trusted: %s.", why(err)), say("%s Somebody between this computer and the portal may be reading what is sent.", nothingSent.String()),
				say("Check this computer's clock. Where the company has a certificate authority of its own, name its file with 'ca-file' in the configuration."),
			}
		}, portal.ErrCertificate),
		saysOf(func(err error) Explanation {
			return Explanation{
				say("The request did not arrive whole at the portal: %s.", why(err)), say("It was cut off on its way, or this portal takes no such requests. The portal did nothing."),
				say("Do the step again. If that does not help: %s", checkPortal.String()),
			}
		}, portal.ErrNotWhole),
		says(words{
			"The portal redirects to another address.", "Handback does not follow: requests and logins go to the configured address only.", "Look at 'url' in the configuration.",
		}, portal.ErrElsewhere),
		says(words{
			"This portal can't be asked for that by program.", nothingSent, "Do it in the portal by hand, or reach the portal by its web service (kind = \"fno\").",
		}, portal.ErrUnsupported),
		says(words{"The portal knows no device with that host ID.", "Nothing changed there.", "Compare the host ID. The device may be at another portal, or under another type of ID."}, portal.ErrUnknownDevice),
		says(words{
			"The request is on its way, and the response comes later.", "It was handed over. It is not sent again.", "Look again when the response should be there.",
		}, portal.ErrPending),
		general(says(words{
			"It is not known whether the request reached the portal.", "Handback asks the portal before it sends anything again. The portal gives the same request the same response.",
			"Do the step again when the network is back.",
		}, portal.ErrUncertain)),
	}
}

// answerErrors are those of what a portal answers, and of what it answers to.
func answerErrors() []row {
	return []row{
		saysOf(func(error) Explanation {
			return Explanation{
				say("The request was sent %d times and never answered.", capability.MaxExchangeTimes), say("It is not known whether the portal took it."),
				say("%s If it is not there, send it once more with --again.", askPortal.String()),
			}
		}, portal.ErrTooOften),
		says(words{
			"The portal refused this very request before.", "It was not sent again.", "Let somebody correct what the portal complained about, then send it with --again.",
		}, portal.ErrRefusedBefore),
		says(words{
			"The portal's response does not answer this request.", "It is for another device, answers another request, or is older than what the device has. It was not kept.", askPortal,
		}, portal.ErrWrongResponse),
		says(words{
			"What answered is not the portal.", "A web page came instead: from a proxy, a network that wants a login, or another server.",
			"Open the address in a browser on this computer, and log in where it asks. " + checkPortal,
		}, portal.ErrNotAPortal),
		says(words{"The portal's answer was cut off.", "It is not known whether it took the request.", "Do the step again: the portal is asked first."}, portal.ErrCutOff),
		says(words{
			"The portal did only a part of it.", "What it did is not known in full.", "'handback portal look' shows what the portal knows of the device.",
		}, portal.ErrPartly),
		saysOf(func(err error) Explanation {
			return Explanation{say("The portal's answer is about another device: %s.", why(err)), say("It was not used."), askPortal.String()}
		}, portal.ErrOtherDevice),
		saysOf(func(err error) Explanation {
			return Explanation{say("The portal's answer can't be read: %s.", why(err)), say("It is not known whether it took the request."), say("Look at 'url' and 'namespace' in the configuration. %s", checkPortal.String())}
		}, portal.ErrUnreadable),
		saysOf(func(err error) Explanation {
			return Explanation{say("Handback can't get the login for the portal: %s.", why(err)), nothingSent.String(), say("Check the portal's secret in the configuration, and that the keyring is unlocked.")}
		}, transport.ErrNoLogin),
		says(words{
			"The configuration does not say where the portal's secret is.", nothingSent, "Give secret = \"keyring\", secret-file or secret-command: one of the three.",
		}, secret.ErrSource),
		says(words{"The portal's answer is too long.", "It was not read to its end.", "Look at 'url' in the configuration: it may lead to something else. " + checkPortal}, portal.ErrTooLong),
		says(words{"The portal can't answer now.", "It has too much to do, or is under maintenance.", "Try again later."}, portal.ErrOverloaded),
		saysOf(func(err error) Explanation {
			return Explanation{say("The portal reports a fault of its own: %s.", why(err)), say("It is not known whether it took the request."), askPortal.String()}
		}, portal.ErrFault),
		says(words{
			"The portal took the request and issued no response.", "For the portal, nothing changes on the device.", "Look in the portal at what it knows about the device, or ask the portal's owner.",
		}, desk.ErrNoResponse),
		saysOf(func(err error) Explanation {
			return Explanation{say("The portal can't remove that: %s.", why(err)), say("Nothing was removed."), say("'handback portal look' shows what the portal knows of the device.")}
		}, desk.ErrNothingToRemove),
		ofType(removalChangedText),
		says(words{
			"An earlier request of the same device is not answered.", "The order matters, so this one was left alone.", "Go on with the earlier one, and run the exchange again.",
		}, exchange.ErrAfterFailure),
		says(words{
			"The outbox and the inbox are the same folder.", "Requests would be taken for responses.", "Name two folders in the configuration.",
		}, folder.ErrSameFolder),
		general(saysOf(func(err error) Explanation {
			return Explanation{say("The portal can't be reached: %s.", why(err)), nothingSent.String(), say("Check the network and the address. %s", checkPortal.String())}
		}, portal.ErrNotSent)),
	}
}

// removalChangedText is for a removal that would leave other numbers than a person saw.
func removalChangedText(e *desk.RemovalChanged) Explanation {
	x := Explanation{
		What:  say("The device has %d units of %s in the portal now, and had %d when the removal was planned.", e.Has, e.ActivationID, e.Seen),
		Means: say("Somebody else changed them. Nothing was removed now: it would leave other numbers than those that you saw."),
		Do:    say("Give the same order once more: it shows the new numbers, and asks."),
	}
	if e.MayBeSent {
		x.Means = say("Somebody else changed them, or the portal did a part of it. What it did is not known, and nothing was removed now.")
		x.Do = say("Look with 'handback portal look' what the device has. Give up %s with 'handback cancel %s', and order what is still to be removed.", e.Return, e.Return)
	}
	return x
}

// RefusedRemoval is the next step where a portal refused a removal, whose return
// stays open.
func RefusedRemoval(id capability.ReturnID) string {
	return say("%s: nothing was removed. Give the order again when the portal would take it, or give it up: handback cancel %s", id, id)
}

// why is what an error of a portal says beside its kind.
func why(err error) string {
	text := err.Error()
	for _, kind := range []error{portal.ErrNotSent, portal.ErrUncertain, portal.ErrFault, portal.ErrCertificate, portal.ErrUnreadable, portal.ErrNotWhole, portal.ErrOtherDevice, transport.ErrNoLogin, desk.ErrNothingToRemove} {
		text = strings.ReplaceAll(text, kind.Error()+": ", "")
	}
	return Foreign(text)
}

// because puts a reason behind a sentence; empty: there is none.
func because(what, why string) string {
	if why == "" {
		return what
	}
	return say("%s: %s.", sentence(what), why)
}

// refusedText says that a portal refused, and in which words.
func refusedText(no *portal.Refused) string {
	return because(say("The portal refused."), Foreign(Printable(" ", no.Code, no.Text)))
}
