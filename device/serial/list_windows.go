package serial

import (
	"fmt"
	"strings"

	bugst "go.bug.st/serial"
	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// The class of devguid.h, and properties of devpkey.h.
var (
	portClass   = guid(0x4d36e978, 0xe325, 0x11ce, 0xbf, 0xc1, 0x08, 0x00, 0x2b, 0xe1, 0x03, 0x18)
	parentKey   = windows.DEVPROPKEY{FmtID: windows.DEVPROPGUID(guid(0x4340a6c5, 0x93fa, 0x4706, 0x97, 0x2c, 0x7b, 0x64, 0x80, 0x08, 0xa5, 0xa7)), PID: 8}
	reportedKey = windows.DEVPROPKEY{FmtID: windows.DEVPROPGUID(guid(0x540b947e, 0x8b40, 0x45bc, 0xa8, 0xa2, 0x6a, 0x0b, 0x89, 0x4c, 0xbd, 0xa2)), PID: 4}
)

func guid(first uint32, second, third uint16, rest ...byte) windows.GUID {
	return windows.GUID{Data1: first, Data2: second, Data3: third, Data4: [8]byte(rest)}
}

// systemPorts asks the device manager, which opens no port.
func systemPorts() ([]Port, error) {
	ports, err := devnodes(&portClass, "", 0)
	if err != nil {
		return nil, fmt.Errorf("list the serial ports: %w", err)
	}
	usb, _ := devnodes(nil, "USB", windows.DIGCF_ALLCLASSES) // without it adapters have no place
	on := make(map[string]devnode, len(usb))
	for _, n := range usb {
		on[strings.ToUpper(n.id)] = n
	}
	paths, err := bugst.GetPortsList() // SERIALCOMM
	if err != nil {
		err = fmt.Errorf("list the serial ports: %w", err)
	}
	return winPorts(ports, on, paths), err
}

// listDisturbs says that a list would disturb ports that are in use.
const listDisturbs = false

// devnodes are the devices that are plugged in, of a class or of a bus.
func devnodes(class *windows.GUID, bus string, flags windows.DIGCF) ([]devnode, error) {
	set, err := windows.SetupDiGetClassDevsEx(class, bus, 0, flags|windows.DIGCF_PRESENT, 0, "")
	if err != nil {
		return nil, err
	}
	defer set.Close()
	var all []devnode
	for i := 0; ; i++ {
		data, err := set.EnumDeviceInfo(i)
		if err == windows.ERROR_NO_MORE_ITEMS {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		if n, err := lookUp(set, data); err == nil {
			all = append(all, n)
		}
	}
}

// lookUp reads what is known about a device; only its name must be.
func lookUp(set windows.DevInfo, data *windows.DevInfoData) (devnode, error) {
	id, err := set.DeviceInstanceID(data)
	if err != nil {
		return devnode{}, err
	}
	registered := func(property windows.SPDRP) string {
		value, err := set.DeviceRegistryProperty(data, property)
		return text(value, err)
	}
	property := func(key *windows.DEVPROPKEY) string {
		value, err := windows.SetupDiGetDeviceProperty(set, data, key)
		return text(value, err)
	}
	return devnode{
		id: id, parent: property(&parentKey), port: portName(set, data),
		friendly: registered(windows.SPDRP_FRIENDLYNAME), reported: property(&reportedKey),
		maker: registered(windows.SPDRP_MFG), service: registered(windows.SPDRP_SERVICE),
		location: registered(windows.SPDRP_LOCATION_PATHS),
	}, nil
}

// text is a property that is a text, or the first of several.
func text(value any, err error) string {
	switch value := value.(type) {
	case string:
		return value
	case []string:
		if err == nil && len(value) > 0 {
			return value[0]
		}
	}
	return ""
}

// portName is COM6 of a port; empty of other devices.
func portName(set windows.DevInfo, data *windows.DevInfoData) string {
	handle, err := set.OpenDevRegKey(data, windows.DICS_FLAG_GLOBAL, 0, windows.DIREG_DEV, windows.KEY_READ)
	if err != nil {
		return ""
	}
	key := registry.Key(handle)
	defer key.Close()
	name, _, err := key.GetStringValue("PortName")
	if err != nil {
		return ""
	}
	return name
}
