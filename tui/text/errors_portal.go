package text

import (
	"errors"
	"fmt"
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
	nothingSent = "Nothing was sent to the portal."
	askPortal   = "Look in the portal, or ask the people who run it."
	checkPortal = "'handback portal check' tries each part of the way to the portal."
)

// ErrNoPortal says that no program reaches the portal of a device.
var ErrNoPortal = errors.New("the configuration names no portal for the device")

// portalErrors are those of a portal that is reached by program.
var portalErrors = []row{
	general(ofType(func(no *portal.Refused) Explanation {
		return Explanation{"The portal refused" + refusalText(no) + ".", "Nothing changed there.", askPortal}
	})),
	says(Explanation{
		"No portal of the configuration serves this device.", nothingSent, "Name one in the configuration, or carry the files to the portal on a stick.",
	}, ErrNoPortal),
	says(Explanation{
		"The portal does not accept the login.", "It did nothing.", "Look at 'user' and the secret of the portal in the configuration. " + checkPortal,
	}, portal.ErrLogin),
	says(Explanation{
		"The portal's user has no right to do that.", "The portal did nothing.", "Have the people who run the portal give the user the right, and the right to use web services.",
	}, portal.ErrRights),
	saysOf(func(err error) Explanation {
		return Explanation{
			"The portal's certificate can't be trusted: " + why(err) + ".", nothingSent + " Something between this computer and the portal may read along.",
			"Check this computer's clock. Where the company has a certificate authority of its own, name its file with 'ca-file' in the configuration.",
		}
	}, portal.ErrCertificate),
	saysOf(func(err error) Explanation {
		return Explanation{
			"What arrived at the portal is no whole request: " + why(err) + ".", "It was cut on its way, or this portal takes no such requests. The portal did nothing.",
			"Do the step again. If it stays so: " + checkPortal,
		}
	}, portal.ErrNotWhole),
	says(Explanation{
		"The portal sends to another address.", "Handback does not follow: requests and logins go to the configured address only.", "Look at 'url' in the configuration.",
	}, portal.ErrElsewhere),
	says(Explanation{
		"This portal can't be asked for that by program.", nothingSent, "Do it in the portal by hand, or reach the portal by its web service (kind = \"fno\").",
	}, portal.ErrUnsupported),
	says(Explanation{"The portal knows no device with that host ID.", "Nothing changed there.", "Compare the host ID. The device may be at another portal, or under another type of ID."}, portal.ErrUnknownDevice),
	says(Explanation{
		"The request is on its way, and the response comes later.", "It was handed over. It is not sent again.", "Look again when the response should be there.",
	}, portal.ErrPending),
	general(says(Explanation{
		"It is not known whether the request reached the portal.", "The portal is asked before anything is sent again. The portal gives the same request the same response.",
		"Do the step again when the network is back.",
	}, portal.ErrUncertain)),
	says(Explanation{
		fmt.Sprintf("The request was sent %d times and never answered.", capability.MaxExchangeTimes), "Whether the portal took it is not known.",
		askPortal + " If it is not there, send it once more with --again.",
	}, portal.ErrTooOften),
	says(Explanation{
		"The portal refused this very request before.", "It was not sent again.", "Have mended what the portal complained of, and send it with --again.",
	}, portal.ErrRefusedBefore),
	says(Explanation{
		"The portal's response is not the one to this request.", "It is for another device, answers another request, or is older than what the device has. It was not kept.", askPortal,
	}, portal.ErrWrongResponse),
	says(Explanation{
		"What answered is not the portal.", "A page for people came back: of a proxy, a network that wants a login, or another server.",
		"Open the address in a browser on this computer, and log in where it asks. " + checkPortal,
	}, portal.ErrNotAPortal),
	says(Explanation{"The portal's answer was cut off.", "Whether it took the request is not known.", "Do the step again: the portal is asked first."}, portal.ErrCutOff),
	says(Explanation{
		"The portal did a part of it.", "What it did is not known in full.", "'handback portal look' shows what the portal knows of the device.",
	}, portal.ErrPartly),
	saysOf(func(err error) Explanation {
		return Explanation{"The portal's answer is about another device: " + why(err) + ".", "It was not used.", askPortal}
	}, portal.ErrOtherDevice),
	saysOf(func(err error) Explanation {
		return Explanation{"The portal's answer can't be read: " + why(err) + ".", "Whether it took the request is not known.", "Look at 'url' and 'namespace' in the configuration. " + checkPortal}
	}, portal.ErrUnreadable),
	saysOf(func(err error) Explanation {
		return Explanation{"The login for the portal is not at hand: " + why(err) + ".", nothingSent, "Look at the secret's key of the portal in the configuration, and whether the keyring is unlocked."}
	}, transport.ErrNoLogin),
	says(Explanation{
		"The configuration does not say where the portal's secret is.", nothingSent, "Give secret = \"keyring\", secret-file or secret-command: one of the three.",
	}, secret.ErrSource),
	says(Explanation{"The portal's answer is too long.", "It was not read to its end.", "Look at 'url' in the configuration: it may lead to something else. " + checkPortal}, portal.ErrTooLong),
	says(Explanation{"The portal can't answer now.", "It has too much to do, or is being mended.", "Try again later."}, portal.ErrOverloaded),
	saysOf(func(err error) Explanation {
		return Explanation{"The portal reports a fault of its own: " + why(err) + ".", "Whether it took the request is not known.", askPortal}
	}, portal.ErrFault),
	says(Explanation{
		"The portal took the request and issued no response.", "For the portal, nothing changes on the device.", "Look in the portal what it knows of the device. " + askPortal,
	}, desk.ErrNoResponse),
	saysOf(func(err error) Explanation {
		return Explanation{"The portal can't take that away: " + why(err) + ".", "Nothing was removed.", "'handback portal look' shows what the portal knows of the device."}
	}, desk.ErrNothingToRemove),
	ofType(removalChangedText),
	says(Explanation{
		"An earlier request of the same device is not answered.", "The order matters, so this one was left alone.", "Go on with the earlier one, and run the exchange again.",
	}, exchange.ErrAfterFailure),
	says(Explanation{
		"The outbox and the inbox are the same folder.", "Requests would be taken for responses.", "Name two folders in the configuration.",
	}, folder.ErrSameFolder),
	general(saysOf(func(err error) Explanation {
		return Explanation{"The portal can't be reached: " + why(err) + ".", nothingSent, "Check the network and the address. " + checkPortal}
	}, portal.ErrNotSent)),
}

