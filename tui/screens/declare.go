package screens

import (
	"handback/capability"
	"handback/capability/ledger"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"
)

// declareForm takes what a person declares of the dead device of a return.
func declareForm(r capability.Return) formScreen {
	source := widget.TextField(text.Source, text.RecordSource(r.ID))
	return formScreen{widget.Form{
		In: string(r.ID), Title: text.DeclareTitle, Context: text.Context(r),
		Text:   []string{text.Declare, text.HostIs(r.Device.Host), ""},
		Fields: append([]widget.Field{causeField(), widget.TextField(text.Serial, r.Device.Serial), source}, personFields()...),
		No:     text.NotYetNo, Yes: text.DeclareYes,
	}, func(v []string) (Intent, *widget.Fault) {
		e := capability.Evidence{Cause: capability.Cause(v[0]), Serial: v[1], Host: r.Device.Host, Source: v[2], Who: v[3], Photo: v[4], Remarks: v[5]}
		if wrong := missing(e, 1, 3); wrong != nil {
			return nil, wrong
		}
		return Run{work.DeclareJob(r.ID, e)}, nil
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

// declareUnknownForm does the same for a device that has no open return here: its
// label or an earlier record of this laptop says which one it is.
func declareUnknownForm(known []ledger.Summary) formScreen {
	fields := []widget.Field{causeField(), widget.TextField(text.Serial, ""), widget.TextField(text.Host, ""), widget.TextField(text.Model, ""), widget.TextField(text.Source, text.LabelSource)}
	return formScreen{widget.Form{
		Title: text.DeclareTitle, Text: []string{text.Declare, text.DeclareUnknown, ""},
		Fields: append(fields, personFields()...),
		No:     text.NotYetNo, Yes: text.DeclareYes,
		Fill: func(f []widget.Field) []widget.Field { return fromRecord(f, known) },
	}, declareUnknown}
}

func declareUnknown(v []string) (Intent, *widget.Fault) {
	host, err := capability.ParseHostID(v[unknownHost])
	if err != nil {
		return nil, &widget.Fault{At: unknownHost, Text: text.HostWrong}
	}
	e := capability.Evidence{
		Cause: capability.Cause(v[unknownCause]), Serial: v[unknownSerial], Host: host, Source: v[unknownSource],
		Who: v[unknownWho], Photo: v[unknownPhoto], Remarks: v[unknownRemarks],
	}
	if wrong := missing(e, unknownSerial, unknownWho); wrong != nil {
		return nil, wrong
	}
	return Run{work.DeclareUnknownJob(e, v[unknownModel])}, nil
}

func causeField() widget.Field {
	var all []widget.Choice
	for _, c := range []capability.Cause{capability.NoBoot, capability.NoAnswer, capability.Destroyed, capability.Stolen, capability.Reimaged} {
		all = append(all, widget.Choice{Value: string(c), Text: text.Cause(c)})
	}
	return widget.ChoiceField(text.CauseLabel, all...)
}

// personFields are the fields for the person who declares it.
func personFields() []widget.Field {
	return []widget.Field{widget.TextField(text.WhoSays, ""), widget.TextField(text.Photo, ""), widget.TextField(text.Remarks, "")}
}

// missing is the fault of a field that must not be empty; nil: none is.
func missing(e capability.Evidence, serial, who int) *widget.Fault {
	switch {
	case e.Serial == "":
		return &widget.Fault{At: serial, Text: text.SerialMissing}
	case e.Who == "":
		return &widget.Fault{At: who, Text: text.WhoMissing}
	}
	return nil
}

// fromRecord completes serial number, host ID and model from what the ledger
// knows of that device, and says so.
func fromRecord(f []widget.Field, known []ledger.Summary) []widget.Field {
	for _, s := range known {
		serial, host := f[unknownSerial].Value(), f[unknownHost].Value()
		bySerial := serial != "" && serial == s.Device.Serial && host == ""
		byHost := host != "" && host == s.Device.Host.String() && serial == ""
		if s.Err != nil || !bySerial && !byHost {
			continue
		}
		from := text.RecordSource(s.ID)
		for i, value := range map[int]string{unknownSerial: s.Device.Serial, unknownHost: s.Device.Host.String(), unknownModel: s.Device.Model} {
			if f[i].Value() == "" {
				f[i] = f[i].Filled(value, from)
			}
		}
		f[unknownSource] = f[unknownSource].Filled(from, "")
		break
	}
	return f
}

// decideForm notes what the portal's owner decided on a dead device.
func decideForm(r capability.Return) formScreen {
	return formScreen{widget.Form{
		Title: text.DecideTitle, In: string(r.ID), Text: []string{text.Decide, ""},
		Fields: []widget.Field{
			widget.ChoiceField(text.Outcome,
				widget.Choice{Value: string(capability.MadeObsolete), Text: text.MadeObsolete}, widget.Choice{Value: string(capability.Declined), Text: text.Declined}),
			widget.TextField(text.WhoDecided, ""), widget.TextField(text.Reference, ""),
		},
		No: text.NotYetNo, Yes: text.DecideYes,
	}, func(v []string) (Intent, *widget.Fault) {
		if v[1] == "" {
			return nil, &widget.Fault{At: 1, Text: text.WhoMissing}
		}
		return Run{work.DecideJob(r.ID, capability.Decided{Outcome: capability.Outcome(v[0]), Who: v[1], Reference: v[2]})}, nil
	}}
}
