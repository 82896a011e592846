// Package backoffice is a reference back office: it keeps the books of
// entitlements and devices, answers the requests that devices make, and
// credits what a device has proved to hold no more. Its words and states are
// those of FlexNet Operations; its messages those of package message.
//
// The rules are pure: [Books.Decide] looks at what is known of one device and
// at one request, and gives the books as they are afterwards, what changed and
// the response; [Books.Remove] does so for a removal in the portal,
// [Books.Obsolete] for a device that is dead, [Books.Refuse] for a request that
// tells something odd of its device. [Office] keeps the books in an SQLite
// database, loads what a request needs, applies the rule and writes the outcome
// in one transaction.
//
// For each activation ID the books always hold
//
//	available + held by devices + waiting for confirmation = entitled
//
// The schema refuses writes that promise more than that, whoever makes them,
// and [Office.Audit] checks that nothing is missing either.
//
// The private key of the portal lies in the database, unencrypted. The file is
// made so that only its owner can read it; whoever reads it can sign responses.
package backoffice
