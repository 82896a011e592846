package batch

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/portal"
)

var (
	first = capability.HostID{Type: "ETHERNET", Value: "02AB"}
	other = capability.HostID{Type: "STRING", Value: "other"}
)

// lists are a list of each kind, and what it says.
var lists = []struct {
	kind Kind
	text string
	want []Device
}{
	{
		Removals,
		"host,model,serial,activation,quantity,reason\n" +
			"ETHERNET/02AB,X200,SN1,ACT-1,4,moved\n" +
			"STRING/other,,,,,\n" +
			"ETHERNET/02AB,X200,SN1,ACT-2,,\n",
		[]Device{
			{Identity: capability.Identity{Host: first, Model: "X200", Serial: "SN1"}, Lines: []Line{{"ACT-1", 4}, {"ACT-2", 0}}, Reason: "moved", Line: 2},
			{Identity: capability.Identity{Host: other}, Line: 3},
		},
	},
	{
		Returns,
		"serial,host,activation,remaining,reason,replacement\n" +
			"SN1,,ACT-1,4,broken,STRING/other\n" +
			",STRING/other,,,,\n" +
			"SN1,,ACT-2,,,\n" +
			"SN2,ETHERNET/02AB,ACT-1,0,,\n",
		[]Device{
			{Identity: capability.Identity{Serial: "SN1"}, Lines: []Line{{"ACT-1", 4}, {"ACT-2", 0}}, Reason: "broken", Replacement: other, Line: 2},
			{Identity: capability.Identity{Host: other}, Line: 3},
			{Identity: capability.Identity{Serial: "SN2", Host: first}, Lines: []Line{{"ACT-1", 0}}, Line: 5},
		},
	},
}

func TestListOfDevices(t *testing.T) {
	for _, l := range lists {
		for _, form := range []string{l.text, "\ufeff" + strings.ReplaceAll(l.text, "\n", "\r\n"), strings.ReplaceAll(l.text, ",", ";"), strings.ReplaceAll(l.text, ",", " , ")} {
			if got, err := Read(strings.NewReader(form), l.kind); err != nil || !reflect.DeepEqual(got, l.want) {
				t.Errorf("kind %d: %+v, %v", l.kind, got, err)
			}
		}
	}
}

// TestCountsMeanWhatTheListIsFor: what is taken away from a device in the portal,
// or what remains on it.
func TestCountsMeanWhatTheListIsFor(t *testing.T) {
	held := []capability.License{{ActivationID: "ACT-1", Count: 5}, {ActivationID: "ACT-2", Count: 1}, {ActivationID: "ACT-3", Count: 0}}
	listed := Device{Lines: []Line{{"ACT-1", 4}}}
	if got, want := listed.Take(), []portal.Removal{{ActivationID: "ACT-1", Quantity: 4}}; !reflect.DeepEqual(got, want) {
		t.Errorf("it takes %+v", got)
	}
	if got, want := listed.Order(held).Lines, []capability.Line{{ActivationID: "ACT-1", Count: 4}}; !reflect.DeepEqual(got, want) {
		t.Errorf("it orders %+v", got)
	}
	all := Device{}
	if got, want := all.Order(held).Lines, []capability.Line{{ActivationID: "ACT-1"}, {ActivationID: "ACT-2"}}; len(all.Take()) != 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("all: it takes %+v and orders %+v", all.Take(), got)
	}
}

func TestDeviceIsTheOneThatAnswers(t *testing.T) {
	found := capability.Identity{Host: first, Serial: "SN1", Model: "X200"}
	for _, tt := range []struct {
		named capability.Identity
		is    bool
	}{
		{capability.Identity{Host: first}, true},
		{capability.Identity{Serial: "SN1"}, true},
		{capability.Identity{Host: first, Serial: "SN1"}, true},
		{capability.Identity{Host: other, Serial: "SN1"}, false},
		{capability.Identity{Host: first, Serial: "SN2"}, false},
		{capability.Identity{Serial: "sn1"}, false},
	} {
		if got := (Device{Identity: tt.named}).Is(found); got != tt.is {
			t.Errorf("%+v: %t", tt.named, got)
		}
	}
}

