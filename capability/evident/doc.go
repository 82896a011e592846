// Package evident tells what bytes that are no message evidently are: another
// kind of file, such as the portal's sign-in page, or a message of the open
// form that was changed on its way to the stick. Where undoing that is certain,
// it gives the message as it was made. It knows nothing of devices and returns.
//
// A vendor's own response is bytes that nobody here can read. So only what
// has an unmistakable beginning is called another kind of file.
package evident
