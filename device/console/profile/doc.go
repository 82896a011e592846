// Package profile reads the description of a device that is reached through
// its console: a TOML 1.0 file that says how to log in, which commands to give,
// and what their answers look like. The files beside this one are built in and
// explain each key; copy the nearest and change it.
//
// A profile of a device that speaks SMP, and is not as usual, has no more than
// these:
//
//	format = 1
//	title = "The maker's X200"
//	protocol = "smp"       # instead of "console"
//
//	[line]
//	rates = [115200, 9600] # bits a second, the usual one first
//	line-buffers = 2       # lines of a frame that its console holds at once
//
// It is pure: nothing here talks to a device.
package profile
