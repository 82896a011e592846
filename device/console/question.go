package console

import "context"

// Asked is what a question to the person at the laptop is about.
type Asked string

// What is asked for.
const (
	UserName Asked = "user name" // of an account on the device
	Password Asked = "password"  // not to be shown, logged or kept
	Deed     Asked = "deed"      // something to be done at the device; the answer is empty
)

// Question is put to the person at the laptop while a device is reached.
type Question struct {
	About Asked
	Text  string // the profile's words for a deed, the device's prompt else; untrusted
	Again bool   // the device refused the login that was given before
}

// Ask puts a question and waits for its answer. The error is ctx.Err() when
// ctx ends, or whatever says that nobody will answer.
type Ask func(ctx context.Context, q Question) (string, error)
