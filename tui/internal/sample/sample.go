// Package sample is one return, told by facts, and what is around it: a device,
// its licenses, ports. The tests of all rooms of tui use it; no program imports
// it. A helper that only one room needs stays in that room's tests.
package sample

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/typed"
	"handback/device/serial"
)

// Host is the device of the sample, Start the time of its first fact.
var (
	Host  = capability.HostID{Type: "PUBLISHER_DEFINED", Value: "98DA15C53B20"}
	Start = time.Date(2026, 3, 2, 10, 42, 0, 0, time.UTC)
)

// Reading is what the device holds before the return: three licenses.
func Reading() capability.Reading {
	return capability.Reading{
		Device: capability.Identity{Vendor: "Acme", Model: "X200", Serial: "SN0042", Firmware: "3.1.4", Host: Host},
		Licenses: []capability.License{
			{ActivationID: "ACT-DOPPLER-7Q4M", Feature: "Color Doppler", Version: "2.0", Count: 1},
			{ActivationID: "ACT-EXPORT-2K9T", Feature: "Image Export", Version: "4.1", Count: 5},
			{ActivationID: "ACT-DOSE-9XW3", Feature: "Dose Report", Version: "1.2", Count: 2, Expires: time.Date(2027, 6, 30, 0, 0, 0, 0, time.UTC)},
		},
	}
}

// Order returns one license whole and two units of another.
func Order() capability.Order {
	return capability.Order{Lines: []capability.Line{{ActivationID: "ACT-DOPPLER-7Q4M"}, {ActivationID: "ACT-EXPORT-2K9T", Count: 3}}}
}

// File is a file of that kind and size in bytes. Its digest and its message ID
// follow from the kind.
func File(kind capability.ArtifactKind, size int64) capability.Artifact {
	return capability.Artifact{Kind: kind, Size: size, SHA256: capability.DigestOf([]byte(kind)), MessageID: "id of " + string(kind)}
}

// Left is what the device holds after the sample's response.
func Left() []capability.License {
	all := Reading().Licenses
	all[1].Count = 3
	return all[1:]
}

// Facts is the usual way to the end.
func Facts() []capability.Fact {
	request, confirmation := File(capability.ReturnRequest, 812), File(capability.ConfirmationRequest, 512)
	response, receipt := File(capability.PortalResponse, 640), File(capability.PortalReceipt, 600)
	reading := Reading()
	reading.Licenses = Left()
	return []capability.Fact{
		capability.Opened{ID: "R-7F3K2", Way: capability.FromDevice, Reading: Reading(), Order: Order(), Reason: "replaced by a newer one"},
		capability.Intended{Act: capability.ActMakeRequest},
		capability.RequestMade{Artifact: request},
		capability.Saved{File: request.Kind, SHA256: request.SHA256, Stick: "KINGSTON", Path: "HANDBACK/R-7F3K2_X200_SN0042/1-return-request.bin"},
		capability.Uploaded{File: request.Kind, SHA256: request.SHA256},
		capability.ResponseFound{Artifact: response, Answers: request.MessageID, Seq: 1, Licenses: Left()},
		capability.Intended{Act: capability.ActLoadResponse},
		capability.Loaded{Mark: capability.Mark{Seq: 1, SHA256: response.SHA256}},
		capability.LicensesRead{Reading: reading},
		capability.Intended{Act: capability.ActMakeConfirmation},
		capability.RequestMade{Artifact: confirmation},
		capability.Saved{File: confirmation.Kind, SHA256: confirmation.SHA256, Stick: "KINGSTON", Path: "HANDBACK/R-7F3K2_X200_SN0042/3-confirmation-request.bin"},
		capability.Receipt{Checked: &capability.Checked{Source: capability.KeyConfigured}, Artifact: receipt, Answers: confirmation.MessageID, Credited: []capability.ActivationID{"ACT-DOPPLER-7Q4M", "ACT-EXPORT-2K9T"}},
	}
}

