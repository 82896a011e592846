package proof

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/signature"
)

// Findings says what a bundle proves, and by whom.
type Findings struct {
	Return   capability.ReturnID `json:"return,omitempty"` // as the bundle says; empty: it can't be read
	Whole    bool                `json:"whole"`            // nothing in the bundle was changed, and nothing contradicts the rest
	Problems []Problem           `json:"problems"`

	// Credited: the portal signed, with a key that was given here, that
	// licenses are back on their entitlements. Nothing else sets it.
	Credited bool `json:"credited"`

	Portal []Statement `json:"portal"` // proved by the portal's signature
	Device []Statement `json:"device"` // proved by the device's signature
	Laptop []Statement `json:"laptop"` // said by the laptop alone
	Nobody []Statement `json:"nobody"` // proved by nobody
}

// Statement is one thing that a bundle says.
type Statement struct {
	File string `json:"file,omitempty"`
	Text string `json:"text"`
}

// Errors of a bundle that could be read.
var (
	ErrChanged   = errors.New("the bundle was changed, or contradicts itself")
	ErrNotProved = errors.New("the portal's credit is not proved")
)

// Err is nil only when the bundle is whole and proves the portal's credit; else
// [ErrChanged] or [ErrNotProved].
func (v Findings) Err() error {
	switch {
	case !v.Whole:
		return ErrChanged
	case !v.Credited:
		return ErrNotProved
	}
	return nil
}

// Check says what a bundle proves. The keys are the checker's own: those in the
// bundle are only what the laptop says. The error is an [ErrBundle].
func Check(data []byte, portal, device []capability.PublicKey) (Findings, error) {
	b, err := open(data)
	if err != nil {
		return Findings{}, err
	}
	v := Findings{Portal: []Statement{}, Device: []Statement{}, Laptop: []Statement{}, Nobody: []Statement{}}
	own := append(keysOf(Portal, portal), keysOf(Device, device)...)
	all := b.files()
	for _, f := range all {
		v.classify(b, f, all, own)
	}
	if c := b.contents; c != nil {
		v.Return = c.Record.Return.ID
		v.tellLaptop(b, *c)
	}
	v.Problems = append([]Problem{}, b.problems...)
	v.Whole = len(v.Problems) == 0
	return v, nil
}

func keysOf(of Party, public []capability.PublicKey) []Key {
	keys := make([]Key, len(public))
	for i, p := range public {
		keys[i] = Key{of, KeyGiven, p}
	}
	return keys
}

// classify says about one file who proves what it says.
func (v *Findings) classify(b *bundle, f file, all []file, own []Key) {
	if f.message == nil {
		v.Nobody = append(v.Nobody, Statement{f.name, fmt.Sprintf("Nobody here can read it. The portal's books decide: ask its owner for the file "+
			"of %d bytes whose SHA-256 is %s.", f.size, f.digest)})
		return
	}
	party, says := partyOf(f.message), printable(described(f, all))
	if checkedBy(f.message, own) != nil {
		if party == Device {
			v.Device = append(v.Device, Statement{f.name, says})
			return
		}
		v.Portal = append(v.Portal, Statement{f.name, says})
		v.Credited = v.Credited || credits(f.message.Response) && requestOf(f.message.Response, all) >= 0
		return
	}
	for _, k := range slices.Concat(own, b.told()) {
		if k.Of == party && k.id() == f.message.KeyID && f.message.Verify(ed25519.PublicKey(k.Public[:])) != nil {
			b.problem(f.name, "%v", message.ErrSignature)
		}
	}
	known := checkedBy(f.message, b.told())
	if known == nil {
		v.Nobody = append(v.Nobody, Statement{f.name, fmt.Sprintf("It is signed with the key %s, which nobody here has. It says: %s", f.message.KeyID, says)})
		return
	}
	v.Laptop = append(v.Laptop, Statement{f.name, fmt.Sprintf("Its signature is right by %s, %s. That this is the %s's key is only the laptop's word. It says: %s",
		known.file(), sourceWords(party, known.Source), party, says)})
}

// told are the keys of the bundle: what the laptop says.
func (b *bundle) told() []Key {
	if b.contents == nil {
		return nil
	}
	return b.contents.Keys
}

// tellLaptop says what rests on the journal alone, and what on people's words.
func (v *Findings) tellLaptop(b *bundle, c Contents) {
	cert, err := c.certificate()
	if err != nil {
		b.problem(journalName, "%v", err)
		return
	}
	host := cert.Device.Host
	for _, f := range b.files() {
		if f.message != nil && !host.IsZero() && f.message.Host() != host {
			b.problem(f.name, "it is about device %s, and the return about %s", f.message.Host(), host)
		}
	}
	for _, id := range cert.Credited {
		if !slices.ContainsFunc(b.files(), func(f file) bool { return f.credits(id) }) {
			b.problem(journalName, "it says that the portal credited %s, and no message here does", id)
		}
	}
	v.Laptop = append(v.Laptop,
		Statement{journalName, fmt.Sprintf("The journal has %d facts, the last with SHA-256 %s. By it the return %s of device %s is at stage %s.",
			cert.Journal.Facts, cert.Journal.LastHash, cert.Return, printable(host.String()), cert.Stage)},
		Statement{textName, "What was read from the device before and afterwards, who worked at the laptop, and all times."})
	v.Laptop = append(v.Laptop, Statement{textName, b.issuer(c)})
	for _, claim := range cert.Claims {
		if claim.Withdrawn == nil {
			v.Nobody = append(v.Nobody, Statement{journalName, printable(fmt.Sprintf("%s says: %s", claim.Who, claim.Text))})
		}
	}
}

// issuer says who signed the certificate, and checks both signatures.
func (b *bundle) issuer(c Contents) string {
	if c.Signed == nil {
		return "The certificate is not signed: anybody may have written it."
	}
	var who string
	list, err := signature.ReadSigners(strings.NewReader(signerName+" "+c.Signed.Key), time.UTC)
	if err != nil {
		b.problem(signersName, "%v", err)
		return "It can't be read who signed the certificate."
	}
	for _, name := range []string{textName, jsonName} {
		s, err := list.Verify(b.part(name), b.part(name+".sig"), signature.Certificates, c.Issued)
		if err != nil {
			b.problem(name+".sig", "%v", err)
			return "The certificate's signature is wrong."
		}
		who = s.Fingerprint
	}
	return fmt.Sprintf("The certificate is signed with the key %s. That says who issued it, as far as you know whose key it is, not that it is true.", who)
}

// printable is text from outside, however long: each word passes on its own.
func printable(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		words[i] = capability.Printable(w)
	}
	return strings.Join(words, " ")
}