func TestEveryMistakeHasItsLine(t *testing.T) {
	tests := []struct {
		name string
		kind Kind
		text string
		says []string
	}{
		{"nothing", Removals, "", []string{"line 1: a header"}},
		{"nothing", Returns, "", []string{"line 1: a header", "remaining"}},
		{"no host column", Removals, "serial\nSN1\n", []string{"line 1: the column host"}},
		{"no device column", Returns, "activation\nA\n", []string{"line 1: the column serial is needed, or host"}},
		{"unknown column", Removals, "host,amount\nETHERNET/02,1\n", []string{`line 1: the column "amount"`}},
		{"taken for the other kind", Returns, "host,quantity\nETHERNET/02,1\n", []string{`line 1: the column "quantity"`}},
		{"taken for the other kind", Removals, "host,remaining\nETHERNET/02,1\n", []string{`line 1: the column "remaining"`}},
		{"no device", Returns, "host\n", []string{"names no device"}},
		{"several", Removals, "host,activation,quantity\nETHERNET,A,1\nETHERNET/02,A,x\nETHERNET/02,A,0\nETHERNET/02,,3\nETHERNET/02,A=B,\n", []string{"line 2: host", "line 3: quantity", "line 4: quantity", "line 5: quantity", "line 6: activation"}},
		{
			"several", Returns, "serial,host,activation,remaining,replacement\n,,A,1,\n,ETHERNET,A,1,\nSN1,,A,-1,\nSN1,,,0,\nSN1,,A,99999999999,\nSN1,,A,0,X\n",
			[]string{"line 2: which device", "line 3: host", "line 4: remaining", "line 5: remaining", "line 6: remaining", "line 7: replacement"},
		},
		{"twice", Removals, "host,activation\nE/1,A\nE/1,A\nE/1,\n", []string{"line 3: E/1 was named in line 2", "line 4: E/1"}},
		{"contradiction", Returns, "serial,activation,reason,replacement\nS,A,old,E/1\nS,B,new,\nS,C,,E/2\n", []string{"line 3: reason: line 2", "line 4: replacement: line 2"}},
		{"torn row", Removals, "host,activation\nE/1\n", []string{"line 2"}},
		{"torn quote", Removals, "host\n\"E/1\n", []string{"line "}},
		{"escape", Removals, "host,model\nE/1,\x1b[2J\n", []string{"line 2: model"}},
		{"endless", Returns, "host\n" + strings.Repeat("x", MaxFile), []string{"at most"}},
	}
	for _, tt := range tests {
		got, err := Read(strings.NewReader(tt.text), tt.kind)
		if !errors.Is(err, ErrList) || got != nil {
			t.Errorf("%s: %v, %v", tt.name, got, err)
			continue
		}
		for _, says := range tt.says {
			if !strings.Contains(err.Error(), says) {
				t.Errorf("%s: %q does not say %q", tt.name, err, says)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, l := range lists {
		f.Add(l.text, int(l.kind))
	}
	f.Add("host;serial\n\"E/1\";2\n", int(Returns))
	f.Fuzz(func(t *testing.T, text string, kind int) {
		if kind != int(Removals) {
			kind = int(Returns)
		}
		devices, err := Read(strings.NewReader(text), Kind(kind))
		if (err == nil) == (len(devices) == 0) {
			t.Fatalf("%d devices, %v", len(devices), err)
		}
		names := map[string]bool{}
		for _, d := range devices {
			if names[d.Name()] || d.Name() == "" || d.Identity.Host.Check() != nil && (Kind(kind) == Removals || !d.Identity.Host.IsZero()) {
				t.Fatalf("%+v", d)
			}
			names[d.Name()] = true
		}
	})
}
