package heard

import (
	"regexp"
	"strings"
)

// kernelMessage is a message of a Linux kernel up to the end of its line, with
// or without its level and the task that it comes from.
var kernelMessage = regexp.MustCompile(`(<\d{1,3}>)?\[ *\d+\.\d{6}\](\[ *[TC]\d+\])? [^\n]*(\n|$)`)

// Words for a password, and what a question ends in.
const (
	secretWords = `(pass ?(word|code|phrase)|passwort|kennwort|mot de passe|contraseña|senha|пароль|密码|密碼|パスワード)`
	asks        = ` ?[:>?：]$`
)

// prompts are the last lines of those that wait for somebody; the first that
// fits counts.
var prompts = []struct {
	heard   Kind
	pattern *regexp.Regexp // of the last line that is not empty
}{
	{NewPassword, newPassword},
	{Login, regexp.MustCompile(`(?i)(login|user ?name|user|benutzer(name)?|anmeldung|utilisateur|identifiant|usuario|utente|логин|用户名|登录|ログイン) ?[:：]$|^(login|user ?name) ?>$`)},
	{Password, regexp.MustCompile(`(?i)` + secretWords + `( for [^ ]+)?` + asks)},
	{Pager, regexp.MustCompile(`(?i)-- ?more|\(END\)|press (any key|enter|return)|lines \d+-\d+`)},
	{Loader, regexp.MustCompile(`(?i)^(=>|u-boot>|grub>|barebox.*|redboot>|cfe>|ar7.*>|.*autoboot.*)$`)},
	{Shell, regexp.MustCompile(`[#$>%❯➜»]$`)},
}

// newPassword asks for a password that shall be, or for the old one before
// that, or for the new one again.
var newPassword = regexp.MustCompile(`(?i)(` +
	`\b(new|old|current|existing|neues|altes|aktuelles|nouveau|ancien|actuel|nueva|actual|nova|atual)\b.*` + secretWords +
	`|\b(re-?type|re-?enter|repeat|confirm|verify|wiederholen|bestätigen|confirmez|repita|confirme)\b.*` + secretWords +
	`|` + secretWords + `.*(again|confirmation|wiederholen|bestätigen)\b` +
	`|` + secretWords + ` (nouveau|nueva|actual)` +
	`|новый пароль|新密码|新しいパスワード` +
	`|\benable secret` +
	`)[^#$]{0,40}` + asks)

// expired tells that a password has to be changed.
var expired = regexp.MustCompile(`(?i)` + secretWords + `.{0,40}\b(expired|aged|abgelaufen|expiré)` +
	`|\b(must|required to|need to|have to) (change|set|choose)\b.{0,40}` + secretWords +
	`|` + secretWords + `.{0,40}\b(must|needs to|has to) be (changed|set)` +
	`|\bchanging ` + secretWords)

// AsksNewPassword reports whether a line asks for a new password, or for the
// old one to change it.
func AsksNewPassword(line string) bool { return newPassword.MatchString(strings.TrimSpace(line)) }

// Expired reports whether a text tells that a password has to be changed. It may
// be no more than a notice of the house's rules.
func Expired(text string) bool { return expired.MatchString(text) }
