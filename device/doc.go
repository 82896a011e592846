// Package device reaches a device that holds licenses: it asks at a port who is
// there, connects to the device, and finds it again after the cable was pulled.
// What is said over a port is the business of the packages below.
package device
