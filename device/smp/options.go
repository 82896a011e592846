package smp

// ServerOptions describe the peer that [Serve] plays. The zero value is a
// Zephyr device with its default buffers.
type ServerOptions struct {
	BufSize  int    // bytes of one message, told by the params command; 0: 384
	BufCount int    // messages that it can hold; 0: 4
	Group    uint16 // the licensing group; 0: DefaultGroup
	Version1 bool   // answer like Apache's server: version 1, indefinite maps, no params
	NoHash   bool   // leave out the hash command, as many builds do

	// Log takes a line for each command that was served; nil: none.
	Log func(string)
}
