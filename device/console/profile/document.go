package profile

// document is the form of a console profile. Values are read as whatever they
// are, so that the decoder doesn't stop at the first of a wrong type.
type document struct {
	Format, Title, Protocol any

	Line     lineTable
	Wake     wakeTable
	Login    loginTable
	Shell    *shellTable
	Values   valuesTable
	Identity *commandTable
	Licenses *licensesTable
	Request  *requestTable
	Last     *lastTable
	Fetch    *fetchTable
	Store    *storeTable
	Load     *commandTable
	Busy     *busyTable
	Refusals []refusalTable
}

// smpDocument is the form of the profile of a device that speaks SMP.
type smpDocument struct {
	Format, Title, Protocol any

	Line struct {
		Rates   any
		Buffers any `toml:"line-buffers"`
	}
}

// emptyTables is a form that has the tables and none of their keys.
type emptyTables struct {
	Line, Login, Shell, Values, Identity, Licenses, Request, Last, Fetch, Store, Load, Busy struct{}

	Wake     struct{ Answers []struct{} }
	Refusals []struct{}
}

type lineTable struct {
	Rates, End, Width, Echo any

	LineDelay any `toml:"line-delay"`
	ByteDelay any `toml:"byte-delay"`
	AwaitEcho any `toml:"await-echo"`
}

type wakeTable struct {
	Clear, Stop, Quiet, Time any

	BootLoader any `toml:"boot-loader"`
	Answers    []answerTable
}

type answerTable struct{ Match, Send any }

type loginTable struct {
	UserPrompt     any `toml:"user-prompt"`
	PasswordPrompt any `toml:"password-prompt"`

	Failed, User, Logout any
}

type shellTable struct {
	Prompt, Noise, Quote, Wrap, Begin, Done, Setup, Leave, Time any

	Pager *answerTable
}

type valuesTable struct{ Time, Never, None, Quoted any }

// commandTable has the keys of every command.
type commandTable struct{ Send, Ask, Time, Match, JSON, Fixed any }

type licensesTable struct {
	commandTable
	Total, Rows any
}

type requestTable struct {
	commandTable
	Clear, Add, Item, Return, Confirm any
}

type lastTable struct {
	commandTable
	None any
}

type fetchTable struct {
	commandTable
	By any
}

type storeTable struct {
	commandTable
	By, Name, Ready, End, Check any
}

type busyTable struct{ Match, Poll, Time any }

type refusalTable struct{ Match, Status, Code any }
