package text

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/certificate"
	"handback/capability/desk"
	"handback/capability/held"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/capability/message"
	"handback/capability/proof"
	"handback/capability/signature"
	"handback/capability/typed"
	"handback/device"
	"handback/device/console"
	"handback/device/console/profile"
	"handback/device/heard"
	"handback/device/serial"
	"handback/device/smp"
	"handback/tui/internal/sample"
)

// TestEveryErrorIsExplained: what, and what to do, in sentences of our own.
func TestEveryErrorIsExplained(t *testing.T) {
	known := []error{
		&desk.OpenReturn{ID: "R-7F3K2", Host: sample.Host}, desk.ErrNothingToUpload, desk.ErrWrongRequest, desk.ErrStillThere,
		desk.ErrNotThere, desk.ErrUploaded, desk.ErrNoAnswerDue, desk.ErrNoID,
		&typed.TooManyError{Size: 4000, Codes: 200, Most: typed.MaxCodes}, &typed.MissingError{Lines: []int{3}},
		&typed.WrongError{Part: typed.Part{Number: 7}, Err: typed.ErrCheck}, typed.ErrNoRoom, typed.ErrSize, typed.ErrDigest,
		&desk.OutcomeUnknown{Act: capability.ActLoadResponse, Err: serial.ErrUnplugged},
		&desk.Missing{Need: capability.NeedsDevice}, &desk.Missing{Need: capability.NeedsStick}, &desk.Missing{Need: capability.NeedsPortal},
		&ledger.Locked{PID: 7}, &ledger.Damage{ID: "R-7F3K2", Err: fs.ErrInvalid}, ledger.ErrNoReturn, ledger.ErrReadOnly,
		ledger.ErrNoFile, ledger.ErrNotFile, ledger.ErrCut, ledger.ErrTooLarge, ledger.ErrNotPlain, &ledger.NoLedger{Dir: "/srv/typo"},
		&ledger.Exposed{Dir: "/srv/returns", Owner: -1}, &ledger.Exposed{Dir: "/srv/returns", Owner: 1001}, &NotWhole{Damaged: 1, Of: 3},
		&media.FullError{Needed: 9000, Free: 100}, media.ErrReadOnly, media.ErrGone, media.ErrNotStick, media.ErrPermission,
		media.ErrDamaged, media.ErrChanged, media.ErrName, media.ErrNoFolder, media.ErrImmutable, media.ErrLinked, media.ErrTaken, media.ErrQuota,
		media.ErrNoFiles, media.ErrUnreachable, media.ErrTooManyFiles,
		&console.StrangeError{Line: "dev[1]# ", Next: "dev[2]# ", Pattern: `^dev\[\d+\]# $`}, &console.StrangeError{Heard: heard.Nothing},
		&console.StrangeError{Heard: heard.Rubbish, Line: "x"}, &console.StrangeError{Heard: heard.Shell, Line: "dev# "},
		&console.StrangeError{Heard: heard.Login, Line: "user:"}, &console.StrangeError{Heard: heard.Password, Line: "PIN code:"},
		&console.StrangeError{Heard: heard.Pager, Line: "(END)"}, &console.StrangeError{Heard: heard.Text, Line: "busy"},
		&console.NewPasswordError{Question: "New password:"}, console.ErrBootLoader, console.ErrLogin, console.ErrNobody, console.ErrNoAnswer, console.ErrEcho,
		console.ErrTooLong, console.ErrDamaged, console.ErrUnsure, console.ErrTooLarge, &console.CommandError{Command: "lic", Status: 1},
		profile.ErrProfile, profile.ErrNoProfile, profile.ErrUnsafe, profile.ErrAnswer,
		capability.ErrScan, desk.ErrNeedsScan, desk.ErrNotReleased, desk.ErrCaseBehind, desk.ErrCaseUnsigned, desk.ErrSlipBehind, desk.ErrSumsBehind, held.ErrHeld, ErrUnanswered,
		media.ErrNotAllowed, &media.UnlistedError{Serial: "60A4"}, media.ErrNoService, media.ErrLocked, media.ErrBlank, media.ErrBusy, &media.BusyError{Holder: "vim (7)"}, media.ErrKept, media.ErrPrivacy, media.ErrNotMounted,
		&serial.BusyError{Path: "/dev/ttyUSB0", Holder: "minicom (7)"}, &serial.PermissionError{Path: "/dev/ttyUSB0", Group: "dialout", Command: "sudo usermod"},
		&device.SilentError{Path: "/dev/ttyUSB0"}, &device.SilentError{Received: 9, Heard: heard.Rubbish}, &device.SilentError{Received: 9, Heard: heard.Echo},
		&device.SilentError{Received: 9, Heard: heard.Login}, &device.SilentError{Received: 9, Heard: heard.NewPassword},
		serial.ErrUnplugged, serial.ErrNoPort, serial.ErrNotPort, serial.ErrStuck,
		smp.ErrNoLicensing, smp.ErrNotSMP, smp.ErrNoAnswer, smp.ErrStillBusy, smp.ErrDamaged, smp.ErrAnswer, smp.ErrSmallBuffer, smp.ErrDeparts,
		capability.ErrOtherDevice, capability.ErrOrder, capability.ErrReturnID, capability.ErrUnexpected, capability.ErrLicense,
		capability.ErrEvidence, desk.ErrSameDevice, desk.ErrNothingToAdopt, desk.ErrRecord, ledger.ErrForked, &ledger.Fork{ID: "R-7F3K2"},
		capability.ErrEmptyOrder, desk.ErrSlip, &capability.FileFault{File: "handback.toml", Line: 3, Err: capability.ErrUnknownKey},
		certificate.ErrNoRecord, ErrTerminal, ErrStillRunning,
		message.ErrNotMessage, message.ErrTruncated, message.ErrTooLarge, message.ErrVersion, message.ErrKind, message.ErrSignature, message.ErrHost,
		&proof.BundleError{Why: "it is compressed"}, proof.ErrChanged, proof.ErrNotProved,
		signature.ErrKey, signature.ErrPassphrase, signature.ErrAgent, &signature.ExposedError{Path: "key", Mode: 0o644},
		signature.ErrForm, signature.ErrUnknown, signature.ErrWrong, signature.ErrNamespace, signature.ErrExpired,
		&capability.FileFault{File: "signers", Line: 3, Err: signature.ErrSigners},
		capability.ErrImplausible, desk.ErrCutShort, desk.ErrNoCase, desk.ErrPartlyGone,
		&desk.Disagreement{Path: "1.bin", What: "kind", Told: "request", Find: "response"}, &desk.ManyCases{Cases: make([]desk.Case, 2)},
		ledger.ErrNothingNew, media.ErrBlocked, media.ErrCorrupt, serial.ErrRate, serial.ErrTooManyFiles, console.ErrFlood,
		smp.RCInvalid, smp.FileNotFound, &smp.GroupError{Group: 7, Code: 2}, &smp.AnswerError{Command: "info", Field: "host", Want: "[type, value]"},
		&fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist}, &fs.PathError{Op: "open", Path: "x", Err: syscall.EEXIST},
		&fs.PathError{Op: "read", Path: "x", Err: syscall.EISDIR}, message.ErrPublicKey, fs.ErrPermission, &Panicked{Value: "x"}, context.Canceled, context.DeadlineExceeded,
	}
	for code := capability.Unknown; code <= capability.LastRefusal; code++ {
		known = append(known, &capability.Refusal{Code: code})
	}
	if runtime.GOOS != "windows" { // where it is one with a folder that is not there
		known = append(known, &fs.PathError{Op: "open", Path: "x", Err: syscall.ENOTDIR})
	}
	seen := map[Explanation]error{}
	for _, err := range known {
		e := Explain(errors.Join(fmt.Errorf("doing something: %w", err), errors.New("close failed")))
		if e.What == "" || e.Do == "" || strings.Contains(e.What+e.Means+e.Do, "close failed") || !strings.HasSuffix(e.What, ".") {
			t.Errorf("%T %v: %+v", err, err, e)
		}
		if strings.HasPrefix(e.What, "Something failed") {
			t.Errorf("%v has no words of its own", err)
		}
		seen[e] = err
	}
	if len(seen) < len(known)-3 {
		t.Errorf("%d errors share %d explanations", len(known), len(seen))
	}
	unknown := Explain(errors.New("weird \x1b[31m thing"))
	if !strings.Contains(unknown.What, "weird") || strings.Contains(unknown.What, "\x1b") || unknown.Do == "" {
		t.Errorf("unknown: %+v", unknown)
	}
}

