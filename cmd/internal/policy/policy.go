// Package policy reads the policy of 'handback auto', which is TOML 1.0. Only
// devices or models, and through, must be there:
//
//	devices      = ["SN0042", "STRING/X200-7"] # serial numbers or host IDs
//	models       = ["X200"]                    # all devices of these models, too
//	activations  = ["ACT-1"]                   # only these go back; default: all that a device holds
//	through      = "portal"                    # by program; or "stick" (the one that is plugged in), "folder"
//	portal       = "main"                      # the [portals.NAME] of the configuration; default: that of the device
//	folder       = "/srv/handback"             # takes the place of a stick, with through = "folder"
//	ports        = ["/dev/ttyUSB0"]            # that are asked; default: all that are free
//	a-day        = 10                          # most returns that are opened in 24 hours; default: 10
//	persons      = ["load-response"]           # acts that a person does; default: this one
//	two-persons  = true                        # only what is on a list that one proposed and another approved; default: false
//	lists        = "lists"                     # folder of those lists
//	cases        = "/srv/cases"                # shared folder with the cases of colleagues, for reports; default: none
//	certificates = "certificates"              # folder for the certificates of closed returns; default: none are written
//	on-event     = ["notify", "--quiet"]       # program that gets each event on its standard input, as JSON
//	ask-every    = "1m"                        # how often a port is asked who is there; default: 1m
//	reason       = "repair"                    # of the returns; default: "by policy"
//
// All units of an activation ID go back: none remain. A path that isn't absolute
// starts in the folder of the file. A key that isn't known is a mistake.
package policy

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/auto"
	"handback/capability/plainfile"
	"handback/capability/tomlfile"
)

// MaxFile is the most that a policy may have, in bytes.
const MaxFile = 256 << 10

// Limits of values.
const (
	maxNames    = 10_000
	maxADay     = 100_000
	maxWords    = 100
	maxPath     = 4096 // bytes
	minAskEvery = 5 * time.Second
	maxAskEvery = 24 * time.Hour
)

// ErrPolicy says that a policy has mistakes; they come as [tomlfile.Faults].
var ErrPolicy = errors.New("the policy has mistakes")

// Load reads the file of that name. Its mistakes are
// [tomlfile.Faults].
func Load(name string) (auto.Policy, error) {
	text, err := plainfile.Read(name, MaxFile+1, fmt.Errorf("%s is no plain file", capability.Printable(name)))
	if err != nil {
		return auto.Policy{}, fmt.Errorf("reading the policy: %w", err)
	}
	p, err := Parse(text)
	if err != nil {
		return auto.Policy{}, err
	}
	dir, err := filepath.Abs(filepath.Dir(name))
	if err != nil {
		return auto.Policy{}, fmt.Errorf("reading the policy: %w", err)
	}
	for _, path := range []*string{&p.Folder, &p.Lists, &p.Cases, &p.Certificates} {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(dir, *path)
		}
	}
	return p, nil
}

// Parse reads a policy, whose paths stay as they are written. Its mistakes are
// [tomlfile.Faults].
func Parse(text []byte) (auto.Policy, error) {
	r := &reader{faults: tomlfile.Faults{Of: ErrPolicy}, places: make(map[string]tomlfile.Position)}
	var d document
	if r.decode(text, &d) {
		p := r.policy(d)
		if len(r.faults.All) == 0 {
			return p, nil
		}
	}
	return auto.Policy{}, r.faults.Err()
}

// document is the form of the file. Each key takes anything at first, so that a
// wrong type is one mistake among the others.
type document struct {
	Devices, Models, Activations, Through, Portal, Folder, Ports any
	Persons, Lists, Cases, Certificates, Reason                  any

	ADay       any `toml:"a-day"`
	TwoPersons any `toml:"two-persons"`
	OnEvent    any `toml:"on-event"`
	AskEvery   any `toml:"ask-every"`
}

