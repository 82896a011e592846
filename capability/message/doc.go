// Package message is the open form of capability requests and responses: the
// files that travel between a device and the portal when no vendor's own
// format is used. Anyone can read them; only the device can make a request and
// only the back office a response (see package seal).
//
// A message is a COSE_Sign1 (RFC 9052, section 4.2) signed with Ed25519
// (EdDSA, RFC 9053, section 2.2) over a payload in the core deterministic
// encoding of CBOR (RFC 8949, section 4.2.1). In CDDL (RFC 8610):
//
//	message   = #6.18([protected, {}, payload, signature])
//	protected = bstr .cbor { 1: -8,                             ; alg: EdDSA
//	                         3: "application/vnd.handback+cbor", ; content type
//	                         4: bstr .size 8 }                   ; kid: KeyIDOf
//	payload   = bstr .cbor (request / response)
//	signature = bstr .size 64
//
//	request = {
//	  1: version, 2: "request", 3: id, 4: host,
//	  5: time / 0,                ; the device's clock; 0: it has none
//	  6: mark / null,             ; the last response processed: the proof
//	  7: [* line],                ; empty: a sync, that is, a confirmation
//	}
//	response = {
//	  1: version, 2: "response", 3: id, 4: host,
//	  5: time,                    ; issued
//	  6: time / 0,                ; expires; 0: never
//	  7: seq,
//	  8: id / null,               ; the request that it answers
//	  9: [* right],               ; ALL rights from now on, not a difference
//	  10: bool,                   ; whether the portal waits for a confirmation
//	  11: [* note],
//	}
//
//	version = 1
//	id      = bstr .size 16
//	host    = [type: printable .size (1..32), value: printable .size (1..128)]
//	mark    = [seq, sha256: bstr .size 32]  ; of all bytes of the response
//	line    = [activation-id, remaining: count]
//	right   = [activation-id, feature: text, version: text, count, expires: time / 0]
//	note    = [activation-id / "", code: 1..255, text]
//	activation-id = printable .size (1..128)
//	printable     = tstr          ; ASCII 0x21 to 0x7e
//	text          = tstr .size (0..512)
//	count         = 0..2147483647
//	seq           = 1..9223372036854775807
//	time          = 1..253402300799         ; Unix seconds, up to the year 9999
//
// The order of the bytes is fixed in full, envelope included: a message has
// one form only, so its SHA-256 names it. Everything before the kid is the
// same in every message; later versions keep this opening and the keys 1 and 2
// of the payload, so that an older reader can tell a newer message from noise.
package message
