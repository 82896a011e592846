package text

import "handback/capability/auto"

// autoErrors are those of returns that run by themselves, and of the lists of two
// persons.
func autoErrors() []row {
	return []row{
		says(words{
			"Another 'handback auto' runs on this ledger.", "Two would do the same work twice.",
			"'handback auto status' shows what it does. End it first, or give another ledger with --state.",
		}, auto.ErrRuns),
		says(words{
			"No 'handback auto' runs on this ledger.", "",
			"Start it with 'handback auto --policy FILE', or as a service: see 'handback auto unit'.",
		}, auto.ErrNone),
		says(words{
			"What auto does can't be read.", "Its status file is damaged or can't be opened.",
			"Start auto again: it writes a new one.",
		}, auto.ErrStatus),
		says(words{
			"This file is not a list of returns.", "'handback auto propose' writes them.",
			"Name the file that ends in .json.",
		}, auto.ErrList),
		says(words{
			"The approval of the list can't be read.", "The list does not count.", "Approve it again.",
		}, auto.ErrApproval),
		says(words{
			"The approval is for another list, or the list was changed.", "It does not count as it is now.",
			"Have another person look at it and approve it again.",
		}, auto.ErrOtherOne),
		says(words{
			"The approval of the list has ended.", "auto no longer returns licenses from its devices.",
			"Propose a new list, or approve it again with a later date.",
		}, auto.ErrEnded),
		says(words{
			"One person can't both propose and approve a list.", "The policy asks for two.",
			"Have another person approve it, with their own key.",
		}, auto.ErrAlone),
	}
}
