package text

import (
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/certificate"
	"handback/capability/desk"
	"handback/capability/signature"
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
