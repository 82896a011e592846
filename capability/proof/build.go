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
//	journal.jsonl         the journal as it is in the ledger
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

import (
	"crypto/ed25519"
	"fmt"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/certificate"
	"handback/capability/ledger"
	"handback/capability/message"
)

// Party is who signs messages.
type Party string

// The parties: a device signs requests, the portal responses.
const (
	Portal Party = "portal"
	Device Party = "device"
)

// KeyGiven is the source of a key that a person named on the command line.
const KeyGiven capability.KeySource = "given"

// Key is a public key of a party, and from where it is known.
type Key struct {
	Of     Party
	Source capability.KeySource
	Public capability.PublicKey
}

func (k Key) id() message.KeyID { return message.KeyIDOf(k.Public[:]) }

func (k Key) file() string { return "keys/" + string(k.Of) + "-" + k.id().String() + ".pem" }

// Signatures are the SSH signatures of a certificate's two forms, and the
// signer's public key as a line of authorized_keys.
type Signatures struct {
	Text, JSON []byte
	Key        string
}

// Contents are what a bundle is made from.
type Contents struct {
	Record   ledger.Copy
	Keys     []Key // where several can check a message, the first one does
	Issued   time.Time
	IssuedBy string
	Signed   *Signatures // of what [Contents.Certificate] gives; nil: not signed
}

// Certificate gives both forms of the certificate that the bundle holds.
func (c Contents) Certificate() (text, json []byte, err error) {
	cert, err := c.certificate()
	if err != nil {
		return nil, nil, err
	}
	if text, err = cert.Text(); err != nil {
		return nil, nil, err
	}
	json, err = cert.JSON()
	return text, json, err
}

func (c Contents) certificate() (certificate.Certificate, error) {
	return certificate.State(c.Record.Return, c.Record.LastHash, c.Issued, c.IssuedBy)
}

// Build makes the bundle. The same contents always give the same bytes.
func (c Contents) Build() ([]byte, error) {
	parts, err := c.parts()
	if err != nil {
		return nil, fmt.Errorf("making the bundle of %s: %w", c.Record.Return.ID, err)
	}
	return pack(parts)
}

// parts are all files of the bundle, in their order.
func (c Contents) parts() ([]part, error) {
	cert, err := c.certificate()
	if err != nil {
		return nil, err
	}
	m := manifest{Version: Version, Return: cert.Return}
	body, err := c.messages(cert.Files, &m)
	if err != nil {
		return nil, err
	}
	text, json, err := c.Certificate()
	if err != nil {
		return nil, err
	}
	listing, err := m.json()
	if err != nil {
		return nil, err
	}
	all := []part{{manifestName, listing}, {textName, text}, {jsonName, json}, {journalName, c.Record.Journal}}
	if s := c.Signed; s != nil {
		all = append(all, part{textName + ".sig", s.Text}, part{jsonName + ".sig", s.JSON}, part{signersName, []byte(signerName + " " + s.Key + "\n")})
	}
	all = append(all, body...)
	page, err := c.page(cert, m)
	if err != nil {
		return nil, err
	}
	all = append([]part{{pageName, page}}, all...)
	return slices.Insert(all, 1, part{sumsName, sumsOf(all)}), nil
}

// messages are the files with their signatures and keys, noted in the manifest.
func (c Contents) messages(files []certificate.File, m *manifest) ([]part, error) {
	var kept, signed, keys []part
	for _, f := range files {
		data, there := c.Record.Files[f.SHA256]
		if !there {
			return nil, unreadable("the %s %s is missing", f.Kind, f.SHA256.Short())
		}
		name := ledger.FileName(f.Artifact)
		entry := manifestFile{File: "files/" + name, Kind: f.Kind, SHA256: f.SHA256}
		if !goodName().MatchString(entry.File) {
			return nil, unreadable("a return has no file of the kind %s", f.Kind)
		}
		kept = append(kept, part{entry.File, data})
		if msg, err := message.Decode(data); err == nil {
			bytes, sig, err := msg.Detach()
			if err != nil {
				return nil, err
			}
			entry.Signed, entry.Signature, entry.By = "signed/"+name+".signed", "signed/"+name+".sig", partyOf(msg)
			signed = append(signed, part{entry.Signed, bytes}, part{entry.Signature, sig})
			if k := checkedBy(msg, c.Keys); k != nil {
				entry.Key = k.file()
				if keys, err = m.add(*k, keys); err != nil {
					return nil, err
				}
			}
		}
		m.Files = append(m.Files, entry)
	}
	return slices.Concat(kept, signed, keys), nil
}

// partyOf is who signs messages of that kind.
func partyOf(m *message.Message) Party {
	if m.Kind == message.KindResponse {
		return Portal
	}
	return Device
}

// checkedBy gives the first key with which the message's signature is right.
func checkedBy(m *message.Message, keys []Key) *Key {
	for _, k := range keys {
		if k.Of == partyOf(m) && m.Verify(ed25519.PublicKey(k.Public[:])) == nil {
			return &k
		}
	}
	return nil
}
