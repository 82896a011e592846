package explore

// kind is what somebody can do in a world.
type kind uint8

// What the tool proposes, with what is at hand, and what it asks of people.
const (
	where kind = iota
	start
	adopt
	takeCase
	next         // the next act of a return
	uploadAsTold // and bring the answer
	bringOther   // the replacement is connected, to get what a return gave back
	plain        // how many are as they should be; all others are odd
)

// What people do instead, and what happens to them.
const (
	uploadOther kind = plain + iota // again, out of order, or of another return
	startAnyway                     // when the tool proposes something else
	adoptAnyway
	takeAnyway
	nextOfOther // of a return that the tool does not name
	nextCutOff  // the cable is pulled
	nextUnheard // the cable is pulled when the device has done it
	nextKilled  // the laptop loses its power when an activation is open and not noted
	removeInPortal
	loadByHand
	loseFile

	// What a forger puts on the stick.
	forgeCase
	forgeFacts  // behind those of a case
	forgeAnswer // to a request
	forgeResponse
	replay

	// With a return.
	claim
	cancel
	replaceRequest
	withdraw
	saveAgain
	declare
	decideObsolete
	decideDeclined
	setAside

	// With what is at hand.
	startForOther
	takeImage
	restoreImage
	loseAll
	copyStick
	fetchAgain
	switchSkip
	makeObsolete
	otherLaptop
	otherDevice
	otherStick
	kinds
)

// act is one thing that somebody does: n names a return or a file, v a variant.
type act struct {
	kind kind
	n, v uint8
}

func (a act) odd() bool { return a.kind >= plain }
