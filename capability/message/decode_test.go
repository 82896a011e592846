package message_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/message"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"
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

func TestEveryPrefixIsTruncated(t *testing.T) {
	for _, m := range []any{returnRequest(), fullResponse()} {
		data := sealed(t, m)
		for n := range data {
			if _, err := message.Decode(data[:n]); !errors.Is(err, message.ErrTruncated) {
				t.Fatalf("%d of %d bytes: %v, want ErrTruncated", n, len(data), err)
			}
		}
	}
}

func TestWhatIsNotAMessage(t *testing.T) {
	good := sealed(t, returnRequest())
	for name, data := range map[string][]byte{
		"zeros":           make([]byte, 1000),
		"100 kB of zeros": make([]byte, 100_000),
		"text":            []byte("Dear customer, ..."),
		"trailing byte":   append(bytes.Clone(good), 0),
		"trailing copy":   append(bytes.Clone(good), good...),
		"no tag":          good[1:],
		"zeros at the end, as a pulled stick leaves them": append(bytes.Clone(good[:120]), make([]byte, len(good)-120)...),
	} {
		if _, err := message.Decode(data); !errors.Is(err, message.ErrNotMessage) {
			t.Errorf("%s: %v, want ErrNotMessage", name, err)
		}
	}
}

func TestTooLargeAMessage(t *testing.T) {
	good := sealed(t, returnRequest())
	long := append(bytes.Clone(good), make([]byte, message.MaxSize)...)
	if _, err := message.Decode(long); !errors.Is(err, message.ErrTooLarge) {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
}

// Anything else in the headers, even unsigned, would be a second form of the
// same message with another digest.
func TestEnvelopesInAnotherForm(t *testing.T) {
	good := sealed(t, returnRequest())
	payload := payloadOf(t, good)
	signer, err := cose.NewSigner(cose.AlgorithmEdDSA, portalKey())
	if err != nil {
		t.Fatal(err)
	}
	seal := func(change func(h *cose.Headers)) []byte {
		headers := message.Headers(message.KeyIDOf(publicOf(t, portalKey())))
		change(&headers)
		data, err := cose.Sign1(nil, signer, headers, payload, nil)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	at := bytes.Index(good, payload) - 2 // 58 xx: a byte string of less than 256 bytes
	longer := bytes.Join([][]byte{good[:at], {0x59, 0x00}, good[at+1:]}, nil)
	for name, data := range map[string][]byte{
		"unprotected header": seal(func(h *cose.Headers) { h.Unprotected[int64(100)] = "x" }),
		"another type":       seal(func(h *cose.Headers) { h.Protected[cose.HeaderLabelContentType] = "text/plain" }),
		"another kid":        seal(func(h *cose.Headers) { h.Protected[cose.HeaderLabelKeyID] = []byte("me") }),
		"one header more":    seal(func(h *cose.Headers) { h.Protected[cose.HeaderLabelType] = "text/plain" }),
		"a longer length":    longer,
	} {
		if _, err := message.Decode(data); !errors.Is(err, message.ErrNotMessage) {
			t.Errorf("%s: %v, want ErrNotMessage", name, err)
		}
	}
}

func TestMessageTellsWhatItIs(t *testing.T) {
	data := sealed(t, fullResponse())
	m, err := message.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if m.Digest != capability.DigestOf(data) || m.Size != len(data) || m.Host() != host() {
		t.Errorf("digest %s, size %d, host %s", m.Digest, m.Size, m.Host())
	}
	if err := m.Want(message.KindResponse); err != nil {
		t.Error(err)
	}
	if err := m.Want(message.KindRequest); !errors.Is(err, message.ErrKind) {
		t.Errorf("got %v, want ErrKind", err)
	}
	if err := m.ForHost(host()); err != nil {
		t.Error(err)
	}
	other := capability.HostID{Type: "STRING", Value: "other"}
	err = m.ForHost(other)
	if !errors.Is(err, message.ErrHost) || !strings.Contains(err.Error(), other.String()) ||
		!strings.Contains(err.Error(), host().String()) {
		t.Errorf("got %v, want an ErrHost that names both", err)
	}
}

func TestOnlyASyncIsAConfirmation(t *testing.T) {
	if returnRequest().IsConfirmation() || !confirmationRequest().IsConfirmation() {
		t.Error("lines make a return, none a confirmation")
	}
}

// detached writes what a tool of another's needs to check a message.
func detached(t *testing.T, m *message.Message, pub ed25519.PublicKey) (key, sig, signed string) {
	t.Helper()
	bytes, signature, err := m.Detach()
	if err != nil {
		t.Fatal(err)
	}
	text, err := message.MarshalPublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	name := func(name string, data []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	return name("key.pem", text), name("sig", signature), name("signed", bytes)
}

// TestDetachedSignatureIsRight: by the library's own verification and, where it
// is installed, by openssl.
func TestDetachedSignatureIsRight(t *testing.T) {
	for _, what := range []any{returnRequest(), confirmationRequest(), fullResponse(), emptyResponse()} {
		m, err := message.Decode(sealed(t, what))
		if err != nil {
			t.Fatal(err)
		}
		pub := publicOf(t, deviceKey())
		if m.Response != nil {
			pub = publicOf(t, portalKey())
		}
		signed, sig, err := m.Detach()
		if err != nil || !ed25519.Verify(pub, signed, sig) || m.Verify(pub) != nil {
			t.Errorf("%s: %v", m.Kind, err)
		}
		if _, err := exec.LookPath("openssl"); err != nil {
			continue
		}
		key, sigFile, signedFile := detached(t, m, pub)
		cmd := exec.Command("openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", key, "-sigfile", sigFile, "-in", signedFile)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("openssl: %v: %s", err, out)
		}
	}
}

func TestFirstPartsAMessageFromWhatFollows(t *testing.T) {
	whole := sealed(t, fullResponse())
	for _, rest := range [][]byte{nil, {0}, []byte("\r\n"), whole, bytes.Repeat([]byte{0x1a}, 4096)} {
		got, after, found := message.First(append(bytes.Clone(whole), rest...))
		if !found || !bytes.Equal(got, whole) || !bytes.Equal(after, rest) {
			t.Errorf("with %d bytes behind it: %d and %d bytes, %t", len(rest), len(got), len(after), found)
		}
	}
	for n := range len(whole) {
		if _, _, found := message.First(whole[:n]); found {
			t.Errorf("the first %d bytes are taken for a whole message", n)
		}
	}
	if _, _, found := message.First(append([]byte{0}, whole...)); found {
		t.Error("a byte in front of it was passed over")
	}
}
