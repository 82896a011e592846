package text

import (
	"errors"
	"io/fs"
	"syscall"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/message"
	"handback/capability/proof"
	"handback/capability/signature"
	"handback/capability/typed"
)

const (
	unusedText    Phrase = "It was not used."
	nothingSigned Phrase = "Nothing was signed, and nothing was written."
	notSignedText Phrase = "It counts as not signed."
)

// fileErrors are those of files: the system's, those of a message, of a bundle,
// and of the configuration and what it names.
func fileErrors() []row {
	return []row{
		general(saysOfFile("%s does not exist.", "", "Check the path.", fs.ErrNotExist)),
		general(saysOfFile("%s is there already.", "Handback overwrites nothing. Nothing was written.", "Name another file, or move that one away.", fs.ErrExist)),
		general(saysOfFile("%s is a folder, but a file is needed.", "", "Check the path.", syscall.EISDIR)),
		general(saysOfFile("%s is a file, or leads through one, but a folder is needed.", "", "Check the path.", syscall.ENOTDIR)),
		general(saysOfFile("You are not allowed to use %s.", "", "Choose another place, or ask the person who runs this computer.", fs.ErrPermission)),
		saysOf(func(err error) Explanation {
			return Explanation{
				say("%s holds no Ed25519 public key in PEM form.", fileOr(err, say("A file"))), say("No message can be checked with it."),
				say("Get the portal's key from the portal's owner: 'backoffice public-key' prints it like this. A device's key can also be the file that enrolled it."),
			}
		}, message.ErrPublicKey),

		// A message.
		says(words{"The message is for a newer Handback.", unusedText, "Use a newer version of Handback."}, message.ErrVersion),
		says(words{"The message is truncated: its end is missing.", unusedText, "Copy the file again."}, message.ErrTruncated),
		says(words{"The file is larger than a message can be.", unusedText, "Check that this is the right file."}, message.ErrTooLarge),
		says(words{
			"The signature of the message is wrong.", unusedText, "Copy the file again. If that does not help, have it made again.",
		}, message.ErrSignature),
		says(words{"The message is for another device.", unusedText, "Take the message for the host ID of this device."}, message.ErrHost),
		says(words{
			"This is a message of another kind.", unusedText, "Use a response where one is needed, and a request where one is needed.",
		}, message.ErrKind),
		says(words{
			"Handback can't read this file as a message.", "Handback can't read a vendor's own messages. It only carries them.", "Check that this is the right file.",
		}, message.ErrNotMessage),

		// A bundle.
		ofType(func(e *proof.BundleError) Explanation { return bundleText(sentence(Printable("", e.Why))) }),
		saysOf(func(error) Explanation { return bundleText("") }, proof.ErrBundle),
		says(words{
			"The bundle was changed after it was made, or contradicts itself.",
			"What the portal and the device signed still counts where their keys confirm it; nothing else does.", "Get the bundle again from the person who made it.",
		}, proof.ErrChanged),
		says(words{
			"The bundle does not prove that the portal credited anything.", "The portal's books decide.",
			"Give the portal's public key with --portal-key, or ask the portal's owner.",
		}, proof.ErrNotProved),

		// The configuration.
		ofType(faultText),
		says(words{
			"The template for the hand-over slip can't be used.", "Nothing was written.",
			"Correct the template that the configuration names, or remove its line to use Handback's own.",
		}, desk.ErrSlip),
	}
}

// saysOfFile makes the row of a sentinel whose words begin with the name of the
// file.
func saysOfFile(what, means, do Phrase, is error) row {
	return saysOf(func(err error) Explanation {
		return Explanation{what.With(fileOr(err, say("A file or folder"))), means.String(), do.String()}
	}, is)
}

// fileOr names the file that an error is about, or it says unnamed.
func fileOr(err error, unnamed string) string {
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		return Printable("", file.Path)
	}
	return unnamed
}

// bundleText says why, where that is known.
func bundleText(why string) Explanation {
	what := say("That bundle can't be read.")
	if why != "" {
		what = say("That bundle can't be read: %s.", why)
	}
	return Explanation{
		what, say("It proves nothing."), say("Get the file again, as 'handback certificate --bundle' wrote it."),
	}
}