// TestWordsOfAPlaceAreTrueAboutWhatIsSaved: nothing is said not to be there
// that is.
func TestWordsOfAPlaceAreTrueAboutWhatIsSaved(t *testing.T) {
	for _, reason := range []error{media.ErrImmutable, media.ErrPermission, media.ErrQuota, &media.FullError{Needed: 9000, Free: 100}, media.ErrLinked} {
		alone, behind := Explain(reason), Explain(fmt.Errorf("%w: %w", desk.ErrSlipBehind, reason))
		if !strings.HasPrefix(behind.What, "The file is on the stick and was read back") || !strings.HasSuffix(behind.What, alone.What) {
			t.Errorf("%v: %+v", reason, behind)
		}
		if strings.Contains(behind.Means, "not on the stick") || strings.Contains(behind.Means, "Nothing was written") {
			t.Errorf("%v: %s", reason, behind.Means)
		}
	}
	nowhere := filepath.Join(t.TempDir(), "no such place")
	_, err := media.Open(nowhere)
	if got := Explain(err).What; got != "There is no such folder: "+nowhere+"." {
		t.Error(got)
	}
}

// TestNoDoubleFullStop: what some systems and devices say ends with one.
func TestNoDoubleFullStop(t *testing.T) {
	for _, err := range []error{
		errors.New("The system cannot find the file specified."), &console.CommandError{Command: "lic", Status: 1, Text: "No room."},
		&capability.FileFault{File: "x.toml", Err: errors.New("Access is denied.")},
	} {
		if x := Explain(err); strings.Contains(x.What, "..") || !strings.HasSuffix(x.What, ".") {
			t.Errorf("%+v", x)
		}
	}
}

