// Package modem carries one file over a line by XMODEM-1K or YMODEM, as
// X/YMODEM Protocol Reference (Chuck Forsberg, 1988) describes them: blocks of
// 128 or 1024 bytes, each with its number and a CRC-16, each answered before the
// next is sent.
//
// XMODEM carries no length: the receiver must be told it, and cuts off what
// fills the last block. The protocols find damage by a CRC of 16 bits, so the
// caller should compare a digest of the whole file afterwards.
//
// A transfer reads no byte more than it needs, so that what a shell says after
// it is left to the caller.
package modem
