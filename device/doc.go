// Package device reaches a device that holds licenses: it lists the serial
// ports, opens one, and connects to what is on its other end. What is said
// over a port is the business of the packages below.
package device
