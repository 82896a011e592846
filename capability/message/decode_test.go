package message_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"

	"handback/capability"
	"handback/capability/message"
)

// sealRaw signs any payload with the portal's key, as a portal gone wrong would.
func sealRaw(t testing.TB, payload []byte) []byte {
	t.Helper()
	signer, err := cose.NewSigner(cose.AlgorithmEdDSA, portalKey())
	if err != nil {
		t.Fatal(err)
	}
	headers := message.Headers(message.KeyIDOf(publicOf(t, portalKey())))
	data, err := cose.Sign1(nil, signer, headers, payload, nil)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// fields is a payload as a map, to be changed by a test.
type fields map[int]any

func fieldsOf(t testing.TB, sealed []byte) fields {
	t.Helper()
	var f fields
	if err := cbor.Unmarshal(payloadOf(t, sealed), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f fields) marshal(t testing.TB) []byte {
	t.Helper()
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		t.Fatal(err)
	}
	data, err := mode.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func many(n int, one func(i int) any) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = one(i)
	}
	return list
}

func TestRequestFieldsThatAreRefused(t *testing.T) {
	line := func(id string, count any) []any { return []any{[]any{id, count}} }
	notUTF8 := cbor.RawMessage{0x81, 0x82, 0x61, 0xff, 0x00}
	for name, c := range map[string]struct {
		change func(f fields)
		want   error
	}{
		"unknown kind":          {func(f fields) { f[2] = "confirm" }, message.ErrKind},
		"kind is a number":      {func(f fields) { f[2] = 7 }, message.ErrNotMessage},
		"version 0":             {func(f fields) { f[1] = 0 }, message.ErrNotMessage},
		"no version":            {func(f fields) { delete(f, 1) }, message.ErrNotMessage},
		"short ID":              {func(f fields) { f[3] = []byte{1} }, message.ErrNotMessage},
		"long ID":               {func(f fields) { f[3] = bytes.Repeat([]byte{1}, 17) }, message.ErrNotMessage},
		"no host":               {func(f fields) { f[4] = nil }, message.ErrNotMessage},
		"empty host type":       {func(f fields) { f[4] = []any{"", "x"} }, message.ErrNotMessage},
		"host with an escape":   {func(f fields) { f[4] = []any{"STRING", "\x1b[2J"} }, message.ErrNotMessage},
		"clock beyond 9999":     {func(f fields) { f[5] = int64(253402300800) }, message.ErrNotMessage},
		"clock below 0":         {func(f fields) { f[5] = -1 }, message.ErrNotMessage},
		"clock is a fraction":   {func(f fields) { f[5] = 1.5 }, message.ErrNotMessage},
		"last with seq 0":       {func(f fields) { f[6] = []any{0, make([]byte, 32)} }, message.ErrNotMessage},
		"last with huge seq":    {func(f fields) { f[6] = []any{uint64(1) << 63, make([]byte, 32)} }, message.ErrNotMessage},
		"short digest":          {func(f fields) { f[6] = []any{1, make([]byte, 31)} }, message.ErrNotMessage},
		"lines missing":         {func(f fields) { delete(f, 7) }, message.ErrNotMessage},
		"lines are null":        {func(f fields) { f[7] = nil }, message.ErrNotMessage},
		"count below 0":         {func(f fields) { f[7] = line("A", -1) }, message.ErrNotMessage},
		"count above the limit": {func(f fields) { f[7] = line("A", int64(capability.MaxCount)+1) }, message.ErrNotMessage},
		"empty activation ID":   {func(f fields) { f[7] = line("", 0) }, message.ErrNotMessage},
		"long activation ID":    {func(f fields) { f[7] = line(strings.Repeat("A", 129), 0) }, message.ErrNotMessage},
		"activation ID not UTF": {func(f fields) { f[7] = notUTF8 }, message.ErrNotMessage},
		"a line twice":          {func(f fields) { f[7] = []any{[]any{"A", 0}, []any{"A", 1}} }, message.ErrNotMessage},
		"a line of three":       {func(f fields) { f[7] = []any{[]any{"A", 0, 0}} }, message.ErrNotMessage},
		"an unknown key":        {func(f fields) { f[8] = 1 }, message.ErrNotMessage},
		"1001 lines": {func(f fields) {
			f[7] = many(message.MaxLines+1, func(i int) any { return []any{"A", i} })
		}, message.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			f := fieldsOf(t, sealed(t, returnRequest()))
			c.change(f)
			if m, err := message.Decode(sealRaw(t, f.marshal(t))); !errors.Is(err, c.want) || m != nil {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestResponseFieldsThatAreRefused(t *testing.T) {
	right := func(id, feature string, count any) []any { return []any{id, feature, "1", count, 0} }
	long := strings.Repeat("x", message.MaxText+1)
	for name, c := range map[string]struct {
		change func(f fields)
		want   error
	}{
		"issued never":          {func(f fields) { f[5] = 0 }, message.ErrNotMessage},
		"seq 0":                 {func(f fields) { f[7] = 0 }, message.ErrNotMessage},
		"seq above SQL":         {func(f fields) { f[7] = uint64(1) << 63 }, message.ErrNotMessage},
		"answers a short ID":    {func(f fields) { f[8] = []byte{1, 2} }, message.ErrNotMessage},
		"a right twice":         {func(f fields) { f[9] = []any{right("A", "f", 1), right("A", "f", 2)} }, message.ErrNotMessage},
		"right's count below 0": {func(f fields) { f[9] = []any{right("A", "f", -1)} }, message.ErrNotMessage},
		"a feature too long":    {func(f fields) { f[9] = []any{right("A", long, 1)} }, message.ErrNotMessage},
		"confirm is a number":   {func(f fields) { f[10] = 1 }, message.ErrNotMessage},
		"note of code 0":        {func(f fields) { f[11] = []any{[]any{"A", 0, ""}} }, message.ErrNotMessage},
		"note of code 256":      {func(f fields) { f[11] = []any{[]any{"A", 256, ""}} }, message.ErrNotMessage},
		"a note too long":       {func(f fields) { f[11] = []any{[]any{"A", 1, long}} }, message.ErrNotMessage},
		"note on a bad ID":      {func(f fields) { f[11] = []any{[]any{"A B", 1, ""}} }, message.ErrNotMessage},
		"1001 rights": {func(f fields) {
			f[9] = many(message.MaxLines+1, func(int) any { return right("A", "f", 1) })
		}, message.ErrTooLarge},
		"1001 notes": {func(f fields) {
			f[11] = many(message.MaxLines+1, func(int) any { return []any{"A", 1, ""} })
		}, message.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			f := fieldsOf(t, sealed(t, fullResponse()))
			c.change(f)
			if m, err := message.Decode(sealRaw(t, f.marshal(t))); !errors.Is(err, c.want) || m != nil {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// A newer message is told as such, whatever its other fields are.
func TestNewerVersionIsTold(t *testing.T) {
	for name, payload := range map[string][]byte{
		"same fields":  func() []byte { f := fieldsOf(t, sealed(t, returnRequest())); f[1] = 2; return f.marshal(t) }(),
		"other fields": fields{1: 9, 2: "transfer", 3: "x", 40: []any{1.5, nil}}.marshal(t),
		"indefinite":   {0xbf, 0x02, 0x61, 'x', 0x01, 0x18, 0x2a, 0xff},
	} {
		if _, err := message.Decode(sealRaw(t, payload)); !errors.Is(err, message.ErrVersion) {
			t.Errorf("%s: %v, want ErrVersion", name, err)
		}
	}
}

// RFC 8949, section 4.2.1: one message, one form.
func TestPayloadsNotInDeterministicForm(t *testing.T) {
	good := payloadOf(t, sealed(t, confirmationRequest()))
	if !bytes.HasPrefix(good, []byte{0xa7, 0x01, 0x01, 0x02}) || good[len(good)-1] != 0x80 {
		t.Fatalf("unexpected payload %x", good)
	}
	body := good[3:]
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	for name, payload := range map[string][]byte{
		"version in two bytes":  join([]byte{0xa7, 0x01, 0x18, 0x01}, body),
		"key in two bytes":      join([]byte{0xa7, 0x18, 0x01, 0x01}, body),
		"a key twice":           join([]byte{0xa8, 0x01, 0x01, 0x01, 0x01}, body),
		"keys in another order": join([]byte{0xa7}, body, []byte{0x01, 0x01}),
		"indefinite map":        join([]byte{0xbf, 0x01, 0x01}, body, []byte{0xff}),
		"indefinite list":       join(good[:len(good)-1], []byte{0x9f, 0xff}),
		"a tag":                 join([]byte{0xc1}, good),
		"trailing byte":         join(good, []byte{0x00}),
		"one byte short":        good[:len(good)-1],
		"nothing":               {},
		"a list":                {0x80},
	} {
		if _, err := message.Decode(sealRaw(t, payload)); !errors.Is(err, message.ErrNotMessage) {
			t.Errorf("%s: %v, want ErrNotMessage", name, err)
		}
	}
}
