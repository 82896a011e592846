package device

import "os"

func systemPorts() ([]PortInfo, error) {
	return sysfsPorts(os.DirFS("/sys"), os.DirFS("/dev"))
}

// listInUse lists while ports are in use, which disturbs none here.
func listInUse() ([]PortInfo, error) { return systemPorts() }
