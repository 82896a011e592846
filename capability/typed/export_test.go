package typed

import "github.com/boombuler/barcode/qr"

const (
	Alphabet   = alphabet
	MaxVersion = maxVersion
)

// Capacity and Level show the tests what codes are made of.
func Capacity(version int, level qr.ErrorCorrectionLevel) int { return capacity(version, level) }

// Check is the check of the digits that are under name.
func Check(name, head, digits string) string { return check(name, head, digits) }

// Level is how strongly the code is corrected.
func (c Code) Level() qr.ErrorCorrectionLevel { return c.level }

// Version is the largest code that a screen has room for.
func (s Screen) Version() int { return s.version() }
