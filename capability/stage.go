package capability

import "fmt"

// Stage says where a return stands. It is derived from the facts and never
// stored as a truth of its own. Later stages are greater.
type Stage uint8

// The stages of a return.
const (
	StageNone              Stage = iota // no fact yet
	StageTakenIn                        // another laptop tells of it; nothing of it was seen here
	StageOrdered                        // it is known what shall go back
	StageRequesting                     // the device was told to make a request; outcome unknown
	StageRequestMade                    // the request is in the ledger
	StageRequestSaved                   // and, checked, on a stick
	StageAtPortal                       // a person says it was uploaded, or the portal started it
	StageResponseFound                  // the response is in the ledger
	StageLoading                        // the device was given the response; outcome unknown
	StageLoaded                         // the device says that it processed the response
	StageVerified                       // the licenses read again agree
	StageConfirming                     // the device was told to make the confirmation; outcome unknown
	StageConfirmationMade               // the confirmation is in the ledger
	StageConfirmationSaved              // and, checked, on a stick
	StageDeclared                       // the device is dead: a person declared what can't be proved
	StageDeclarationSaved               // the declaration is, checked, on a stick
	StageClosed                         // the portal has its proof, needs none, or decided
	StageCancelled                      // given up before the portal knew about it
	StageSetAside                       // a case that was taken in, and that nobody goes on with here
)

// Stages lists every stage a return can be in, in order.
func Stages() []Stage {
	all := make([]Stage, 0, StageSetAside)
	for s := StageTakenIn; s <= StageSetAside; s++ {
		all = append(all, s)
	}
	return all
}

func (s Stage) String() string {
	names := [...]string{
		"none", "taken-in", "ordered", "requesting", "request-made", "request-saved", "at-portal", "response-found",
		"loading", "loaded", "verified", "confirming", "confirmation-made", "confirmation-saved",
		"declared", "declaration-saved", "closed", "cancelled", "set-aside",
	}
	if int(s) < len(names) {
		return names[s]
	}
	return fmt.Sprintf("stage %d", uint8(s))
}

// MarshalText implements encoding.TextMarshaler.
func (s Stage) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Stage) UnmarshalText(text []byte) error {
	for _, known := range Stages() {
		if known.String() == string(text) {
			*s = known
			return nil
		}
	}
	return fmt.Errorf("unknown stage %q", text)
}

// Open reports whether a return at this stage still owes something.
func (s Stage) Open() bool { return s != StageNone && s < StageClosed }

// OutcomeUnknown reports whether a device command is open: the device must be
// asked before anything else.
func (s Stage) OutcomeUnknown() bool {
	return s == StageRequesting || s == StageLoading || s == StageConfirming
}
