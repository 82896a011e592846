package ledger

import (
	"os"
	"path/filepath"
	"testing"

	"handback/capability"
)

const many = 10_000 // returns

// archive is a folder of many returns, of all stages.
func archive(b *testing.B) string {
	dir := stateDir(b)
	for n, id := range ids(many) {
		plant(b, dir, id, journal(b, usual(id)[:1+n%13]...))
	}
	return dir
}

func listFresh(b *testing.B, dir string, o Options) {
	l, err := Open(dir, o)
	if err != nil {
		b.Fatal(err)
	}
	if all := list(b, l); len(all) != many {
		b.Fatal(len(all))
	}
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkList opens the ledger, lists and closes, as a command does; the home
// screen is ready then. It shall take less than 100 ms.
func BenchmarkList(b *testing.B) {
	dir := archive(b)
	listFresh(b, dir, Options{}) // writes the cache
	for b.Loop() {
		listFresh(b, dir, Options{ReadOnly: true})
	}
}

// BenchmarkListAgain lists in a ledger that stays open, as the screens do.
func BenchmarkListAgain(b *testing.B) {
	dir := archive(b)
	l, err := Open(dir, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	list(b, l)
	for b.Loop() {
		list(b, l)
	}
}

// BenchmarkKnown is what comparing a device with its earlier readings takes.
func BenchmarkKnown(b *testing.B) {
	dir := archive(b)
	l, err := Open(dir, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	list(b, l)
	for b.Loop() {
		if m, err := l.DeviceHistory(b.Context(), reading(nil).Device.Host); err != nil || len(m.Returns) != many {
			b.Fatal(len(m.Returns), err)
		}
	}
}

// BenchmarkUnknown is the same for a device of which none of the returns is.
func BenchmarkUnknown(b *testing.B) {
	dir := archive(b)
	l, err := Open(dir, Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	list(b, l)
	for b.Loop() {
		if m, err := l.DeviceHistory(b.Context(), capability.HostID{Type: "STRING", Value: "another"}); err != nil || len(m.Returns) != 0 {
			b.Fatal(len(m.Returns), err)
		}
	}
}

// BenchmarkListWithoutCache reads every line of every journal.
func BenchmarkListWithoutCache(b *testing.B) {
	dir := archive(b)
	for b.Loop() {
		os.Remove(filepath.Join(dir, indexName))
		listFresh(b, dir, Options{})
	}
}

// BenchmarkAppend has the disk's sync in it.
func BenchmarkAppend(b *testing.B) {
	l, err := Open(stateDir(b), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	facts := 0
	for b.Loop() {
		id := ids(facts/1000 + 1)[facts/1000]
		if facts%1000 == 0 {
			_, err = l.Create(entry(0, opened(id)))
		} else {
			_, err = l.Append(id, entry(1, capability.LicensesRead{Reading: reading(testHeld)}))
		}
		if err != nil {
			b.Fatal(err)
		}
		facts++
	}
}

func BenchmarkReadJournal(b *testing.B) {
	data := journal(b, usual(testID)...)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := readChain(testID, data); err != nil {
			b.Fatal(err)
		}
	}
}
