package device

import "go.bug.st/serial"

// readable has nothing to try: the system takes any number of files.
func readable(serial.Port) error { return nil }
