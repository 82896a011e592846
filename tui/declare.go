package tui

import (
	"handback/capability"
	"handback/capability/ledger"
)

// declareForm gathers what a person declares of the dead device of a return.
func declareForm(r capability.Return) formScreen {
	source := textField(sourceText, recordSourceText(r.ID))
	return formScreen{form{
		title: declareTitle, context: contextText(r),
		text:   []string{declareText, hostIsText(r.Device.Host), ""},
		fields: append([]field{causeField(), textField(serialText, r.Device.Serial), source}, sayField()...),
		no:     notYetNoText, yes: declareYesText,
	}, func(v []string) (intent, *fault) {
		e := capability.Evidence{Cause: capability.Cause(v[0]), Serial: v[1], Host: r.Device.Host, Source: v[2], Who: v[3], Photo: v[4], Remarks: v[5]}
		if wrong := lacks(e, 1, 3); wrong != nil {
			return nil, wrong
		}
		return run{declareJob(r.ID, e)}, nil
	}}
}

// Where the fields of a form for an unknown device stand.
const (
	unknownCause = iota
	unknownSerial
	unknownHost
	unknownModel
	unknownSource
	unknownWho
	unknownPhoto
	unknownRemarks
)

// declareUnknownForm does the same for a device that has no open return here:
// its label says which one it is, or an earlier record of this laptop.
func declareUnknownForm(known []ledger.Summary) formScreen {
	fields := []field{causeField(), textField(serialText, ""), textField(hostText, ""), textField(modelText, ""), textField(sourceText, labelSource)}
	return formScreen{form{
		title: declareTitle, text: []string{declareText, declareUnknownText, ""},
		fields: append(fields, sayField()...),
		no:     notYetNoText, yes: declareYesText,
		fill: func(f []field) []field { return fromRecord(f, known) },
	}, declareUnknown}
}

func declareUnknown(v []string) (intent, *fault) {
	host, err := capability.ParseHostID(v[unknownHost])
	if err != nil {
		return nil, &fault{unknownHost, hostWrongText}
	}
	e := capability.Evidence{
		Cause: capability.Cause(v[unknownCause]), Serial: v[unknownSerial], Host: host, Source: v[unknownSource],
		Who: v[unknownWho], Photo: v[unknownPhoto], Remarks: v[unknownRemarks],
	}
	if wrong := lacks(e, unknownSerial, unknownWho); wrong != nil {
		return nil, wrong
	}
	return run{declareUnknownJob(e, v[unknownModel])}, nil
}

func causeField() field {
	var all []choice
	for _, c := range []capability.Cause{capability.NoBoot, capability.NoAnswer, capability.Destroyed, capability.Stolen, capability.Reimaged} {
		all = append(all, choice{string(c), causeText(c)})
	}
	return choiceField(causeLabelText, all...)
}

// sayField are the fields of the person who says so.
func sayField() []field {
	return []field{textField(whoSaysText, ""), textField(photoText, ""), textField(remarksText, "")}
}

// lacks tells what is missing, and in which field.
func lacks(e capability.Evidence, serial, who int) *fault {
	switch {
	case e.Serial == "":
		return &fault{serial, serialMissingText}
	case e.Who == "":
		return &fault{who, whoMissingText}
	}
	return nil
}

// fromRecord completes serial number, host ID and model from what the ledger
// knows of that device, and says so.
func fromRecord(f []field, known []ledger.Summary) []field {
	for _, s := range known {
		serial, host := f[unknownSerial].value(), f[unknownHost].value()
		bySerial := serial != "" && serial == s.Device.Serial && host == ""
		byHost := host != "" && host == s.Device.Host.String() && serial == ""
		if s.Err != nil || !bySerial && !byHost {
			continue
		}
		for i, text := range map[int]string{unknownSerial: s.Device.Serial, unknownHost: s.Device.Host.String(), unknownModel: s.Device.Model} {
			if f[i].value() == "" {
				f[i].input.SetValue(capability.Printable(text))
				f[i].hint = recordSourceText(s.ID)
			}
		}
		f[unknownSource].input.SetValue(recordSourceText(s.ID))
		break
	}
	return f
}
