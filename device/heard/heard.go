// Package heard classifies what was received on a serial line: who is there, and
// whether it is safe to send a line of text.
package heard

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"handback/capability"
	"handback/device/escape"
)

// Kind is what a line sounds like.
type Kind string

// What may be heard.
const (
	Nothing     Kind = "nothing"
	Rubbish     Kind = "rubbish"           // mostly bytes that are no text
	Echo        Kind = "its own echo"      // only what was sent
	Text        Kind = "text"              // of no known kind
	Login       Kind = "a login prompt"    // asks for a user name
	Password    Kind = "a password prompt" // asks for a password
	NewPassword Kind = "a demand for a new password"
	Pager       Kind = "a pager" // waits for a key
	Loader      Kind = "a boot loader"
	Shell       Kind = "a command prompt" // a shell or a maker's own command line
)

// Console reports whether a console was heard that a profile can talk to.
func (k Kind) Console() bool { return k == Shell || k.TakesInput() }

// TakesInput reports whether a line of text would be taken for a user name, a
// password, a key or a boot loader's command. A shell only complains of it.
func (k Kind) TakesInput() bool {
	switch k {
	case Login, Password, NewPassword, Pager, Loader:
		return true
	}
	return false
}

// Legible reports whether text was heard, so that the rate is right.
func (k Kind) Legible() bool { return k == Text || k.Console() }

// Classify tells what received sounds like, after sent went out.
func Classify(received, sent []byte) Kind {
	text := strings.TrimRight(withoutKernel(plain(received)), " \n")
	switch {
	case len(received) == 0:
		return Nothing
	case !mostlyText(received):
		return Rubbish
	case echoed(text, plain(sent)):
		return Echo
	}
	last := lastLine(text)
	for _, kind := range patterns().prompts {
		if !kind.pattern.MatchString(last) {
			continue
		}
		if kind.heard == Password && Expired(text) {
			return NewPassword
		}
		return kind.heard
	}
	if strings.Contains(strings.ToLower(text), "autoboot") {
		return Loader
	}
	return Text
}

// maxSample bounds a sample, in bytes.
const maxSample = 80

// Sample is the last line of text in p, fit to be shown; empty: there is none.
func Sample(p []byte) string {
	if !mostlyText(p) {
		return ""
	}
	last := lastLine(strings.TrimSpace(withoutKernel(plain(p))))
	return strings.ToValidUTF8(last[max(0, len(last)-maxSample):], "")
}

func lastLine(text string) string {
	return strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
}

// plain is text without what controls a terminal, with line feeds for all line
// breaks, fit to be shown.
func plain(p []byte) string {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(escape.Strip(string(p)))
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = capability.Printable(line)
	}
	return strings.Join(lines, "\n")
}

// withoutKernel is a text without the kernel's messages, which come in between
// and hide the prompt.
func withoutKernel(text string) string { return kernelMessage.ReplaceAllString(text, "") }

// mostlyText reports whether nine of ten bytes belong to characters that can be
// seen, to line breaks or to escapes. NUL is filling.
func mostlyText(p []byte) bool {
	text, all := 0, 0
	for len(p) > 0 {
		r, n := utf8.DecodeRune(p)
		p = p[n:]
		if r == 0 {
			continue
		}
		all += n
		seen := unicode.IsGraphic(r) && (r != utf8.RuneError || n > 1)
		if seen || n == 1 && strings.ContainsRune("\n\r\t\x1b\b\a", r) {
			text += n
		}
	}
	return all > 0 && text*10 >= all*9
}

// echoed reports whether there is nothing in text but lines that were sent.
func echoed(text, sent string) bool {
	some := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.Contains(sent, line) {
			return false
		}
		some = some || len(line) >= 8
	}
	return some
}

// kernelMessage is a message of a Linux kernel up to the end of its line, with
// or without its level and the task that it comes from.
var kernelMessage = regexp.MustCompile(`(<\d{1,3}>)?\[ *\d+\.\d{6}\](\[ *[TC]\d+\])? [^\n]*(\n|$)`)

// Words for a password, and what a question ends in.
const (
	secretWords = `(pass ?(word|code|phrase)|passwort|kennwort|mot de passe|contraseña|senha|пароль|密码|密碼|パスワード)`
	asks        = ` ?[:>?：]$`
)

// prompt is a kind of what waits for input.
type prompt struct {
	heard   Kind
	pattern *regexp.Regexp // of the last line that is not empty
}

// patternSet are the patterns of a line.
type patternSet struct {
	prompts []prompt // the first that fits counts

	newPassword *regexp.Regexp // asks for a new password, for the old one before it, or for the new one again
	expired     *regexp.Regexp // tells that a password has to be changed
}

// patterns compiles them when a line is heard for the first time: that takes
// longer than the whole start of a program that hears none.
var patterns = sync.OnceValue(func() patternSet {
	newPassword := regexp.MustCompile(`(?i)(` +
		`\b(new|old|current|existing|neues|altes|aktuelles|nouveau|ancien|actuel|nueva|actual|nova|atual)\b.*` + secretWords +
		`|\b(re-?type|re-?enter|repeat|confirm|verify|wiederholen|bestätigen|confirmez|repita|confirme)\b.*` + secretWords +
		`|` + secretWords + `.*(again|confirmation|wiederholen|bestätigen)\b` +
		`|` + secretWords + ` (nouveau|nueva|actual)` +
		`|новый пароль|新密码|新しいパスワード` +
		`|\benable secret` +
		`)[^#$]{0,40}` + asks)
	return patternSet{
		prompts: []prompt{
			{NewPassword, newPassword},
			{Login, regexp.MustCompile(`(?i)(login|user ?name|user|benutzer(name)?|anmeldung|utilisateur|identifiant|usuario|utente|логин|用户名|登录|ログイン) ?[:：]$|^(login|user ?name) ?>$`)},
			{Password, regexp.MustCompile(`(?i)` + secretWords + `( for [^ ]+)?` + asks)},
			{Pager, regexp.MustCompile(`(?i)-- ?more|\(END\)|press (any key|enter|return)|lines \d+-\d+`)},
			{Loader, regexp.MustCompile(`(?i)^(=>|u-boot>|grub>|barebox.*|redboot>|cfe>|ar7.*>|.*autoboot.*)$`)},
			{Shell, regexp.MustCompile(`[#$>%❯➜»]$`)},
		},
		newPassword: newPassword,
		expired: regexp.MustCompile(`(?i)` + secretWords + `.{0,40}\b(expired|aged|abgelaufen|expiré)` +
			`|\b(must|required to|need to|have to) (change|set|choose)\b.{0,40}` + secretWords +
			`|` + secretWords + `.{0,40}\b(must|needs to|has to) be (changed|set)` +
			`|\bchanging ` + secretWords),
	}
})

// AsksNewPassword reports whether a line asks for a new password, or for the
// old one to change it.
func AsksNewPassword(line string) bool {
	return patterns().newPassword.MatchString(strings.TrimSpace(line))
}

// Expired reports whether a text tells that a password has to be changed. The
// text may be no more than a notice of the company's rules.
func Expired(text string) bool { return patterns().expired.MatchString(text) }
