// Package typed carries a message where no stick may go: as QR codes that a
// camera reads from the screen, and as numbered lines that a person types.
//
// Both are made of the digits of Crockford's base 32 (0-9 and A-Z without I, L,
// O and U, https://www.crockford.com/base32.html), five bits a character. A
// reader takes small letters, O for 0, and I and L for 1, and characters of
// other scripts that look like one of these; what can't be seen it passes over.
// A code that a scanner typed for another keyboard is read where the check
// decides for which.
//
// Both begin with the same head of 15 bytes, 24 characters:
//
//	byte 0      version (now 1) in the upper four bits, kind in the lower:
//	            1 return request, 2 response, 3 confirmation request,
//	            4 receipt, 5 declaration, 6 any other file
//	bytes 1-3   size of the message in bytes, big endian
//	bytes 4-14  the first 88 bits of its SHA-256
//
// A line is its number, 24 characters that carry 15 bytes, and a check of four
// characters, all in groups of four. Line 0 carries the head, the others the
// message; the last one may be shorter:
//
//	17 ABCD EFGH JKMN PQRS TVWX YZ01 2345
//
// A code is HB1.NUMBER/TOTAL.HEAD.BODY.CHECK, all of which fits the QR code's
// alphanumeric mode (ISO/IEC 18004). The message is cut into TOTAL bodies of
// ceil(size/TOTAL) bytes; the last one may be shorter.
//
// The check is the upper 20 bits of the CRC-32C (RFC 3720) over NUMBER (of a
// code NUMBER/TOTAL), a dot, HEAD (nothing in line 0), a dot, and the
// characters before the check. So a line under another number, and a line or
// code of another message, don't fit either. A message is complete when all
// its bytes are there and their SHA-256 begins as the head says. The checks
// are against mistakes; against a forger stands the message's own signature.
package typed