// Replay is a return of these facts, noted by kim a minute apart.
func Replay(t testing.TB, facts ...capability.Fact) capability.Return {
	t.Helper()
	var entries []capability.Entry
	for i, f := range facts {
		entries = append(entries, capability.Entry{At: Start.Add(time.Duration(i) * time.Minute), By: "kim", Fact: f})
	}
	r, err := capability.Replay(entries)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// At is the sample as it is at a stage.
func At(t testing.TB, stage capability.Stage) capability.Return {
	t.Helper()
	facts := Facts()
	for n := 1; n <= len(facts); n++ {
		if r := Replay(t, facts[:n]...); r.Stage == stage {
			return r
		}
	}
	t.Fatalf("the sample does not come to %s", stage)
	return capability.Return{}
}

// Now is the time on the screens: 23 minutes after [Start].
func Now() time.Time { return time.Date(2026, 3, 2, 11, 5, 0, 0, time.UTC) }

// UglyReading is what no device should say: names of escapes, of 200
// characters, from right to left, and many of them.
func UglyReading(n int) capability.Reading {
	names := []string{
		"\x1b[31mred\x1b]0;title\x07", strings.Repeat("very long name ", 14), "\u202eevil\u202c \u200bzero", "שלום עולם", "日本語の機能",
		"line\nbreak\ttab",
	}
	r := capability.Reading{Device: capability.Identity{
		Vendor: "\x1b[2J", Model: "X\x1b[31m200", Serial: "SN\u202e0042" + strings.Repeat("9", 200), Firmware: "\r\n", Host: Host,
	}}
	for i := range n {
		r.Licenses = append(r.Licenses, capability.License{
			ActivationID: capability.ActivationID(fmt.Sprintf("ACT-%04d-%s", i, strings.Repeat("X", i%100))),
			Feature:      names[i%len(names)], Version: names[(i+1)%len(names)], Count: i % 7,
		})
	}
	return r
}

// ManyReading is a device with n licenses, of 25 units each; every third is of
// Doppler.
func ManyReading(n int) capability.Reading {
	r := Reading()
	r.Licenses = nil
	for i := range n {
		feature := []string{"Doppler", "Export", "Dose"}[i%3]
		r.Licenses = append(r.Licenses, capability.License{
			ActivationID: capability.ActivationID(fmt.Sprintf("ACT-%s-%02d", strings.ToUpper(feature), i)),
			Feature:      feature + " " + string(rune('A'+i)), Version: "2.0", Count: 25,
		})
	}
	return r
}

// UpTo is the sample with other facts after the first n of it.
func UpTo(n int, more ...capability.Fact) []capability.Fact {
	return append(Facts()[:n:n], more...)
}

func evidence() capability.Evidence {
	return capability.Evidence{
		Cause: capability.NoBoot, Serial: "SN0042", Host: Host, Source: "label", Who: "Kim, second floor", Photo: "IMG_0412", Remarks: "no light, no fan",
	}
}

// declared is the sample after its device died at the portal.
func declared(more ...capability.Fact) []capability.Fact {
	a := File(capability.DeclarationFile, 1204)
	a.MessageID = ""
	return append(UpTo(5, capability.Declared{Evidence: evidence(), Declaration: a}), more...)
}

// DeclarationSaved is the sample whose declaration was saved on a stick.
func DeclarationSaved() []capability.Fact {
	a := File(capability.DeclarationFile, 1204)
	return declared(capability.Saved{File: a.Kind, SHA256: a.SHA256, Stick: "KINGSTON"})
}

// Skipped is the sample where the portal asks for no confirmation.
func Skipped(n int) []capability.Fact {
	all := Facts()[:n:n]
	opened, response := all[0].(capability.Opened), all[5].(capability.ResponseFound)
	opened.Confirmation, response.Unasked = capability.ConfirmationSkipped, true
	all[0], all[5] = opened, response
	return all
}

// CarriedFile is a request that is carried without a stick.
func CarriedFile() typed.Message {
	return typed.Message{Kind: capability.ReturnRequest, Data: bytes.Repeat([]byte("request "), 20)}
}

// PluggedPorts are ports of all kinds: one that was met, busy, forbidden and plain.
func PluggedPorts() []serial.Port {
	denied := &serial.PermissionError{Path: "/dev/ttyACM0", Group: "dialout", Command: "sudo usermod -a -G dialout $USER"}
	return []serial.Port{
		{Path: "/dev/ttyUSB0", USB: &serial.USB{
			VendorID: "0403", ProductID: "6001", Maker: "FTDI", Product: "FT232R USB UART", Serial: "A10K", Port: "1-2.3",
		}},
		{Path: "/dev/ttyUSB1", Holder: "minicom, process 4711", USB: &serial.USB{VendorID: "1A86", ProductID: "7523", Port: "1-2.4"}},
		{Path: "/dev/ttyACM0", Denied: denied, USB: &serial.USB{
			VendorID: "2341", ProductID: "0043", Maker: "Arduino", Product: "Uno", Port: "1-4",
		}},
		{Path: "/dev/ttyS0", Driver: "serial8250"},
	}
}
