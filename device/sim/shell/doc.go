// Package shell is the console face of a simulated device: a login and a small
// command line, as devices have them that know no management protocol.
//
//	lic info                    who the device is, one "name: value" a line
//	lic list                    ID COUNT EXPIRES|permanent "VERSION" "FEATURE", then "N licenses"
//	lic order clear             begins an order
//	lic order ID COUNT          adds a line to it: COUNT shall remain
//	lic request return|confirm  request NAME SIZE SHA256, or busy PERCENT
//	lic status                  busy PERCENT, request ..., error ..., or idle
//	lic last                    the request made last, or none
//	get NAME FORM               sends a file; FORM is base64, hex, xmodem or ymodem
//	put NAME SIZE FORM          takes one: stored SIZE SHA256
//	lic load NAME SHA256        loaded SEQ
//	set paging on|off           whether a long list stops at --More--
//	version, help, exit
//
// A command that fails says "error CODE: TEXT", where CODE is a
// [capability.RefusalCode]. Files as base64 or hex are lines that a line with a
// dot ends. Any of CR, LF and CRLF ends a line; backspace and Ctrl-U erase,
// Ctrl-C drops the line or what is under way.
package shell
