// Package device reaches a device that holds licenses: it lists the serial
// ports and who has them, asks at a port who is there, opens one, connects to
// what is on its other end, and finds it again after the cable was pulled. What
// is said over a port is the business of the packages below.
package device
