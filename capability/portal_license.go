package capability

// PortalLicense is what a portal says about one license of a device, in the words
// of FlexNet Operations. Counts are units.
type PortalLicense struct {
	ActivationID ActivationID `json:"activation_id"`
	Entitlement  string       `json:"entitlement,omitempty"`
	Requested    int          `json:"requested"` // that shall be on the device
	Consumed     int          `json:"consumed"`  // that count as used up, those that wait for confirmation included
	Generated    int          `json:"generated"` // that its newest response carries
	State        LicenseState `json:"state"`
}

// Waits reports whether units of the license wait for the device's confirmation.
func (l PortalLicense) Waits() bool {
	switch l.State {
	case WaitingForConfirmation, RemovalPendingConfirmation, CopiesDecreasing:
		return true
	default:
		return false
	}
}

// Waiting is how many units were taken away and wait for the device's confirmation.
func (l PortalLicense) Waiting() int { return max(0, l.Consumed-l.Requested) }

// LicenseState says how a license of a device is in a portal, in the
// words of FlexNet Operations (licenseStateType).
type LicenseState string

// The states.
const (
	LicenseUndefined           LicenseState = "UNDEFINED"
	LicenseNotGenerated        LicenseState = "LICENSE_NOT_GENERATED"        // mapped, the device has no unit yet
	LicenseGenerated           LicenseState = "LICENSE_GENERATED"            // the device may use its units
	MarkedForRemoval           LicenseState = "MARKED_FOR_REMOVAL"           // removed in the portal, no response made yet
	RemovedFromLicense         LicenseState = "REMOVED_FROM_LICENSE"         // all given back and credited
	RemovalPendingConfirmation LicenseState = "REMOVAL_PENDING_CONFIRMATION" // all removed in the portal, not yet proved
	CopiesIncreasing           LicenseState = "COPIES_INCREASING"
	CopiesDecreasing           LicenseState = "COPIES_DECREASING"        // some given back, not yet proved
	WaitingForConfirmation     LicenseState = "WAITING_FOR_CONFIRMATION" // all given back, not yet proved
	LicenseExpired             LicenseState = "EXPIRED"
	LicenseObsolete            LicenseState = "OBSOLETE" // the device was written off
	LicenseInactive            LicenseState = "INACTIVE"
)

// LicenseStates lists the states.
func LicenseStates() []LicenseState {
	return []LicenseState{
		LicenseUndefined, LicenseNotGenerated, LicenseGenerated, MarkedForRemoval, RemovedFromLicense, RemovalPendingConfirmation,
		CopiesIncreasing, CopiesDecreasing, WaitingForConfirmation, LicenseExpired, LicenseObsolete, LicenseInactive,
	}
}
