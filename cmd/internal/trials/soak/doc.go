// Package soak is a test of the whole that lasts: return after return, started
// on devices and in the portal, over pseudo terminals with noise on the line
// whose cables are pulled and put back at any moment. No unit may be lost or
// counted twice, and nothing may be left open.
//
//	go test ./cmd/internal/trials/soak -v -timeout 3h -soak.returns 1000 -soak.lines 3
package soak
