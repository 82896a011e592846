package proof

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/testkit"
)

func TestWhoProvesWhat(t *testing.T) {
	data := must(t)(usual(t).Build())
	both := checked(t, data, portalKey, deviceKey)
	if !both.Whole || !both.Credited || both.Err() != nil || both.Return != testID || len(both.Portal) != 2 || len(both.Device) != 2 {
		t.Errorf("%+v", both)
	}
	for _, want := range []string{"ACT-DOPPLER: credited (7 units)", host.String(), "It answers request " + id(0xa2).String() + ", that is files/3-confirmation-request"} {
		if !says(both.Portal, want) {
			t.Errorf("the portal doesn't say %q: %+v", want, both.Portal)
		}
	}
	if !says(both.Device, "that is files/2-response-") || !says(both.Nobody, "ticket 7") {
		t.Errorf("%+v", both)
	}
	for _, s := range slices.Concat(both.Portal, both.Device, both.Laptop, both.Nobody) {
		if strings.ContainsAny(s.Text, "\x1b\x07\n") {
			t.Errorf("%q", s.Text)
		}
	}
	none := checked(t, data, nil, nil)
	if !none.Whole || none.Credited || !errors.Is(none.Err(), ErrNotProved) || len(none.Portal)+len(none.Device) > 0 || !says(none.Laptop, "only the laptop's word") {
		t.Errorf("without a key: %+v", none)
	}
	other := checked(t, data, otherKey, otherKey)
	if other.Credited || len(other.Portal)+len(other.Device) > 0 || !other.Whole {
		t.Errorf("with another key: %+v", other)
	}
	if swapped := checked(t, data, deviceKey, portalKey); swapped.Credited || len(swapped.Portal)+len(swapped.Device) > 0 {
		t.Errorf("with each other's key: %+v", swapped)
	}
}

func TestKeylessAndUnreadMessagesAreProvedByNobody(t *testing.T) {
	c := proved(t, portalKey)
	keyless := checked(t, must(t)(c.contents(t, "kim").Build()), nil, nil)
	if len(keyless.Nobody) != 4+1 || !says(keyless.Nobody, "which nobody here has") || !keyless.Whole {
		t.Errorf("%+v", keyless)
	}
	c.facts = c.facts[:2]
	a := c.file(capability.ReturnRequest, []byte("a vendor's own bytes"), message.ID{})
	a.MessageID = ""
	c.facts = append(c.facts, capability.RequestMade{Artifact: a})
	opaque := checked(t, must(t)(c.contents(t, "kim").Build()), portalKey, deviceKey)
	if opaque.Credited || !opaque.Whole || !says(opaque.Nobody, "The portal's books decide") || !says(opaque.Nobody, a.SHA256.String()) {
		t.Errorf("%+v", opaque)
	}
}

// TestRewrittenJournalProvesNoMore: whoever writes the whole journal again, with
// the same files, changes only what the laptop and people say.
func TestRewrittenJournalProvesNoMore(t *testing.T) {
	honest := checked(t, must(t)(usual(t).Build()), portalKey, deviceKey)
	lie := proved(t, portalKey)
	for i, fact := range lie.facts {
		switch f := fact.(type) {
		case capability.Receipt:
			f.Credited = append(f.Credited, "ACT-NEVER")
			lie.facts[i] = f
		case capability.LicensesRead:
			f.Reading.Licenses = nil
			lie.facts[i] = f
		}
	}
	forged := checked(t, must(t)(lie.contents(t, "somebody else", portalAt(portalKey), deviceAt(deviceKey)).Build()), portalKey, deviceKey)
	if !reflect.DeepEqual(forged.Portal, honest.Portal) || !reflect.DeepEqual(forged.Device, honest.Device) || says(forged.Portal, "ACT-NEVER") {
		t.Errorf("it proves something else: %+v", forged)
	}
	if forged.Whole || !strings.Contains(fmt.Sprint(forged.Problems), "credited ACT-NEVER, and no message here does") {
		t.Errorf("the journal may say what no message says: %+v", forged.Problems)
	}
	if reflect.DeepEqual(forged.Laptop, honest.Laptop) {
		t.Error("nothing was rewritten")
	}
}

// TestForgedReceiptProvesNothing: a bundle that calls a key of the forger's the
// portal's is whole, and proves nothing to whoever has the portal's.
func TestForgedReceiptProvesNothing(t *testing.T) {
	data := must(t)(proved(t, otherKey).contents(t, "kim", portalAt(otherKey), deviceAt(deviceKey)).Build())
	v := checked(t, data, portalKey, deviceKey)
	if v.Credited || len(v.Portal) > 0 || !says(v.Laptop, "only the laptop's word") || v.Err() == nil {
		t.Errorf("%+v", v)
	}
}

// TestEveryChangedByteIsNamed: in each file the first, the middle and the last,
// and many more all over the zip.
func TestEveryChangedByteIsNamed(t *testing.T) {
	data := must(t)(signed(t, usual(t)).Build())
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	places := map[int]string{}
	for at := 0; at < len(data); at += 53 * testkit.Step(20) {
		places[at] = ""
	}
	for _, f := range r.File {
		start, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []int64{0, int64(f.UncompressedSize64) / 2, int64(f.UncompressedSize64) - 1} {
			places[int(start+at)] = f.Name
		}
	}
	for at, name := range places {
		changed := slices.Clone(data)
		changed[at] ^= 0x04
		v, err := Check(changed, []capability.PublicKey{public(portalKey)}, nil)
		told := fmt.Sprint(v.Problems, err)
		if err == nil && v.Whole || !strings.Contains(told, name) {
			t.Errorf("byte %d of %q: %s", at, name, told)
		}
	}
}

