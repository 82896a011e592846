package typed

import "github.com/boombuler/barcode/qr"

// The sizes of QR codes that are drawn. Larger ones take a screen that few
// have, and a steady hand.
const (
	maxVersion  = 20
	quietZone   = 4 // modules around a code (ISO/IEC 18004, 9.1)
	baseModules = 17
	perVersion  = 4 // modules that each version has more
)

// capacity is how many alphanumeric characters a QR code of a version holds
// at a level (ISO/IEC 18004, table 7); 0 when there is no such code.
func capacity(version int, level qr.ErrorCorrectionLevel) int {
	table := [...][4]int{
		{25, 20, 16, 10},
		{47, 38, 29, 20},
		{77, 61, 47, 35},
		{114, 90, 67, 50},
		{154, 122, 87, 64},
		{195, 154, 108, 84},
		{224, 178, 125, 93},
		{279, 221, 157, 122},
		{335, 262, 189, 143},
		{395, 311, 221, 174},
		{468, 366, 259, 200},
		{535, 419, 296, 227},
		{619, 483, 352, 259},
		{667, 528, 376, 283},
		{758, 600, 426, 321},
		{854, 656, 470, 365},
		{938, 734, 531, 408},
		{1046, 816, 574, 452},
		{1153, 909, 644, 493},
		{1249, 970, 702, 557},
	}
	if version < 1 || version > len(table) || int(level) >= len(table[0]) {
		return 0
	}
	return table[version-1][level]
}

// Screen is the room that a code has.
type Screen struct{ Columns, Rows int }

// version is the largest code that fits with its quiet zone: a module is a
// column wide and half a row high. It is below 1 when none does.
func (s Screen) version() int {
	modules := min(s.Columns, 2*s.Rows) - 2*quietZone
	return min(maxVersion, (modules-baseModules)/perVersion)
}
