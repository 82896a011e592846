package sim

import (
	"crypto/ed25519"
	"time"

	"handback/capability"
	"handback/device/smp"
)

// Vault is all that a device must not lose or have changed behind its back. It
// is a value: its methods leave it as it is and return the vault that follows,
// so that a model can run millions of them in memory.
type Vault struct {
	Device   capability.Identity // without clock and last response
	Key      ed25519.PrivateKey  // signs the requests; its public half is enrolled
	Portal   ed25519.PublicKey   // whose responses are trusted; nil: nobody's
	Licenses []capability.License
	Last     *capability.Mark // the response processed last; nil: none yet
	Issued   time.Time        // when that response was issued
	Request  []byte           // the request made last, sealed; empty: none yet
}

// Identity is what the device says of itself at a moment.
func (v Vault) Identity(now time.Time) capability.Identity {
	id := v.Device
	id.Clock = now.UTC().Truncate(time.Second)
	id.Last = v.Last
	if len(v.Portal) == ed25519.PublicKeySize {
		id.Keys = []capability.PublicKey{capability.PublicKey(v.Portal)}
	}
	return id
}

// Made describes the request made last; nil when there is none.
func (v Vault) Made() *capability.Made {
	if len(v.Request) == 0 {
		return nil
	}
	return &capability.Made{
		Name: smp.RequestFile, Size: int64(len(v.Request)), SHA256: capability.DigestOf(v.Request),
	}
}

func refuse(code capability.RefusalCode, text string) error {
	return &capability.Refusal{Code: code, Text: text}
}
