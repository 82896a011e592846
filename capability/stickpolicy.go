package capability

// StickPolicy is what a site asks of USB sticks. The zero value asks nothing.
type StickPolicy struct {
	Serials    []string // only sticks with one of these serial numbers; empty: any
	Release    bool     // a stick is taken out only after it was released
	ScanRecord bool     // a scan is on record before anything from a stick is loaded
}
