package text

import (
	"fmt"
	"strings"

	"handback/capability"
)

// Licenses, choose, review.
const (
	ChooseHelp Phrase = "Space marks a license to return, A marks all. Left and right, or digits, set how many units REMAIN on the device."
	NoneChosen Phrase = "Nothing is chosen yet. Space chooses the license under the cursor."
	NoLicense  Phrase = "No license matches. Esc ends the filter."
	NoDigit    Phrase = "No digit was typed. Nothing changed."
	FewestLeft Phrase = "0 units remain. Fewer is not possible."

	HeldLabel     Phrase = "held"
	RemainLabel   Phrase = "remain"
	ToReturnLabel Phrase = "to return"

	Reason     Phrase = "Reason (optional)"
	OpenReturn Phrase = "Open the return"
	ReviewHelp Phrase = "What you return works until the response is loaded on the device. You can cancel the return until its request is uploaded."
)

// IdentityTexts are what a device says about itself, each with its name.
func IdentityTexts(d capability.Identity) []string {
	return append(unitTexts(d), hostTexts(d)...)
}

// unitTexts are the same without the host ID.
func unitTexts(d capability.Identity) []string {
	return named("", Printable(" ", d.Vendor, d.Model), say("serial number "), d.Serial, say("firmware "), d.Firmware)
}

func hostTexts(d capability.Identity) []string {
	if d.Host.IsZero() {
		return nil
	}
	return named(say("host ID "), d.Host.String())
}

// IdentityLine is all that a device says about itself, in one line.
func IdentityLine(d capability.Identity) string { return strings.Join(IdentityTexts(d), "  ") }

// IdentityLines is the same in at most two lines: the second has the host ID.
func IdentityLines(d capability.Identity) string {
	return strings.Join(append(named("", strings.Join(unitTexts(d), "  ")), hostTexts(d)...), "\n")
}

func Held(all []capability.License) string {
	if len(all) == 0 {
		return say("The device holds no license: there is nothing to return. Is it the right one? R reads it again, Esc leaves.")
	}
	return say("The device holds %s:", say("%d licenses", len(all)))
}

// NothingLeft says about a device whose return has ended that it holds nothing.
const NothingLeft Phrase = "The device holds no license any more. There is nothing to do: Esc closes this."

func Holds(n int) string { return say("holds %d", n) }

func Stay(n int) string { return say("holds %d, all remain", n) }

// Numbers says about each number what it counts. An order of more units than the
// device holds is an activation.
func Numbers(held, remains int) string {
	if remains > held {
		return say("holds %d, %d then, %d are added", held, remains, remains-held)
	}
	return say("holds %d, %d remain, %d to return", held, remains, held-remains)
}

// ReviewLine is a license that is to be returned, with its feature and its numbers.
func ReviewLine(l capability.License, remains int) string {
	return Printable("  ", string(l.ActivationID), Feature(l)) + ": " + Numbers(l.Count, remains)
}

// Stands says how far one line of an order is, by the newest reading.
func Stands(r capability.Return, held int, line capability.Line) string {
	switch {
	case r.After == nil && r.Mark != nil: // loaded, and not read since
		return say("held %d before the load, %d should remain", held, line.Count)
	case r.After == nil:
		return Numbers(held, line.Count)
	}
	return say("held %d, holds %d, %d should remain", held, capability.CountOf(r.After, line.ActivationID), line.Count)
}

// Ended is what happened to a line of the order. Without a proof it only says what
// was ordered.
func Ended(r capability.Return, held, remains int) string {
	switch {
	case r.Stage == capability.StageCancelled, r.Stage == capability.StageSetAside, r.Closing == capability.ClosedOnDecision:
		return Numbers(held, remains)
	case remains > held:
		return say("held %d, %d now, %d were added", held, remains, remains-held)
	default:
		return say("held %d, %d remain, %d returned", held, remains, held-remains)
	}
}

// Amounts is one license while a person chooses.
func Amounts(held, remain int) string {
	switch returned := held - remain; returned {
	case 0:
		return say("%d held, %d remain", held, remain)
	case 1:
		return say("%d held → %d remain, 1 returns", held, remain)
	default:
		return say("%d held → %d remain, %d return", held, remain, returned)
	}
}

