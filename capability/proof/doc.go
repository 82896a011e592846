// Package proof makes and checks bundles: the files of a return with what is
// needed to check them without the laptop that they come from. A technician can
// rewrite a whole journal, so the strongest evidence is what the portal and the
// device signed.
//
// A bundle is a zip whose files are stored, not compressed:
//
//	HOW-TO-CHECK.txt      how to check all of it with openssl, sha256sum and ssh-keygen
//	SHA256SUMS            the digests of all other files
//	bundle.json           which file is what, and where each key came from
//	certificate.txt .json the certificate, or the state of a return that isn't finished
//	certificate.*.sig     its SSH signatures, and signers, the key that made them; all three may be missing
//	journal.jsonl         the journal as it lies in the ledger
//	files/NAME            the requests and responses, as they came and went
//	signed/NAME.signed    of each that can be read: the exact bytes that were signed (RFC 9052, section 4.4)
//	signed/NAME.sig       and the signature of them (Ed25519, 64 bytes)
//	keys/NAME.pem         the public keys that the signatures were checked with
//
// All of it follows from the journal, the files, the keys and the signatures,
// byte for byte, the zip included; so a check makes it again and names what
// differs. That finds changes, not lies: whoever changes everything alike is
// only stopped by the signatures of the portal and of the device, and those
// count only with keys that whoever checks has from elsewhere.
package proof
