package text

import (
	"errors"
	"fmt"

	"handback/capability/signature"
)

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