// TooMany says that more can't remain than are held.
func TooMany(held int, typed string) string {
	if held == 1 {
		return say("1 is held: %s is too many.", Cut(typed, 12))
	}
	return say("%d are held: %s is too many.", held, Cut(typed, 12))
}

// AllRemain says that no unit more can remain.
func AllRemain(held int) string {
	return say("%s remain already: that is all that is held.", say("%d units", held))
}

// Chosen counts the licenses that are chosen, and their units to return.
func Chosen(chosen, all, units int) string {
	if chosen == 0 {
		return say("0 of %d chosen", all)
	}
	return say("%d of %d chosen, %s", chosen, all, say("%d units", units))
}

// ChosenBeside is the same beside another count.
func ChosenBeside(chosen, units int) string {
	return say("%d chosen, %s", chosen, say("%d units", units))
}

// LicenseInFull is all that is known about a license but its count.
func LicenseInFull(l capability.License) string {
	return Printable(" · ", string(l.ActivationID), Feature(l), Expiry(l))
}

// Order counts what is returned: 2 licenses (8 units to return).
func Order(r capability.Return) string {
	if len(r.Order.Lines) == 0 {
		return say("what the response says")
	}
	units := unitsOver(r.Before, r.Order.Lines)
	licenses := say("%d licenses", len(r.Order.Lines))
	if r.Purpose == capability.ToActivate {
		return say("%s (%s more)", licenses, say("%d units", -units))
	}
	return fmt.Sprintf("%s (%s)", licenses, toReturnText(units))
}

// dueText counts what is still to be returned, by the newest reading.
func dueText(r capability.Return) string {
	due := r.Due()
	units := unitsOver(r.Held(), due)
	if len(due) == 0 || units <= 0 {
		return Order(r)
	}
	return fmt.Sprintf("%s (%s)", say("%d licenses", len(due)), toReturnText(units))
}

// partlyText says how far an order is carried out, by the newest reading.
func partlyText(r capability.Return) string {
	var all []string
	for _, l := range r.Due() {
		held := capability.CountOf(r.Held(), l.ActivationID)
		all = append(all, say("%s held %d, holds %d, %d should remain", l.ActivationID, capability.CountOf(r.Before, l.ActivationID), held, l.Count))
	}
	return Printable("", strings.Join(all, "; "))
}

// unitsOver counts the units that are held beyond those that shall remain.
func unitsOver(held []capability.License, lines []capability.Line) int {
	units := 0
	for _, l := range lines {
		units += capability.CountOf(held, l.ActivationID) - l.Count
	}
	return units
}

func toReturnText(units int) string { return say("%s to return", say("%d units", units)) }

// Change is one license before and after a response.
func Change(c capability.Change) string {
	then := say("remain")
	if c.After > c.Before {
		then = say("then")
	}
	text := say("%s: holds %d -> %d %s", Printable("  ", string(c.ActivationID), c.Feature), c.Before, c.After, then)
	if !c.Asked {
		text += say(" (NOBODY ASKED FOR THIS)")
	}
	return text
}

func RestStays(n int) string {
	return say("%d other licenses stay as they are.", n)
}

func Credited(r capability.Return, id capability.ActivationID) string {
	if r.ReceiptChecked == nil {
		return say("credited, as the receipt says: %s", Printable("", string(id)))
	}
	return say("credited: %s", Printable("", string(id)))
}

func HeldShort(all []capability.License) string {
	if len(all) == 0 {
		return say("holds no license")
	}
	return say("holds %s", say("%d licenses", len(all)))
}

// WentTitle is the heading of what happened to the order.
func WentTitle(r capability.Return) string {
	switch {
	case r.Stage == capability.StageCancelled:
		return say("Was to be returned")
	case r.Purpose == capability.ToActivate:
		return say("Activated")
	case r.Closing == capability.ClosedOnDecision:
		return say("Not proved")
	default:
		return returnedTitle.String()
	}
}

// OrderTitle is the heading of what is ordered.
func OrderTitle(r capability.Return) string {
	if r.Purpose == capability.ToActivate {
		return say("What is added")
	}
	return toReturnTitle.String()
}