// keyErrors say why something can't be signed, or why a signature doesn't count.
func keyErrors() []row {
	return []row{
		ofType(func(e *signature.ExposedError) Explanation {
			return Explanation{
				say("Others can read the private key %s.", Printable("", e.Path)), nothingSigned.String(),
				say("Let only yourself read it: chmod 600 %s. If somebody may have read it, make a new key: that person can sign in your name.", shellWord(e.Path)),
			}
		}),
		says(words{
			"The private key can't be unlocked: the passphrase is missing or wrong.", nothingSigned,
			"Give the right passphrase, or add the key to your ssh-agent with ssh-add.",
		}, signature.ErrPassphrase),
		says(words{
			"No ssh-agent signs with this key.", nothingSigned, "Add it with ssh-add, check SSH_AUTH_SOCK, or name the file of the private key as signing-key.",
		}, signature.ErrAgent),
		says(words{
			"That is not a private key that can sign.", nothingSigned, "Take a key as 'ssh-keygen -t ed25519' makes it (ECDSA and RSA also work), or sign nothing.",
		}, signature.ErrKey),
		says(words{
			"It is signed with a key that nobody here knows.", notSignedText, "If you know whose key it is, add it to the list of trusted signers.",
		}, signature.ErrUnknown),
		says(words{
			"The signature does not fit the text: one of the two was changed.", notSignedText, "Get both again from the person who signed.",
		}, signature.ErrWrong),
		says(words{
			"The signature was made for another purpose, or the signer's key is not for this one.", notSignedText,
			"Have it signed for this purpose, or check the namespaces in the list of trusted signers.",
		}, signature.ErrNamespace),
		says(words{
			"The signer's key is not valid at this time.", notSignedText,
			"Check this laptop's clock, and valid-after and valid-before in the list of trusted signers.",
		}, signature.ErrExpired),
		says(words{"That is not an SSH signature.", notSignedText, "Check that this is the right file, and that it is whole."}, signature.ErrForm),
	}
}

// typedErrors are those of a file that is carried as codes or as lines.
func typedErrors() []row {
	return []row{
		ofType(func(e *typed.TooManyError) Explanation {
			return Explanation{
				say("%s needs %d QR codes of this size; at most %d are possible.", sizeText(int64(e.Size)), e.Codes, e.Most),
				"", say("Make the terminal larger or its letters smaller, or carry the file as text or on a stick."),
			}
		}),
		says(words{"The terminal is too small for a QR code.", "", "Make it larger or its letters smaller, or carry the file as text."}, typed.ErrNoRoom),
		saysOf(func(error) Explanation {
			return Explanation{
				say("Only %s can be carried as codes or text.", sizeText(typed.MaxSize)), "", say("Carry the file on a stick or in a folder."),
			}
		}, typed.ErrSize),
		ofType(func(e *typed.MissingError) Explanation {
			return Explanation{
				say("It is not complete; %s.", Lacking(e)), say("What you entered is kept. Handback uses it only when it is complete."),
				say("Enter what is missing, in any order."),
			}
		}),
		ofType(func(e *typed.WrongError) Explanation {
			return Explanation{wrongText(e), say("It was not taken. What was right before is kept."), say("Compare it with the original and enter it once more.")}
		}),
		says(words{
			"All parts are there, but together they are not the file.", "One of them is wrong and fits its check by chance.", "Enter all of them once more.",
		}, typed.ErrDigest),
	}
}

func faultText(f *capability.FileFault) Explanation {
	where, why := Printable("", f.File), sentence(Printable("", f.Err.Error()))
	if f.Line > 0 {
		where = say("%s, line %d", where, f.Line)
	}
	what := say("The configuration %s can't be used: %s.", where, why)
	if errors.Is(f, signature.ErrSigners) {
		what = say("The list of trusted signers %s can't be used: %s.", where, why)
	}
	x := Explanation{
		What:  what,
		Means: say("Nothing was begun. Handback does not guess what was meant."), Do: say("Correct that line, or remove it."),
	}
	switch {
	case errors.Is(f, capability.ErrUnknownKey):
		x.Do = say("Check the spelling of the key, or remove the line.")
	case errors.Is(f, signature.ErrSigners):
		x.Do = say("Correct that line as ssh-keygen(1) describes it under ALLOWED SIGNERS, or remove it.")
	case errors.Is(f, capability.ErrFileTooLarge):
		x.Do = say("Check that this is the right file.")
	}
	return x
}
