// Package profile reads the description of a device that is reached through
// its console: a TOML 1.0 file that says how to log in, which commands to give,
// and what their answers look like. The files beside this one are built in and
// explain each key; copy the nearest and change it.
//
// It is pure: nothing here talks to a device.
package profile
