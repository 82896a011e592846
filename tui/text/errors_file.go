package text

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"handback/capability"
	"handback/capability/certificate"
	"handback/capability/desk"
	"handback/capability/message"
	"handback/capability/proof"
	"handback/capability/signature"
	"handback/capability/typed"
	"handback/device"
)

// explainSettings explains what can be wrong with the configuration and with
// what it names.
func explainSettings(err error) (Explanation, bool) {
	var fault *capability.FileFault
	switch {
	case errors.As(err, &fault):
		return faultText(fault), true
	case errors.Is(err, desk.ErrSlip):
		return Explanation{
			"The template for the hand-over slip can't be used.", "Nothing was written.",
			"Mend the template that the configuration names, or remove its line to use Handback's own.",
		}, true
	}
	return Explanation{}, false
}

func faultText(f *capability.FileFault) Explanation {
	where := "The configuration"
	if errors.Is(f, signature.ErrSigners) {
		where = "The list of trusted signers"
	}
	if f.File != "" {
		where += " " + Printable("", f.File)
	}
	if f.Line > 0 {
		where += fmt.Sprintf(", line %d", f.Line)
	}
	x := Explanation{
		What:  fmt.Sprintf("%s can't be used: %s.", where, sentence(Printable("", f.Err.Error()))),
		Means: "Nothing was begun. Handback does not guess what was meant.", Do: "Mend that line, or remove it.",
	}
	switch {
	case errors.Is(f, capability.ErrUnknownKey):
		x.Do = "Check the spelling of the key, or remove the line."
	case errors.Is(f, signature.ErrSigners):
		x.Do = "Mend that line as ssh-keygen(1) describes it under ALLOWED SIGNERS, or remove it."
	case errors.Is(f, capability.ErrFileTooLarge):
		x.Do = "Check that this is the right file."
	}
	return x
}

// explainCertificate explains why there is no certificate.
func explainCertificate(err error) (Explanation, bool) {
	if errors.Is(err, certificate.ErrNoRecord) {
		return Explanation{
			"The record of this return is not whole enough to be certified.", "No certificate was written.",
			"Run 'handback verify' to see what is missing.",
		}, true
	}
	return Explanation{}, false
}

// explainSignature explains why something can't be signed, or why a signature
// doesn't count.
func explainSignature(err error) (Explanation, bool) {
	var exposed *signature.ExposedError
	switch {
	case errors.As(err, &exposed):
		return Explanation{
			fmt.Sprintf("Others can read the private key %s.", Printable("", exposed.Path)), "Nothing was signed, and nothing was written.",
			fmt.Sprintf("Keep it to yourself: chmod 600 %s. Whoever may have read it can sign in your name; then make a new key.",
				shellWord(exposed.Path)),
		}, true
	case errors.Is(err, signature.ErrPassphrase):
		return Explanation{
			"The private key can't be unlocked: the passphrase is missing or wrong.", "Nothing was signed, and nothing was written.",
			"Give the right passphrase, or add the key to your ssh-agent with ssh-add.",
		}, true
	case errors.Is(err, signature.ErrAgent):
		return Explanation{
			"No ssh-agent signs with this key.", "Nothing was signed, and nothing was written.",
			"Add it with ssh-add, check SSH_AUTH_SOCK, or name the file of the private key as signing-key.",
		}, true
	case errors.Is(err, signature.ErrKey):
		return Explanation{
			"That is no private key that can sign.", "Nothing was signed, and nothing was written.",
			"Take a key as 'ssh-keygen -t ed25519' makes it (ECDSA and RSA will do, too), or sign nothing.",
		}, true
	}
	return explainVerdict(err)
}

// explainVerdict explains why a signature doesn't count.
func explainVerdict(err error) (Explanation, bool) {
	const means = "It counts as not signed."
	switch {
	case errors.Is(err, signature.ErrUnknown):
		return Explanation{
			"It is signed with a key that nobody here knows.", means,
			"If you know whose key it is, add it to the list of trusted signers.",
		}, true
	case errors.Is(err, signature.ErrWrong):
		return Explanation{
			"The signature is not of this text: one of the two was changed.", means,
			"Get both again from who signed.",
		}, true
	case errors.Is(err, signature.ErrNamespace):
		return Explanation{
			"The signature was made for another purpose, or the signer's key is not for this one.", means,
			"Have it signed for this purpose, or check the namespaces in the list of trusted signers.",
		}, true
	case errors.Is(err, signature.ErrExpired):
		return Explanation{
			"The signer's key does not count at this time.", means,
			"Check this laptop's clock, and valid-after and valid-before in the list of trusted signers.",
		}, true
	case errors.Is(err, signature.ErrForm):
		return Explanation{"That is no SSH signature.", means, "Check that this is the right file, and that it is whole."}, true
	}
	return Explanation{}, false
}

