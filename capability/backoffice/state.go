package backoffice

// LicenseState says how a license of a device stands in the books, in the
// words of FlexNet Operations (licenseStateType).
type LicenseState string

// The states that fit a device's license. The schema knows all of them; the
// rules for requests set those that they name.
const (
	LicenseNotGenerated        LicenseState = "LICENSE_NOT_GENERATED"        // mapped, the device has no unit yet
	LicenseGenerated           LicenseState = "LICENSE_GENERATED"            // the device may use its units
	MarkedForRemoval           LicenseState = "MARKED_FOR_REMOVAL"           // removed in the portal, no response made yet
	RemovedFromLicense         LicenseState = "REMOVED_FROM_LICENSE"         // all given back and credited
	RemovalPendingConfirmation LicenseState = "REMOVAL_PENDING_CONFIRMATION" // all removed in the portal, not yet proved
	CopiesIncreasing           LicenseState = "COPIES_INCREASING"
	CopiesDecreasing           LicenseState = "COPIES_DECREASING"        // some given back, not yet proved
	WaitingForConfirmation     LicenseState = "WAITING_FOR_CONFIRMATION" // all given back, not yet proved
	Expired                    LicenseState = "EXPIRED"
	Obsolete                   LicenseState = "OBSOLETE" // the device was written off
	Inactive                   LicenseState = "INACTIVE"
)

// stateOf is the state of a license after it changed: remaining units are with
// the device, waiting ones not yet proved to be gone. Where nothing remains, a
// removal in the portal keeps its own word for waiting.
func stateOf(remaining, waiting int, before LicenseState) LicenseState {
	switch {
	case waiting > 0 && remaining > 0:
		return CopiesDecreasing
	case waiting > 0 && before == RemovalPendingConfirmation:
		return RemovalPendingConfirmation
	case waiting > 0:
		return WaitingForConfirmation
	case remaining > 0:
		return LicenseGenerated
	default:
		return RemovedFromLicense
	}
}
