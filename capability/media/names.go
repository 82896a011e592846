package media

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Folder is the folder of a stick that holds the cases.
const Folder = "HANDBACK"

// CaseName is the file of a case folder that holds the whole case, so that
// another laptop can go on.
const CaseName = "return.json"

// Limits of names, in bytes.
const (
	maxReturnID = 16
	maxPart     = 32 // model, serial
	maxName     = 64 // a file in a case folder
)

// Case names the return whose files go into one folder.
type Case struct {
	ReturnID      string // R-7F3K2
	Model, Serial string // as the device tells: untrusted text
}

// Dir is the case's folder on the stick, with slashes:
// HANDBACK/R-7F3K2_X200_SN0042. It is ASCII, bounded and possible on FAT,
// exFAT, NTFS and ext4, whatever the parts hold; what can't be in a name
// becomes a hyphen, an empty part "unknown".
func (c Case) Dir() string {
	return path.Join(Folder, part(c.ReturnID, maxReturnID)+"_"+part(c.Model, maxPart)+"_"+part(c.Serial, maxPart))
}

// part makes a piece of a folder name out of untrusted text: letters, digits
// and single hyphens between them. The dot is left out, too: Windows reads
// "NUL.1" as a device.
func part(text string, most int) string {
	var out strings.Builder
	gap := false
	for i := 0; i < len(text) && out.Len() < most; i++ {
		if !alphanumeric(text[i]) {
			gap = out.Len() > 0
			continue
		}
		if gap && out.Len()+1 < most {
			out.WriteByte('-')
		}
		gap = false
		out.WriteByte(text[i])
	}
	if out.Len() == 0 {
		return "unknown"
	}
	return out.String()
}

func alphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// CheckName reports whether a file of this name can lie in a case folder on
// every file system: 1 to 64 letters, digits, dots, hyphens and underscores,
// beginning with a letter or digit and not ending in a dot, and no name that
// Windows keeps for a device. The error is an [ErrName].
func CheckName(name string) error {
	switch {
	case name == "" || len(name) > maxName:
		return fmt.Errorf("%w: %q has %d bytes, 1 to %d are possible", ErrName, name, len(name), maxName)
	case !alphanumeric(name[0]) || strings.HasSuffix(name, "."):
		return fmt.Errorf("%w: %q begins or ends with a special character", ErrName, name)
	case reserved(name):
		return fmt.Errorf("%w: %q is the name of a device on Windows", ErrName, name)
	}
	for _, c := range []byte(name) {
		if !alphanumeric(c) && !strings.ContainsRune("._-", rune(c)) {
			return fmt.Errorf("%w: %q holds %q", ErrName, name, c)
		}
	}
	return nil
}

// reserved reports whether Windows takes the name for a device, with whatever
// extension ("Naming Files, Paths, and Namespaces").
func reserved(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	if slices.Contains([]string{"CON", "PRN", "AUX", "NUL"}, stem) {
		return true
	}
	port := strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")
	return port && len(stem) == len("COM1") && stem[3] >= '0' && stem[3] <= '9'
}

// PassedOver are the names that a file was not saved under, though it should
// have been under the first: other files are there, or are saved there.
func PassedOver(asked, got string) []string {
	var others []string
	for n := 1; n <= maxNumber; n++ {
		name := numbered(asked, n)
		if name == got {
			return others
		}
		others = append(others, name)
	}
	return nil
}

// numbered is the n-th name for a file whose name is taken:
// 1-return-request.bin, 1-return-request-2.bin, ...
func numbered(name string, n int) string {
	if n == 1 {
		return name
	}
	ext := path.Ext(name)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), n, ext)
}
