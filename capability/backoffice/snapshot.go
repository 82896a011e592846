package backoffice

import (
	"context"
	"database/sql"
	"time"

	"handback/capability"
	"handback/capability/message"
)

// Snapshot is what the books hold at one moment. Its JSON form is stable:
// times are RFC 3339 in UTC, counts are units.
type Snapshot struct {
	SkipConfirmation bool              `json:"skip_confirmation"`
	ResponseLifetime int64             `json:"response_lifetime"` // seconds; 0: for ever
	Entitlements     []EntitlementView `json:"entitlements"`
	Devices          []DeviceView      `json:"devices"`
	Waiting          []RemovalView     `json:"waiting"`
	Credits          []RemovalView     `json:"credits"` // oldest first
	Events           []EventView       `json:"events"`  // the newest, oldest first
}

// EntitlementView is an entitlement with where its units are.
type EntitlementView struct {
	ActivationID capability.ActivationID `json:"activation_id"`
	Feature      string                  `json:"feature"`
	Version      string                  `json:"version"`
	Total        int                     `json:"total"`
	Available    int                     `json:"available"`
	Held         int                     `json:"held"`
	Waiting      int                     `json:"waiting"`
}

// DeviceView is an enrolled device.
type DeviceView struct {
	Host      capability.HostID `json:"host"`
	Vendor    string            `json:"vendor"`
	Model     string            `json:"model"`
	Serial    string            `json:"serial"`
	Status    DeviceStatus      `json:"status"`
	Issued    uint64            `json:"issued_seq"` // of the newest response; 0: none
	Proved    uint64            `json:"proved_seq"` // of the newest proved to be loaded; 0: none
	Rollbacks int               `json:"rollbacks"`
	Flags     []FlagView        `json:"flags"` // what is odd about it; empty: nothing
	Licenses  []LicenseView     `json:"licenses"`
}

// LicenseView is a license of a device.
type LicenseView struct {
	ActivationID capability.ActivationID `json:"activation_id"`
	Feature      string                  `json:"feature"`
	Version      string                  `json:"version"`
	Count        int                     `json:"count"`   // units that remain with the device
	Expires      string                  `json:"expires"` // as [capability.License.ExpiresText]
	State        LicenseState            `json:"state"`
}

// RemovalView is a removal that waits, or was credited.
type RemovalView struct {
	Host         capability.HostID       `json:"host"`
	ActivationID capability.ActivationID `json:"activation_id"`
	Count        int                     `json:"count"`
	Seq          uint64                  `json:"seq"`            // of the response that took them
	At           time.Time               `json:"at,omitzero"`    // when they were credited
	Basis        Basis                   `json:"basis,omitzero"` // of the credit
}

// EventView is an event.
type EventView struct {
	ID           int64                   `json:"id"`
	At           time.Time               `json:"at"`
	Kind         ChangeKind              `json:"kind"`
	Host         *capability.HostID      `json:"host,omitempty"`
	ActivationID capability.ActivationID `json:"activation_id,omitempty"`
	Count        int                     `json:"count,omitempty"`
	Seq          uint64                  `json:"seq,omitempty"`
	Request      *message.ID             `json:"request,omitempty"`
	Text         string                  `json:"text,omitempty"`
}

// Snapshot reads everything, and the newest events of at most that number.
func (o *Office) Snapshot(ctx context.Context, events int) (Snapshot, error) {
	var s Snapshot
	err := o.view(ctx, func(tx *sql.Tx) error {
		settings, err := loadSettings(ctx, tx)
		if err != nil {
			return err
		}
		s.SkipConfirmation = settings.SkipConfirmation
		s.ResponseLifetime = int64(settings.ResponseLifetime / time.Second)
		if s.Entitlements, err = viewEntitlements(ctx, tx); err != nil {
			return err
		}
		if s.Devices, err = viewDevices(ctx, tx); err != nil {
			return err
		}
		if s.Waiting, err = viewRemovals(ctx, tx, waitingRemovals); err != nil {
			return err
		}
		if s.Credits, err = viewRemovals(ctx, tx, creditedRemovals); err != nil {
			return err
		}
		s.Events, err = viewEvents(ctx, tx, events)
		return err
	})
	return s, err
}
