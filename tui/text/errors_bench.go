package text

import (
	"handback/capability/bench"
)

// benchErrors are those of acts of many devices at once.
var benchErrors = []row{
	says(Explanation{
		"The next act can't be undone.", "Nothing of it was begun.", "A person decides on it: look at what it takes away, and do it then.",
	}, bench.ErrNeedsPerson),
	general(says(Explanation{
		"The device answers at none of the ports.", "Nothing was begun at it.", "Plug it in, switch it on, and try again.",
	}, bench.ErrNotThere)),
	saysOf(func(err error) Explanation {
		return Explanation{
			capital(sentence(Foreign(err.Error()))) + ".",
			"Nobody can tell which is meant. Nothing is done with either.",
			"Unplug the one that is not meant. If both are whole devices, one is a copy: tell the people who run the portal.",
		}
	}, bench.ErrTwice),
	says(Explanation{
		"An act of this return runs already.", "Nothing else was begun.", "Wait until it has ended.",
	}, bench.ErrRuns),
	general(says(Explanation{
		"The bench was closed.", "What was done so far is noted. Nothing is half done.", "Open it again to go on.",
	}, bench.ErrClosed)),
}
