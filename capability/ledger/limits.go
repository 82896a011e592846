package ledger

// Limits of a record. The longest line possible is the reading of
// capability.MaxLicenses licenses whose every text is at its longest and has
// each byte escaped.
const (
	MaxLine    = 8 << 20  // bytes of a line of a journal
	MaxJournal = 64 << 20 // bytes of a journal
	MaxFacts   = 10_000   // lines of a journal
	MaxFile    = 1 << 20  // bytes of a file beside it
)
