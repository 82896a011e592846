// Package redact makes a device's console text fit to be shown and logged: what
// looks like a secret is masked, and terminal escapes and control characters
// are removed.
//
// It goes by the words that stand before a value, so it can miss a secret; one
// that is known must be given to a [Masker].
package redact
