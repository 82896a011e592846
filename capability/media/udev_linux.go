package media

import (
	"bufio"
	"cmp"
	"io/fs"
	"strconv"
	"strings"
	"unicode/utf8"
)

// properties are what udev found out about a block device; nil: it has no
// entry in udev's database, or there is no udev.
type properties map[string]string

// readUdev reads the E: lines of an entry.
func readUdev(system fs.FS, number string) properties {
	f, err := system.Open("run/udev/data/b" + number)
	if err != nil {
		return nil
	}
	defer f.Close()
	all := make(properties)
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line, ok := strings.CutPrefix(lines.Text(), "E:")
		if key, value, found := strings.Cut(line, "="); ok && found {
			all[key] = value
		}
	}
	return all
}

// label is that of the file system as it was given.
func (p properties) label() string {
	return cmp.Or(unhex(p["ID_FS_LABEL_ENC"]), p["ID_FS_LABEL"])
}

// state is that of a volume that isn't mounted.
func (p properties) state() State {
	switch {
	case p == nil, p["ID_FS_USAGE"] == "filesystem":
		return Unmounted
	case p["ID_FS_USAGE"] == "crypto", p["ID_FS_TYPE"] == "BitLocker":
		return Locked
	default:
		return Blank
	}
}

// hidden reports whether a partition is one that a person has no use for.
func (p properties) hidden() bool {
	switch p["ID_PART_ENTRY_TYPE"] {
	case "0xef", "c12a7328-f81f-11d2-ba4b-00a0c93ec93b", // EFI system
		"e3c9e316-0b5c-4db8-817d-f92df00215ae", // reserved by Microsoft
		"de94bba4-06d1-4d40-a16a-bfd50179d6ac", // Windows recovery
		"21686148-6449-6e6f-744e-656564454649": // BIOS boot
		return true
	}
	return p["UDISKS_IGNORE"] == "1"
}

// unhex turns udev's \x20 back into a space, and its kin. Text that isn't
// UTF-8 then stays as it is.
func unhex(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if strings.HasPrefix(text[i:], `\x`) && len(text) >= i+4 {
			if c, err := strconv.ParseUint(text[i+2:i+4], 16, 8); err == nil {
				out.WriteByte(byte(c))
				i += 3
				continue
			}
		}
		out.WriteByte(text[i])
	}
	if !utf8.ValidString(out.String()) {
		return text
	}
	return out.String()
}
