package media

import "fmt"

// macUSB is what a USB device says of itself.
type macUSB struct{ serial, maker, model, vendorID, productID string }

// parseUSB reads ioreg -a -r -l -c IOUSBHostDevice: USB devices with what lies
// below them, down to the media, whose BSD names (disk4) are the keys here.
func parseUSB(text []byte) (map[string]macUSB, error) {
	tree, err := parsePlist(text)
	if err != nil {
		return nil, err
	}
	found := make(map[string]macUSB)
	for _, node := range asList(tree) {
		walkUSB(node, macUSB{}, found)
	}
	return found, nil
}

func asList(value any) []any {
	list, _ := value.([]any)
	return list
}

// walkUSB goes down the tree; the depth is bounded by [parsePlist].
func walkUSB(node any, above macUSB, found map[string]macUSB) {
	if id := plistOf[int64](node, "idVendor"); id != 0 {
		above = macUSB{
			serial: firstText(node, "USB Serial Number", "kUSBSerialNumberString"),
			maker:  firstText(node, "USB Vendor Name", "kUSBVendorString"), model: firstText(node, "USB Product Name", "kUSBProductString"),
			vendorID: hex4(id), productID: hex4(plistOf[int64](node, "idProduct")),
		}
	}
	if name := plistOf[string](node, "BSD Name"); name != "" && above != (macUSB{}) {
		found[name] = above
	}
	for _, child := range plistOf[[]any](node, "IORegistryEntryChildren") {
		walkUSB(child, above, found)
	}
}

func firstText(node any, keys ...string) string {
	for _, key := range keys {
		if text := plistOf[string](node, key); text != "" {
			return text
		}
	}
	return ""
}

func hex4(id int64) string { return fmt.Sprintf("%04x", id&0xffff) }
