package message_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/testkit"
)

func declaration() message.Declaration {
	return message.Declaration{
		Version: message.DeclarationVersion, Return: "R-7F3K2",
		Device: capability.Identity{Vendor: "Example", Model: "X200", Serial: "SN0042", Firmware: "4.1", Host: host()},
		Evidence: capability.Evidence{
			Cause: capability.NoBoot, Serial: "SN0042", Host: host(), Source: "label",
			Who: "the technician on duty", Photo: "IMG_0042.JPG", Remarks: "water in <the> housing",
		},
		Declared: noon(), Licenses: fullResponse().Rights, Stage: capability.StageRequestSaved,
		Requests: []capability.Artifact{
			capability.NewArtifact(capability.ReturnRequest, []byte("a request"), id(0xa1).String()),
		},
		Statement: message.DeclarationStatement,
	}
}

func TestDeclarationIsReadAsWritten(t *testing.T) {
	want := declaration()
	given := want
	given.Version, given.Statement = 0, ""
	given.Declared = noon().Add(time.Millisecond).In(time.FixedZone("", 3600))
	given.Device.Clock, given.Device.Last = noon(), &capability.Mark{Seq: 1}
	var file bytes.Buffer
	if err := given.Write(&file); err != nil {
		t.Fatal(err)
	}
	golden(t, "5-declaration.json", file.Bytes())
	got, err := message.ReadDeclaration(&file)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v, %v; want %+v", got, err, want)
	}
}

// Nothing but the label is known about a device that was never read.
func TestDeclarationFromALabel(t *testing.T) {
	d := declaration()
	d.Device, d.Licenses, d.Requests = capability.Identity{Host: host()}, nil, nil
	d.Stage = capability.StageOrdered
	var file bytes.Buffer
	if err := d.Write(&file); err != nil {
		t.Fatal(err)
	}
	got, err := message.ReadDeclaration(&file)
	if err != nil || len(got.Licenses) != 0 || got.Serial != "SN0042" {
		t.Errorf("read %+v, %v", got, err)
	}
}

func TestDeclarationsThatAreNotWritten(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*message.Declaration)
		want  error
	}{
		"no person":      {func(d *message.Declaration) { d.Who = "" }, capability.ErrEvidence},
		"no serial":      {func(d *message.Declaration) { d.Serial = "" }, capability.ErrEvidence},
		"another cause":  {func(d *message.Declaration) { d.Cause = "bored" }, capability.ErrEvidence},
		"no return":      {func(d *message.Declaration) { d.Return = "" }, capability.ErrReturnID},
		"two hosts":      {func(d *message.Declaration) { d.Host.Value = "another" }, message.ErrDeclaration},
		"no device":      {func(d *message.Declaration) { d.Device.Host = capability.HostID{} }, capability.ErrHostID},
		"not UTF-8":      {func(d *message.Declaration) { d.Device.Vendor = "\xff" }, message.ErrDeclaration},
		"long text":      {func(d *message.Declaration) { d.Device.Model = strings.Repeat("x", 513) }, message.ErrDeclaration},
		"no time":        {func(d *message.Declaration) { d.Declared = time.Time{} }, message.ErrDeclaration},
		"year 10000":     {func(d *message.Declaration) { d.Declared = time.Unix(253402300800, 0) }, message.ErrDeclaration},
		"closed return":  {func(d *message.Declaration) { d.Stage = capability.StageClosed }, message.ErrDeclaration},
		"same twice":     {func(d *message.Declaration) { d.Licenses = append(d.Licenses, d.Licenses[0]) }, capability.ErrLicense},
		"not a request":  {func(d *message.Declaration) { d.Requests[0].Kind = capability.PortalResponse }, message.ErrDeclaration},
		"a size below 0": {func(d *message.Declaration) { d.Requests[0].Size = -1 }, message.ErrDeclaration},
	} {
		d := declaration()
		c.spoil(&d)
		var file bytes.Buffer
		if err := d.Write(&file); !errors.Is(err, c.want) || !errors.Is(err, message.ErrDeclaration) || file.Len() > 0 {
			t.Errorf("%s: %v, want %v; %d bytes written", name, err, c.want, file.Len())
		}
	}
}

func TestDeclarationsThatAreNotRead(t *testing.T) {
	var file bytes.Buffer
	if err := declaration().Write(&file); err != nil {
		t.Fatal(err)
	}
	good := file.String()
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"empty":       {"", message.ErrDeclaration},
		"not JSON":    {"dead, really", message.ErrDeclaration},
		"cut":         {good[:len(good)/2], message.ErrDeclaration},
		"trailing":    {good + "{}", message.ErrDeclaration},
		"another":     {`{"name": "x"}`, message.ErrDeclaration},
		"endless":     {`{"return": "` + strings.Repeat("x", message.MaxDeclaration) + `"}`, message.ErrDeclaration},
		"newer":       {`{"handback_declaration": 2, "device": 7}`, message.ErrVersion},
		"no stage":    {strings.Replace(good, `"request-saved"`, `"nowhere"`, 1), message.ErrDeclaration},
		"another one": {strings.Replace(good, host().Value, "X200-00000000", 1), message.ErrDeclaration},
	} {
		if c.text == good {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := message.ReadDeclaration(strings.NewReader(c.text)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func FuzzReadDeclaration(f *testing.F) {
	var file bytes.Buffer
	if err := declaration().Write(&file); err != nil {
		f.Fatal(err)
	}
	add := func(e testkit.Edit) { f.Add(e.Of, e.At, e.Cut, e.Piece) }
	add(testkit.Edit{})
	add(testkit.Whole(`{"handback_declaration": 1}`))
	f.Fuzz(func(t *testing.T, of uint8, at, cut uint16, piece []byte) {
		data := testkit.Edit{Of: of, At: at, Cut: cut, Piece: piece}.Apply(file.Bytes())
		d, err := message.ReadDeclaration(bytes.NewReader(data))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := d.Write(&again); err != nil {
			t.Fatalf("read but not written: %v", err)
		}
		if _, err := message.ReadDeclaration(&again); err != nil {
			t.Errorf("written but not read: %v", err)
		}
	})
}