// TestReadingALicenseSaysWhatWasSeen: of a case that was taken in, the device
// may hold all that it held.
func TestReadingALicenseSaysWhatWasSeen(t *testing.T) {
	held := []capability.License{{ActivationID: "ACT-1", Count: 5}}
	check := capability.Act{Kind: capability.ActCheckLicenses}
	for _, tt := range []struct {
		r    capability.Return
		want string
	}{
		{capability.Return{Stage: capability.StageAtPortal, Before: held}, "The licenses were read: the device holds 1 license."},
		{capability.Return{Stage: capability.StageAtPortal, Before: []capability.License{}}, "The licenses were read: the device holds no license."},
		{capability.Return{Stage: capability.StageRequestSaved, Before: nil, After: held}, "The licenses were read: the device holds 1 license."},
		{capability.Return{Stage: capability.StageVerified, Before: held, After: []capability.License{}}, "The licenses were read again: what went back is gone."},
		{capability.Return{Stage: capability.StageClosed, Before: held, After: []capability.License{}}, "The licenses were read again: what went back is gone."},
		{capability.Return{Stage: capability.StageVerified, Purpose: capability.ToActivate, After: held}, "The licenses were read again: what was ordered is there."},
	} {
		if got := Done(desk.Done{Act: check, Return: tt.r}); got != tt.want {
			t.Errorf("at %s: %s", tt.r.Stage, got)
		}
	}
}

// TestNothingIsOwedOnlyByWhatIsKnownHere: that a case owes nothing is its own
// word.
func TestNothingIsOwedOnlyByWhatIsKnownHere(t *testing.T) {
	for standing, told := range map[desk.CaseStanding]bool{desk.CaseNew: true, desk.CaseRefused: true, desk.CaseKnown: false, desk.CaseSetAside: false} {
		got := Situation(desk.Place{Suggest: desk.NothingToDo, Cases: []desk.Case{{Standing: standing}}})
		if strings.Contains(got, "is not counted") != told {
			t.Errorf("%s: %s", standing, got)
		}
	}
	refused := desk.Case{Path: "return.json", ID: "R-7F3K2", Standing: desk.CaseRefused, Facts: 2, Err: errors.New("x")}
	if got := Case(refused); got != "return.json: R-7F3K2, 2 facts, it can't be so: x" {
		t.Error(got)
	}
}

func TestUnknownOutcomeSaysSo(t *testing.T) {
	e := Explain(&desk.OutcomeUnknown{Act: capability.ActMakeRequest, Err: serial.ErrUnplugged})
	if !strings.Contains(e.What, "unplugged") || !strings.Contains(e.Means, "not known") || !strings.Contains(e.Do, "asks") {
		t.Errorf("%+v", e)
	}
}

// TestEveryStageHasItsWords: the act, the step and the stage, none like another.
func TestEveryStageHasItsWords(t *testing.T) {
	stages, acts := map[string]bool{}, map[string]bool{}
	for _, s := range capability.Stages() {
		stages[Stage(s)] = true
		r := capability.Return{Stage: s, Order: sample.Order(), Before: sample.Reading().Licenses}
		act := capability.Next(r)
		acts[Act(r, act)] = true
		if act.Kind != capability.ActNothing && (Do(act) == Do(capability.Act{}) || Work(act, r.Purpose) == "") {
			t.Errorf("%s has no words for its key", act.Kind)
		}
		for _, step := range capability.Plan(r) {
			if Step(step.Kind) == string(step.Kind) {
				t.Errorf("step %s has no title", step.Kind)
			}
		}
	}
	if len(stages) != len(capability.Stages()) {
		t.Errorf("%d stages have %d words", len(capability.Stages()), len(stages))
	}
	if len(acts) < 14 {
		t.Errorf("only %d texts of acts", len(acts))
	}
}

