package text

import (
	"errors"
	"fmt"
	"strings"

	"handback/capability/proof"
)

// Proof says what a bundle proves, for people.
func Proof(v proof.Verdict) string {
	var out strings.Builder
	if v.Return != "" {
		fmt.Fprintf(&out, "Return %s, as the bundle says.\n", v.Return)
	}
	fmt.Fprintf(&out, "\n%s\n", wholeText(v))
	for _, p := range v.Problems {
		proofLine(&out, p.File, p.Text)
	}
	for _, part := range []struct {
		title, none string
		said        []proof.Statement
	}{
		{"Proved by the portal's signature, with the key that you gave", "Nothing. The portal's key comes from the portal's owner, and is given with --portal-key. One that was given signed nothing here.", v.Portal},
		{"Proved by the device's signature, with the key that you gave", "Nothing. The device's key comes from whoever enrolled it, and is given with --device-key. One that was given signed nothing here.", v.Device},
		{"Said by the laptop alone", "Nothing.", v.Laptop},
		{"Proved by nobody", "Nothing.", v.Nobody},
	} {
		fmt.Fprintf(&out, "\n%s:\n", part.title)
		for _, s := range part.said {
			proofLine(&out, s.File, s.Text)
		}
		if len(part.said) == 0 {
			proofLine(&out, "", part.none)
		}
	}
	fmt.Fprintf(&out, "\n%s\n", creditText(v))
	return out.String()
}

func wholeText(v proof.Verdict) string {
	if v.Whole {
		return "The bundle is whole."
	}
	return "THE BUNDLE WAS CHANGED, OR CONTRADICTS ITSELF:"
}

func creditText(v proof.Verdict) string {
	if v.Credited {
		return "The portal's signature proves that it credited what is named above. Compare device, activation IDs and units with what you await."
	}
	return "That the portal credited anything is NOT proved. The portal's books decide."
}

func proofLine(out *strings.Builder, file, text string) {
	if file != "" {
		text = Printable("", file) + ": " + text
	}
	fmt.Fprintf(out, "  %s\n", text)
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