// explainTyped explains what can be wrong where a file is carried as codes or
// as lines.
func explainTyped(err error) (Explanation, bool) {
	var many *typed.TooManyError
	var wrong *typed.WrongError
	var missing *typed.MissingError
	switch {
	case errors.As(err, &many):
		return Explanation{
			fmt.Sprintf("%s would take %d QR codes of this size; %d is the most.", sizeText(int64(many.Size)), many.Codes, many.Most),
			"", "Make the terminal larger or its letters smaller, or carry the file as text or on a medium.",
		}, true
	case errors.Is(err, typed.ErrNoRoom):
		return Explanation{"The terminal is too small for a QR code.", "", "Make it larger or its letters smaller, or carry the file as text."}, true
	case errors.Is(err, typed.ErrSize):
		return Explanation{fmt.Sprintf("Only %s can be carried as codes or text.", sizeText(typed.MaxSize)), "", "Carry the file on a stick or in a folder."}, true
	case errors.As(err, &missing):
		return Explanation{
			fmt.Sprintf("It is not complete; %v.", missing), "What was entered is kept, and nothing of it is used before it is complete.",
			"Enter what is missing, in any order.",
		}, true
	case errors.As(err, &wrong):
		return Explanation{fmt.Sprintf("%v.", wrong), "It was not taken. What was right before stays.", "Compare it with the original and enter it once more."}, true
	case errors.Is(err, typed.ErrDigest):
		return Explanation{"All parts are there, but together they are not the file.", "One of them is wrong and fits its check by chance.", "Enter all of them once more."}, true
	case errors.Is(err, desk.ErrNoAnswerDue):
		return Explanation{"This return does not wait for an answer now that a person names.", "Nothing was noted.", "See what comes next in the return. A receipt is never taken on a person's word: it is found by its content."}, true
	}
	return Explanation{}, false
}

// explainMessage explains what can be wrong with a file that should be a
// request or a response.
func explainMessage(err error) (Explanation, bool) {
	const unused = "It was not used."
	switch {
	case errors.Is(err, message.ErrPublicKey):
		return Explanation{"A file that should be a public key is none.", "No message can be checked with it.", "Get the key (Ed25519, PEM) from the portal's owner, or from whoever enrolled the device."}, true
	case errors.Is(err, message.ErrVersion):
		return Explanation{"The message is for a newer Handback.", unused, "Use a newer version of Handback."}, true
	case errors.Is(err, message.ErrTruncated):
		return Explanation{"The message is truncated: its end is missing.", unused, "Copy the file again."}, true
	case errors.Is(err, message.ErrTooLarge):
		return Explanation{"The file is larger than a message can be.", unused, "Check that this is the right file."}, true
	case errors.Is(err, message.ErrSignature):
		return Explanation{"The signature of the message is not right.", unused, "Copy the file again. If that does not help, have it made again."}, true
	case errors.Is(err, message.ErrHost):
		return Explanation{"The message is for another device.", unused, "Take the message for the host ID of this device."}, true
	case errors.Is(err, message.ErrKind):
		return Explanation{"This is a message of another kind.", unused, "Take a response where one is wanted, and a request where one is."}, true
	case errors.Is(err, message.ErrPublicKey):
		return Explanation{
			fileOr(err, "A file") + " holds no Ed25519 public key in PEM form.", unused,
			"Get the portal's key from the portal's owner: 'backoffice public-key' prints it so. A device's may also be the file that enrolled it.",
		}, true
	case errors.Is(err, message.ErrNotMessage):
		return Explanation{"The file is no message that can be read here.", "A vendor's own messages can only be carried.", "Check that this is the right file."}, true
	}
	return Explanation{}, false
}

// fileOr names the file that an error is about, or it says unnamed.
func fileOr(err error, unnamed string) string {
	var file *fs.PathError
	if errors.As(err, &file) {
		return Printable("", file.Path)
	}
	return unnamed
}

// explainSystem explains what the operating system says of files.
func explainSystem(err error) (Explanation, bool) {
	path := fileOr(err, "A file or folder")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Explanation{path + " does not exist.", "", "Check the path."}, true
	case errors.Is(err, fs.ErrExist):
		return Explanation{path + " is there already.", "Nothing is overwritten, and nothing was written.", "Name another file, or move that one away."}, true
	case errors.Is(err, syscall.EISDIR):
		return Explanation{path + " is a folder, and a file is wanted.", "", "Check the path."}, true
	case errors.Is(err, syscall.ENOTDIR):
		return Explanation{path + " is a file, or leads through one, and a folder is wanted.", "", "Check the path."}, true
	case errors.Is(err, device.ErrStuck):
		return Explanation{"The driver of the port does not let it go.", "What was done is done. The port stays taken until it does.", "Unplug the adapter, and plug it in again."}, true
	case errors.Is(err, fs.ErrPermission):
		return Explanation{path + " may not be used by you.", "", "Choose another place, or ask who runs this computer."}, true
	}
	return Explanation{}, false
}

// explainProof explains why a bundle proves nothing.
func explainProof(err error) (Explanation, bool) {
	var unreadable *proof.BundleError
	switch {
	case errors.As(err, &unreadable):
		return Explanation{
			fmt.Sprintf("That is no bundle that can be read: %s.", sentence(Printable("", unreadable.Why))), "It proves nothing.",
			"Get the file again, as 'handback certificate --bundle' wrote it.",
		}, true
	case errors.Is(err, proof.ErrChanged):
		return Explanation{
			"The bundle was changed after it was made, or contradicts itself.", "What the portal and the device signed still counts where their keys confirm it; nothing else does.",
			"Get the bundle again from who made it.",
		}, true
	case errors.Is(err, proof.ErrNotProved):
		return Explanation{
			"The bundle does not prove that the portal credited anything.", "The portal's books decide.",
			"Give the portal's public key with --portal-key, or ask the portal's owner.",
		}, true
	}
	return Explanation{}, false
}
