package media

// step is what happens to one file of an act.
type step struct {
	name    string
	data    []byte
	keep    bool // an equal file is there
	replace bool // its older self is there
	again   bool // its newer self will be written beside it

	open handle // while it is written; nil: not yet, or no more
	at   string // the name under which it was written; empty: it was not
	bad  bool   // it reads back differently
	sure bool   // what was read back surely came from the stick
}

func (st *step) sync() error { return st.open.Sync() }

// close has nothing to tell: the syncs had the last word.
func (st *step) close() {
	if st.open != nil {
		_ = st.open.Close()
		st.open = nil
	}
}