// policy checks each value by itself and then what belongs together.
func (r *reader) policy(d document) auto.Policy {
	p := auto.Policy{
		Devices: r.texts("devices", d.Devices, maxNames, capability.MaxText),
		Models:  r.texts("models", d.Models, maxNames, capability.MaxText),
		Through: auto.Way(r.oneOf("through", d.Through, string(auto.ByPortal), string(auto.ByStick), string(auto.ByFolder))),
		Portal:  r.text("portal", d.Portal, "", capability.MaxText),
		Folder:  r.text("folder", d.Folder, "", maxPath),
		Ports:   r.texts("ports", d.Ports, maxNames, maxPath),

		ADay:       r.number("a-day", d.ADay, 10, maxADay),
		TwoPersons: r.truth("two-persons", d.TwoPersons),
		Lists:      r.text("lists", d.Lists, "", maxPath),

		Cases:        r.text("cases", d.Cases, "", maxPath),
		Certificates: r.text("certificates", d.Certificates, "", maxPath),
		OnEvent:      r.texts("on-event", d.OnEvent, maxWords, maxPath),
		AskEvery:     r.duration("ask-every", d.AskEvery, time.Minute, minAskEvery, maxAskEvery),
		Reason:       r.text("reason", d.Reason, "by policy", capability.MaxText),
	}
	for _, id := range r.texts("activations", d.Activations, capability.MaxLicenses, capability.MaxActivationID) {
		if err := capability.ActivationID(id).Check(); err != nil {
			r.add("activations", "activations has an entry that is none: %v", err)
		}
		p.Activations = append(p.Activations, capability.ActivationID(id))
	}
	p.Persons = r.persons(d.Persons)
	r.together(d, p)
	return p
}

// persons are acts by their names. An empty list leaves none to persons.
func (r *reader) persons(v any) []capability.ActKind {
	if v == nil {
		return []capability.ActKind{capability.ActLoadResponse}
	}
	known := acts()
	list, ok := v.([]any)
	if ok && len(list) == 0 {
		return nil
	}
	var all []capability.ActKind
	for _, name := range r.texts("persons", v, maxNames, capability.MaxText) {
		if !slices.Contains(known, name) {
			r.add("persons", "persons has %q, which is no act; possible are %q", name, known)
		}
		all = append(all, capability.ActKind(name))
	}
	return all
}

// acts are those that auto would do.
func acts() []string {
	return []string{
		string(auto.ActOpen), string(capability.ActMakeRequest), string(capability.ActSaveRequest), string(capability.ActUploadRequest),
		string(capability.ActFetchResponse), string(capability.ActLoadResponse), string(capability.ActCheckLicenses),
		string(capability.ActMakeConfirmation), string(capability.ActSaveConfirmation), string(capability.ActUploadConfirmation),
	}
}

// together reports keys that lack others, or that mean nothing beside others.
func (r *reader) together(d document, p auto.Policy) {
	given := func(v any) bool { return v != nil }
	for _, rule := range []struct {
		broken    bool
		key, text string
	}{
		{!given(d.Devices) && !given(d.Models), "", "devices or models is missing: the policy names nobody"},
		{!given(d.Through), "", `through is missing: it takes "portal", "stick" or "folder"`},
		{p.Through == auto.ByFolder && !given(d.Folder), "through", `folder is missing, which through = "folder" needs`},
		{given(d.Folder) && given(d.Through) && p.Through != auto.ByFolder, "folder", `folder means nothing without through = "folder"`},
		{given(d.Portal) && given(d.Through) && p.Through != auto.ByPortal, "portal", `portal means nothing without through = "portal"`},
		{p.TwoPersons && !given(d.Lists), "two-persons", "lists is missing, which two-persons = true needs"},
		{given(d.Lists) && !p.TwoPersons, "lists", "lists means nothing without two-persons = true"},
	} {
		if rule.broken {
			r.add(rule.key, "%s", rule.text)
		}
	}
}