// resealed changes one part and makes the sums, or not, and the zip again: what
// somebody does who knows the form.
func resealed(t *testing.T, data []byte, name string, change func([]byte) []byte, sums bool) []byte {
	t.Helper()
	parts, err := unpack(data)
	if err != nil {
		t.Fatal(err)
	}
	for i := range parts {
		if parts[i].name == name {
			parts[i].data = change(parts[i].data)
		}
	}
	if sums {
		parts[1].data = sumsOf(slices.Delete(slices.Clone(parts), 1, 2))
	}
	return must(t)(pack(parts))
}

func TestChangesWithTheirSumsAreNamed(t *testing.T) {
	data := must(t)(signed(t, usual(t)).Build())
	parts, err := unpack(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		flip := func(data []byte) []byte {
			data = slices.Clone(data)
			data[len(data)/2] ^= 1
			return data
		}
		for _, sums := range []bool{false, true} {
			v, err := Check(resealed(t, data, p.name, flip, sums && p.name != sumsName), []capability.PublicKey{public(portalKey)}, nil)
			if err != nil || v.Whole || len(v.Problems) == 0 {
				t.Errorf("%s, sums made anew %v: %+v, %v", p.name, sums, v.Problems, err)
			}
			if !sums && !slices.ContainsFunc(v.Problems, func(q Problem) bool { return q.File == p.name }) {
				t.Errorf("%s isn't named: %+v", p.name, v.Problems)
			}
		}
	}
}

func TestForeignZipsAreRefused(t *testing.T) {
	make := func(names []string, method uint16) []byte {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		for _, name := range names {
			f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: method})
			if err != nil {
				t.Fatal(err)
			}
			f.Write(bytes.Repeat([]byte("0"), 1000))
		}
		w.Close()
		return out.Bytes()
	}
	var many []string
	for n := range maxFiles + 1 {
		many = append(many, fmt.Sprint(n))
	}
	for name, data := range map[string][]byte{
		"no zip": []byte("nonsense"), "empty": nil, "too large": bytes.Repeat([]byte{0}, MaxBundle+1),
		"upwards": make([]string{"../x"}, zip.Store), "absolute": make([]string{"/etc/passwd"}, zip.Store),
		"drive": make([]string{"C:x"}, zip.Store), "backslash": make([]string{`files\x`}, zip.Store), "escape": make([]string{"a\x1b[2J"}, zip.Store),
		"deep": make([]string{"files/a/b"}, zip.Store), "twice": make([]string{"a", "a"}, zip.Store), "folder": make([]string{"files/"}, zip.Store),
		"compressed": make([]string{"a"}, zip.Deflate), "many": make(many, zip.Store),
	} {
		if v, err := Check(data, nil, nil); !errors.Is(err, ErrBundle) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
	v, err := Check(make([]string{"bundle.json"}, zip.Store), nil, nil)
	if err != nil || v.Whole || v.Credited {
		t.Errorf("a zip of other things: %+v, %v", v, err)
	}
}

// FuzzUnpack: whatever unpacks has names that are harmless, and no more bytes
// than the zip.
func FuzzUnpack(f *testing.F) {
	f.Add(must(f)(pack([]part{{"a", []byte("x")}})))
	f.Add(must(f)(pack([]part{{"files/a", nil}, {"b", []byte("yy")}})))
	f.Fuzz(func(t *testing.T, data []byte) {
		parts, err := unpack(data)
		if err != nil && !errors.Is(err, ErrBundle) {
			t.Fatal(err)
		}
		size := 0
		for _, p := range parts {
			size += len(p.data)
			if !goodName().MatchString(p.name) {
				t.Errorf("%q", p.name)
			}
		}
		if size > len(data) {
			t.Errorf("%d bytes of %d", size, len(data))
		}
	})
}

// FuzzCheck puts the fuzzer's bytes in the place of one file, with the sums
// made again: no such bundle is whole, and none proves more.
func FuzzCheck(f *testing.F) {
	parts, err := usual(f).parts()
	if err != nil {
		f.Fatal(err)
	}
	for i := range parts {
		f.Add(uint8(i), []byte("{}"))
	}
	f.Add(uint8(2), []byte(`{"handback_bundle":1,"return":"R-7F3K2","files":[{"file":"files/x"}],"keys":[{"file":"../x","of":"portal"}]}`))
	f.Add(uint8(4), []byte(`{"issued":{"time":"2026-03-03T12:00:00Z"},"issued_by":"\u001b[2J"}`))
	f.Fuzz(func(t *testing.T, which uint8, text []byte) {
		changed := slices.Clone(parts)
		i := int(which) % len(parts)
		if bytes.Equal(changed[i].data, text) {
			return
		}
		changed[i].data = text
		if changed[i].name != sumsName {
			changed[1].data = sumsOf(slices.Delete(slices.Clone(changed), 1, 2))
		}
		v, err := Check(must(t)(pack(changed)), []capability.PublicKey{public(portalKey)}, nil)
		if err != nil || v.Whole || len(v.Portal) > 2 {
			t.Errorf("%+v, %v", v, err)
		}
		for _, p := range v.Problems {
			if capability.Printable(p.Text) != p.Text || capability.Printable(p.File) != p.File {
				t.Errorf("%q", p.Text)
			}
		}
	})
}
