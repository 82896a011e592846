// Package media writes and reads the USB sticks that carry files between a
// device and the licensing portal: it finds sticks, saves the files of a case
// so that they survive a pulled stick, collects what others put there, and
// makes a stick ready to be taken away.
//
// Whatever lies on a stick is untrusted. Nothing on it leads out of it: links
// are not followed, devices and pipes are not opened, and sizes, depths and
// times are bounded. Paths and names are returned as they are on the stick;
// show them through [capability.Printable].
package media
