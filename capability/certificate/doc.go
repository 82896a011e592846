// Package certificate writes down what is known of a return for people who
// were not there: the certificate of a closed one, the state of any other. Both
// are built from the facts alone and say of each thing what it rests on.
//
// The text is ASCII of at most 80 columns. The JSON is one object, ASCII and
// indented; the types of this package are its form, and fields are only ever
// added. A detached signature is of the bytes of either.
//
// Times are RFC 3339 in UTC and say by whose clock. The journal's last hash is
// the SHA-256 of the last line of the journal, line end included; the record
// that has it is the one that the certificate was built from.
package certificate
