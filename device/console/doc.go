// Package console reaches devices that have nothing but a login shell or a
// command line of their own, as a profile describes them.
package console