// removalChangedText is for a removal that would leave other numbers than a person saw.
func removalChangedText(e *desk.RemovalChanged) Explanation {
	x := Explanation{
		What:  fmt.Sprintf("The device has %d units of %s in the portal now, and had %d when the removal was planned.", e.Has, e.ActivationID, e.Seen),
		Means: "Somebody else changed them. Nothing was removed now: it would leave other numbers than those that you saw.",
		Do:    "Give the same order once more: it shows the new numbers, and asks.",
	}
	if e.MayBeSent {
		x.Means = "Somebody else changed them, or the portal did a part of it. What it did is not known, and nothing was removed now."
		x.Do = fmt.Sprintf("Look with 'handback portal look' what the device has. Give %s up with 'handback cancel %s', and order what is still to be removed.", e.Return, e.Return)
	}
	return x
}

// RefusedRemoval is the next step where a portal refused a removal, whose return
// stays open.
func RefusedRemoval(id capability.ReturnID) string {
	return fmt.Sprintf("%s: nothing was removed. Give the order again when the portal would take it, or give it up: handback cancel %s", id, id)
}

// why is what an error of a portal says beside its kind.
func why(err error) string {
	text := err.Error()
	for _, kind := range []error{portal.ErrNotSent, portal.ErrUncertain, portal.ErrFault, portal.ErrCertificate, portal.ErrUnreadable, portal.ErrNotWhole, portal.ErrOtherDevice, transport.ErrNoLogin, desk.ErrNothingToRemove} {
		text = strings.ReplaceAll(text, kind.Error()+": ", "")
	}
	return Foreign(text)
}

// refusalText are the words of a portal's no, as the end of a sentence.
func refusalText(no *portal.Refused) string {
	if words := Printable(" ", no.Code, no.Text); words != "" {
		return ": " + Foreign(words)
	}
	return ""
}
