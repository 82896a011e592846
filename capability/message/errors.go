package message

import "errors"

// What can be wrong with a message. Each error returned by this package wraps
// one of them and says more.
var (
	ErrNotMessage = errors.New("not a Handback message")
	ErrTruncated  = errors.New("the message is truncated")
	ErrTooLarge   = errors.New("the message is too large")
	ErrVersion    = errors.New("the message has a newer version than this program knows")
	ErrKind       = errors.New("the wrong kind of message")
	ErrSignature  = errors.New("the signature is not right")
	ErrHost       = errors.New("the message is for another device")
)