func TestNumbersHaveNames(t *testing.T) {
	r := sample.At(t, capability.StageOrdered)
	if got := Act(r, capability.Next(r)); !strings.Contains(got, "2 licenses (3 units go back)") {
		t.Error(got)
	}
	if got := Numbers(5, 3); got != "holds 5, 3 remain, 2 go back" {
		t.Error(got)
	}
}

func TestClosed(t *testing.T) {
	facts := sample.Facts()
	confirmation := sample.File(capability.ConfirmationRequest, 512)
	claimed := append(facts[:12:12], capability.Uploaded{File: confirmation.Kind, SHA256: confirmation.SHA256})
	tests := map[string]capability.Return{
		"closed R-7F3K2 on proof: 2 licenses credited":                                                  sample.Replay(t, facts...),
		"closed R-7F3K2 on a claim: 2 licenses returned; that the confirmation was uploaded is a claim": sample.Replay(t, claimed...),
	}
	for want, r := range tests {
		if got := Closed(r); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	last := capability.Plan(sample.Replay(t, claimed...))[8]
	if got := StepLine(capability.ToReturn, last); !strings.HasPrefix(got, "[said] 9") || !strings.HasSuffix(got, "claimed") {
		t.Errorf("a claim looks like %q", got)
	}
}

func TestUnits(t *testing.T) {
	now := sample.Now()
	tests := []struct{ got, want string }{
		{sizeText(1), "1 byte"},
		{sizeText(812), "812 bytes"},
		{sizeText(14_400_000_000), "14.4 GB"},
		{sizeText(999_999), "1000.0 kB"},
		{Age(time.Time{}, now), ""},
		{Age(now.Add(time.Hour), now), "just now"},
		{Age(now.Add(-90*time.Minute), now), "1 hour ago"},
		{Age(now.Add(-75*time.Hour), now), "3 days ago"},
		{momentText(now, now), "11:05"},
		{momentText(now.AddDate(0, 0, -1), now), "1 Mar 11:05"},
		{momentText(now.AddDate(-1, 0, 0), now), "2025-03-02"},
		{leftText(59 * time.Second), "59 s left"},
		{leftText(125 * time.Second), "2 min 05 s left"},
		{Amount(capability.Progress{}, "", 0), Working},
		{Amount(capability.Progress{Done: 30, Total: 100}, "", 0), "30 %"},
		{Amount(capability.Progress{Done: 250, Total: 1000}, "bytes", time.Second), "25 %  250 of 1000 bytes  250 bytes/s  3 s left"},
		{Amount(capability.Progress{Done: 7}, "licenses", 0), "7 licenses"},
		{Amount(capability.Progress{Done: 9, Total: 3}, "", time.Minute), "100 %"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}

func TestWordsOfAReturnThatWasSetBackClaimNoCredit(t *testing.T) {
	r := capability.Return{ID: "R-7F3K2", Stage: capability.StageClosed, Closing: capability.ClosedOnTrust}
	usual := Closed(r) + Closing(r)
	r.Flags = []capability.Flagged{{Flag: capability.FlagRollback, Text: "set back"}}
	if odd := Closed(r) + Closing(r); strings.Contains(odd, "credits the licenses") || odd == usual {
		t.Errorf("it says %q", odd)
	}
}

func TestActivationIsListedInItsOwnWords(t *testing.T) {
	s := ledger.Summary{Act: capability.ActMakeRequest, Purpose: capability.ToActivate}
	if got := Summary(s); !strings.Contains(got, "activation") {
		t.Errorf("it says %q", got)
	}
}

// What was read back is said to have been on the stick only where that is sure.
func TestSavedTextSaysWhenItIsNotSure(t *testing.T) {
	done := desk.Done{Act: capability.Act{Kind: capability.ActSaveRequest}, Saved: []media.Saved{{FromStick: true}, {FromStick: false}}}
	if text := Done(done); !strings.Contains(text, "from memory") {
		t.Errorf("not sure: %s", text)
	}
	done.Released = &media.Released{Unmounted: true}
	if text := Done(done); strings.Contains(text, "from memory") {
		t.Errorf("released: %s", text)
	}
	done.Released, done.Saved[1].FromStick = nil, true
	if text := Done(done); strings.Contains(text, "from memory") {
		t.Errorf("sure: %s", text)
	}
}
