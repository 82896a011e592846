package tui

// What keys do, in a word or two, as the bar and the help show it.
const (
	upText       = "move up"
	downText     = "move down"
	pageUpText   = "a page up"
	pageDownText = "a page down"
	firstText    = "to the first"
	lastText     = "to the last"

	backText  = "back"
	stopText  = "stop"
	helpText  = "help"
	logText   = "log"
	quitText  = "quit"
	barText   = "choose an action below"
	closeText = "close"

	openKeyText    = "open"
	connectKeyText = "connect"
	useStickText   = "use this stick"
	typePathText   = "type a path"
	lookAgainText  = "look again"
	chooseText     = "choose what goes back"
	readAgainText  = "read again"
	toggleText     = "go back or not"
	fewerText      = "fewer remain"
	moreText       = "more remain"
	reviewText     = "review"
	beginText      = "open the return"
	otherStickText = "other stick"
	saveMoreText   = "save again"
	uploadedText   = "it was uploaded"
	playKeyText    = "play the portal"
	answerText     = "answer"
	homeKeyText    = "to the home screen"
	goOnText       = "go on"
)
