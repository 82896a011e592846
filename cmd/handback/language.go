package main

import (
	"cmp"

	"handback/capability/desk"
	"handback/cmd/internal/config"
	"handback/tui/text"
	"handback/tui/text/lang"
)

// speak chooses the language, before anything is said: that of the command line, of the
// configuration, or of the environment. JSON is English. A configuration that can't be
// read names none; the command that reads it next says why.
func (f *flags) speak(getenv func(string) string) error {
	if f.slipLang != "" && !lang.Known(f.slipLang) {
		_, err := lang.Slip(f.slipLang)
		return usageError{err}
	}
	name := f.lang
	if name == "" {
		c, _ := config.Load(f.configFile)
		name = cmp.Or(c.Lang, lang.Environment(getenv))
	}
	f.lang = name
	if f.json && lang.Known(name) {
		name = "en"
	}
	if err := text.Speak(name); err != nil {
		return usageError{err}
	}
	return nil
}

// maxSlip bounds the template of a slip, in bytes.
const maxSlip = 64 << 10

// slipTemplate is the wording of the hand-over slip: that of the configured file, or that
// of the language for it. Empty: the desk's own, in English.
func (f *flags) slipTemplate(c config.Config) (string, error) {
	if c.SlipTemplate == "" {
		return lang.Slip(cmp.Or(f.slipLang, c.SlipLang, f.lang, "en"))
	}
	text, err := readBounded(c.SlipTemplate, maxSlip)
	if err != nil {
		return "", err
	}
	return string(text), desk.CheckSlip(string(text))
}
