package fno

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"handback/capability/portal"
)

// TestAnswerCutAtEveryByte: a part of an answer never counts as the answer, even
// where nothing tells its length. Most samples are cut at every seventh byte only.
func TestAnswerCutAtEveryByte(t *testing.T) {
	for name, text := range samples(t) {
		if name == "page" || name == "bomb" {
			continue
		}
		whole, step := len(bytes.TrimRight(text, "\n")), 7
		if name == "generate-success" || name == "fault" {
			step = 1
		}
		for at := 0; at < whole; at += step {
			if _, err := decode("generateCapabilityResponse", text[:at]); !errors.Is(err, portal.ErrCutOff) {
				t.Fatalf("%s, cut at %d: %v", name, at, err)
			}
		}
	}
}

// TestCutWithinACharacter: half a character is a cut, not bad text.
func TestCutWithinACharacter(t *testing.T) {
	text := bytes.Replace(sample(t, "fault"), []byte("Pointer"), []byte("Zeiger größer €"), 1)
	for at := range bytes.TrimRight(text, "\n") {
		if _, err := decode("getDevice", text[:at]); !errors.Is(err, portal.ErrCutOff) {
			t.Fatalf("cut at %d: %v", at, err)
		}
	}
}

func TestForms(t *testing.T) {
	open := `<e:Envelope xmlns:e="` + soapNamespace + `"><e:Body>`
	end := "</e:Body></e:Envelope>"
	result := "<getDeviceResponse><statusInfo><status>SUCCESS</status></statusInfo></getDeviceResponse>"
	for name, test := range map[string]struct {
		text string
		is   error
	}{
		"right":             {open + result + end, nil},
		"a comment before":  {"<!-- x -->" + open + result + end, nil},
		"with a header":     {strings.Replace(open, "<e:Body>", "<e:Header><x/></e:Header><e:Body>", 1) + result + end, nil},
		"a mark before":     {"\ufeff" + open + result + end, nil},
		"nothing":           {"", portal.ErrCutOff},
		"text":              {"moment please", portal.ErrNotAPortal},
		"JSON":              {`{"status": "SUCCESS"}`, portal.ErrNotAPortal},
		"SOAP 1.2":          {strings.Replace(open, soapNamespace, "http://www.w3.org/2003/05/soap-envelope", 1) + result + end, portal.ErrNotAPortal},
		"other XML":         {"<error/>", portal.ErrNotAPortal},
		"a page":            {"<html><body>Sign in</body></html>", portal.ErrNotAPortal},
		"two results":       {open + result + result + end, portal.ErrUnreadable},
		"no result":         {open + end, portal.ErrUnreadable},
		"more after it":     {open + result + end + open + end, portal.ErrUnreadable},
		"text after it":     {open + result + end + "x", portal.ErrUnreadable},
		"an unknown entity": {open + "<a>&x;</a>" + end, portal.ErrUnreadable},
		"ends crossed":      {open + "<a><b></a></b>" + end, portal.ErrUnreadable},
		"deep":              {open + strings.Repeat("<a>", 40) + strings.Repeat("</a>", 40) + end, portal.ErrTooLong},
		"wide":              {open + strings.Repeat("<a/>", maxElements) + end, portal.ErrTooLong},
	} {
		if _, err := decode("getDevice", []byte(test.text)); !errors.Is(err, test.is) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReasons(t *testing.T) {
	for reason, want := range map[string]portal.Refused{
		"20022:the identifier is invalid":     {Code: "20022", Text: "the identifier is invalid", Err: portal.ErrUnknownDevice},
		" 20026 : obsolete: for ever ":        {Code: "20026", Text: "obsolete: for ever"},
		"Error: no units":                     {Text: "Error: no units"},
		"no units":                            {Text: "no units"},
		"The host X was not found":            {Text: "The host X was not found"},
		"FNO-12:Invalid credentials":          {Code: "FNO-12", Text: "Invalid credentials", Err: portal.ErrLogin},
		"User does not have permission":       {Text: "User does not have permission", Err: portal.ErrRights},
		"The license login feature is absent": {Text: "The license login feature is absent"},
		"":                                    {},
	} {
		var got *portal.Refused
		if err := refusal([]string{reason}); !errors.As(err, &got) || *got != want {
			t.Errorf("%q: %+v", reason, got)
		}
	}
	twice := result{Status: "FAILURE", Reason: " no units ", FailedDevices: []failure{{Reason: "no units"}}}
	if _, err := twice.settle(); err.Error() != "the portal refused: no units" {
		t.Error(err)
	}
	many := result{Reason: "all"}
	for range 9 {
		many.FailedAddons = append(many.FailedAddons, failure{ActivationID: "a\x1b[31m", Reason: "x"})
	}
	if text := many.partly().Error(); !strings.HasSuffix(text, "and 5 more") || strings.Contains(text, "\x1b") {
		t.Error(text)
	}
}

func TestTimes(t *testing.T) {
	for text, want := range map[string]string{
		"2026-05-04T03:02:01.890Z":      "2026-05-04 03:02:01.89 +0000 UTC",
		"2026-05-04T03:02:01-07:00":     "2026-05-04 10:02:01 +0000 UTC",
		" 2026-05-04T03:02:01 ":         "2026-05-04 03:02:01 +0000 UTC",
		"2026-05-04T03:02:01.5":         "2026-05-04 03:02:01.5 +0000 UTC",
		"yesterday":                     "0001-01-01 00:00:00 +0000 UTC",
		"2026-13-04T03:02:01.890+00:00": "0001-01-01 00:00:00 +0000 UTC",
	} {
		if got := parseTime(text).String(); got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, text := range samples(f) {
		f.Add(text)
	}
	p := &Portal{}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, operation := range []string{"generateCapabilityResponse", "getDevice", "deleteAddonLineItems"} {
			r, err := decode(operation, text)
			if err != nil {
				continue
			}
			if !bytes.Contains(text, []byte("Envelope")) {
				t.Fatalf("no envelope in %q", text)
			}
			done, err := r.settle()
			if !done && err == nil {
				t.Fatalf("not done, and no error: %q", text)
			}
			for _, d := range r.Devices {
				if got, err := p.read(d, host); err == nil && (len(got.Licenses) > maxAddons || len(got.Response) > portal.MaxResponse) {
					t.Fatalf("beyond the bounds: %q", text)
				}
			}
			for _, one := range r.Responses {
				if raw, err := decodeLicense(one.License); err == nil && len(raw) > portal.MaxResponse {
					t.Fatalf("beyond the bounds: %d", len(raw))
				}
			}
		}
	})
}
