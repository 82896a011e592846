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

// knownErrors are the errors that a technician may meet, as they come.
func knownErrors() []error {
	known := []error{
		&desk.OpenReturn{ID: "R-7F3K2", Host: sample.Host}, desk.ErrNothingToUpload, desk.ErrWrongRequest, desk.ErrStillThere,
		desk.ErrNotThere, desk.ErrUploaded, desk.ErrNoAnswerDue, desk.ErrNoID, &desk.RemovalChanged{Has: 8, Seen: 10}, &desk.RemovalChanged{MayBeSent: true},
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
		&console.NewPasswordError{Question: "New password:"}, console.ErrBootLoader, console.ErrLogin, console.ErrNoPerson, console.ErrNoAnswer, console.ErrEcho,
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
		capability.ErrEvidence, desk.ErrSameDevice, desk.ErrNothingToAdopt, desk.ErrNotCase, ledger.ErrForked, &ledger.Fork{ID: "R-7F3K2"},
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
	return known
}

// TestEveryErrorIsExplained: what, and what to do, in sentences of our own.
func TestEveryErrorIsExplained(t *testing.T) {
	known := knownErrors()
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

func TestUnknownOutcomeSaysSo(t *testing.T) {
	e := Explain(&desk.OutcomeUnknown{Act: capability.ActMakeRequest, Err: serial.ErrUnplugged})
	if !strings.Contains(e.What, "unplugged") || !strings.Contains(e.Means, "not known") || !strings.Contains(e.Do, "asks") {
		t.Errorf("%+v", e)
	}
}

func TestExposedStateFolderIsMendedByItsCommand(t *testing.T) {
	for dir, command := range map[string]string{
		"/srv/returns":      "chmod -R go-w /srv/returns",
		"/home/kim/my 'st'": `chmod -R go-w '/home/kim/my '\''st'\'''`,
	} {
		if e := Explain(&ledger.Exposed{Dir: dir, Owner: -1}); !strings.HasSuffix(e.Do, command) {
			t.Errorf("%s: %q", dir, e.Do)
		}
	}
}
