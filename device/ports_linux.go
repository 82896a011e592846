package device

import "os"

func systemPorts() ([]PortInfo, error) {
	return sysfsPorts(os.DirFS("/sys"), os.DirFS("/dev"))
}
