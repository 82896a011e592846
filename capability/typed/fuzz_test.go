package typed_test

import (
	"errors"
	"fmt"
	"testing"

	"handback/capability/typed"
)

// FuzzEntry: whatever is entered, it is never taken for a message that it does
// not make up, and what was put down is taken up again.
func FuzzEntry(f *testing.F) {
	page, err := typed.Text(sample(40))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(page)
	f.Add(page[:len(page)/2])
	for _, c := range codesOf(f, sample(150), typed.Screen{Columns: 80, Rows: 23}) {
		f.Add(c.Text)
		f.Add(page + c.Text)
	}
	f.Add("0 \x1b\n7:OIL\nHB1.1/1...")
	f.Fuzz(func(t *testing.T, text string) {
		var entry, again typed.Entry
		for _, err := range entry.Enter(text) {
			if !errors.As(err, new(*typed.WrongError)) {
				t.Errorf("%v says not what is wrong", err)
			}
		}
		m, err := entry.Message()
		if complete := entry.State().Complete; (err == nil) != complete {
			t.Errorf("complete %t, but %v", complete, err)
		}
		if err == nil {
			if _, err := typed.Lines(m); err != nil {
				t.Errorf("taken, but can't be written: %v", err)
			}
		}
		if wrong := again.Enter(entry.Text()); wrong != nil || again.Text() != entry.Text() {
			t.Errorf("taken up again: %v\n%s%s", wrong, entry.Text(), again.Text())
		}
	})
}

// FuzzRightChecks gives whatever comes the right check, so that it gets beyond
// it: heads of impossible messages, parts that no set has, bodies of any length.
func FuzzRightChecks(f *testing.F) {
	code := codesOf(f, sample(45), typed.Screen{Columns: 80, Rows: 23})[0]
	f.Add(code.Text[10:34], 1, 1, code.Text[35:107])
	f.Add(code.Text[10:34], 2, 3, "ABCDEFGH")
	f.Add("000000000000000000000000", 99, 99, "0")
	f.Fuzz(func(t *testing.T, head string, number, total int, body string) {
		name := fmt.Sprintf("%d/%d", number, total)
		var entry typed.Entry
		for _, text := range []string{
			fmt.Sprintf("%d %s%s", number, body, typed.Check(fmt.Sprint(number), head, body)),
			fmt.Sprintf("0 %s%s", head, typed.Check("0", "", head)),
			fmt.Sprintf("HB1.%s.%s.%s.%s", name, head, body, typed.Check(name, head, body)),
		} {
			if err := entry.Add(text); err != nil && !errors.As(err, new(*typed.WrongError)) {
				t.Errorf("%v says not what is wrong", err)
			}
		}
		if m, err := entry.Message(); err == nil && (len(m.Data) < 1 || len(m.Data) > typed.MaxSize) {
			t.Errorf("a message of %d bytes was taken", len(m.Data))
		}
	})
}
