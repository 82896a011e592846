package capability

// Artifact gives the file that came with the fact; false when none did.
func (e Entry) Artifact() (Artifact, bool) {
	switch fact := e.Fact.(type) {
	case RequestMade:
		return fact.Artifact, true
	case ResponseFound:
		return fact.Artifact, true
	case Receipt:
		return fact.Artifact, true
	case Declared:
		return fact.Declaration, true
	default:
		return Artifact{}, false
	}
}

// Reading gives what the device itself said in the fact; nil in most. A return
// can begin with a device that nobody could read: known from a label, or to
// the portal by its host ID alone.
func (e Entry) Reading() *Reading {
	switch fact := e.Fact.(type) {
	case LicensesRead:
		return &fact.Reading
	case Opened:
		if fact.Way != FromLabel && !fact.Reading.Device.onlyHost() {
			return &fact.Reading
		}
	}
	return nil
}

// onlyHost reports whether nothing but the host ID is known of the device.
func (d Identity) onlyHost() bool {
	return d.Vendor == "" && d.Model == "" && d.Serial == "" && d.Firmware == "" && d.Clock.IsZero() && d.Last == nil && d.Keys == nil
}
