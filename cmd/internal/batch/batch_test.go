package batch

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/portal"
)

func TestListOfDevices(t *testing.T) {
	text := "host,model,serial,activation,quantity,reason\n" +
		"ETHERNET/02AB,X200,SN1,ACT-1,4,moved\n" +
		"STRING/other,,,,,\n" +
		"ETHERNET/02AB,X200,SN1,ACT-2,,\n"
	want := []Device{
		{
			Identity: capability.Identity{Host: capability.HostID{Type: "ETHERNET", Value: "02AB"}, Model: "X200", Serial: "SN1"},
			Take:     []portal.Removal{{ActivationID: "ACT-1", Quantity: 4}, {ActivationID: "ACT-2"}}, Reason: "moved", Line: 2,
		},
		{Identity: capability.Identity{Host: capability.HostID{Type: "STRING", Value: "other"}}, Line: 3},
	}
	for _, form := range []string{text, "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n"), strings.ReplaceAll(text, ",", ";"), strings.ReplaceAll(text, ",", " , ")} {
		if got, err := Read(strings.NewReader(form)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v", got, err)
		}
	}
}

func TestEveryMistakeHasItsLine(t *testing.T) {
	tests := []struct {
		name, text string
		says       []string
	}{
		{"nothing", "", []string{"line 1: a header"}},
		{"no host column", "serial\nSN1\n", []string{"line 1: the column host"}},
		{"unknown column", "host,amount\nETHERNET/02,1\n", []string{`line 1: the column "amount"`}},
		{"no device", "host\n", []string{"names no device"}},
		{"several", "host,activation,quantity\nETHERNET,A,1\nETHERNET/02,A,x\nETHERNET/02,A,0\nETHERNET/02,,3\nETHERNET/02,A=B,\n", []string{"line 2: host", "line 3: quantity", "line 4: quantity", "line 5: quantity", "line 6: activation"}},
		{"twice", "host,activation\nE/1,A\nE/1,A\nE/1,\n", []string{"line 3: E/1 was named in line 2", "line 4: E/1"}},
		{"torn row", "host,activation\nE/1\n", []string{"line 2"}},
		{"torn quote", "host\n\"E/1\n", []string{"line "}},
		{"escape", "host,model\nE/1,\x1b[2J\n", []string{"line 2: model"}},
		{"endless", "host\n" + strings.Repeat("x", MaxFile), []string{"at most"}},
	}
	for _, tt := range tests {
		got, err := Read(strings.NewReader(tt.text))
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
	f.Add("host,activation,quantity\nETHERNET/02AB,ACT-1,4\n")
	f.Add("host;serial\n\"E/1\";2\n")
	f.Fuzz(func(t *testing.T, text string) {
		devices, err := Read(strings.NewReader(text))
		if (err == nil) == (len(devices) == 0) {
			t.Fatalf("%d devices, %v", len(devices), err)
		}
		for _, d := range devices {
			if d.Identity.Host.Check() != nil {
				t.Fatalf("%+v", d)
			}
		}
	})
}
