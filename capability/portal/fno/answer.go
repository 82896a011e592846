package fno

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"handback/capability"
	"handback/capability/portal"
)

// Bounds of an answer's form. Its bytes are bounded by [portal.MaxAnswer].
const (
	maxDepth    = 32
	maxElements = 100_000 // 2,000 records, with plenty in each
	maxReasons  = 5       // that are shown
)

// Elements of the answers. Those that are not named are ignored, and namespaces
// are not looked at, for each version of the service has its own.
type (
	answerEnvelope struct {
		XMLName xml.Name
		Body    answerBody `xml:"Body"`
	}
	answerBody struct {
		Fault   *fault   `xml:"Fault"`
		Results []result `xml:",any"`
	}
	fault struct {
		Code string `xml:"faultcode"`
		Text string `xml:"faultstring"`
	}

	// result is the answer to any operation: their elements have different names.
	result struct {
		XMLName xml.Name
		Status  string `xml:"statusInfo>status"`
		Reason  string `xml:"statusInfo>reason"`

		FailedDevices []failure `xml:"failedData>failedDevice"` // generateCapabilityResponse
		FailedAddons  []failure `xml:"failedData>failAddon"`    // deleteAddonLineItems, decrementAddonLineItems
		FailedHosts   []failure `xml:"failedData>failedHost"`   // obsoleteHost
		FailedDevice  []failure `xml:"failedDevice"`            // getDevice

		Responses []response       `xml:"responseData>device"`           // generateCapabilityResponse
		Changed   []answeredDevice `xml:"responseData>deviceIdentifier"` // of the line items
		Devices   []device         `xml:"device"`                        // getDevice
	}
	failure struct {
		ActivationID string `xml:"lineItem>lineItemIdentifier>activationId"`
		Reason       string `xml:"reason"`
	}
	response struct {
		Device  answeredDevice `xml:"deviceIdentifier"`
		License string         `xml:"addonLicense"` // base64
	}
	answeredDevice struct {
		ID   string `xml:"deviceId"`
		Type string `xml:"deviceIdType"`
	}
	device struct {
		ID          string  `xml:"deviceId>id"`
		IDType      string  `xml:"deviceId>idType"`
		Status      string  `xml:"status"`
		License     string  `xml:"addonLicense"` // base64
		Addons      []addon `xml:"addon"`
		LastSync    string  `xml:"lastSyncTime"`
		LastRequest string  `xml:"lastRequestTime"`
	}
	addon struct {
		ActivationID string `xml:"activationId"`
		Entitlement  string `xml:"entitlementId"`
		Requested    string `xml:"requestedCopies"`
		Consumed     string `xml:"consumedCopies"`
		Generated    string `xml:"generatedCopies"`
		State        string `xml:"licenseState"`
	}
)

// decode reads the answer to an operation. A fault is an error.
func decode(operation string, text []byte) (result, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // some servers put this mark before UTF-8
	if err := inspect(text); err != nil {
		return result{}, err
	}
	var e answerEnvelope
	if err := xml.Unmarshal(text, &e); err != nil {
		return result{}, unreadable(err.Error())
	}
	if e.Body.Fault != nil {
		return result{}, e.Body.Fault.sort()
	}
	if len(e.Body.Results) != 1 || e.Body.Results[0].XMLName.Local != operation+"Response" {
		return result{}, unreadable("it does not answer " + operation)
	}
	return e.Body.Results[0], nil
}

// inspect goes once through an answer, to see that it is a whole SOAP envelope
// within the bounds.
func inspect(text []byte) error {
	d := xml.NewDecoder(bytes.NewReader(text))
	depth, elements := 0, 0
	for {
		token, err := d.Token()
		switch {
		case err == io.EOF && elements == 0:
			return fmt.Errorf("%w: nothing came", portal.ErrCutOff)
		case err == io.EOF:
			return nil
		case err != nil && cut(err, d.InputOffset(), len(text)):
			return fmt.Errorf("%w: its end is missing after %d bytes", portal.ErrCutOff, len(text))
		case err != nil && elements == 0:
			return fmt.Errorf("%w: it does not answer in XML", portal.ErrNotAPortal)
		case err != nil:
			return unreadable(err.Error())
		}
		switch t := token.(type) {
		case xml.Directive:
			if elements == 0 && isHTML(string(t)) {
				return fmt.Errorf("%w: a page for people came", portal.ErrNotAPortal)
			}
			return unreadable("it has a document type")
		case xml.StartElement:
			if elements == 0 && (t.Name.Local != "Envelope" || t.Name.Space != soapNamespace) {
				return fmt.Errorf("%w: its answer is a %q", portal.ErrNotAPortal, capability.Printable(t.Name.Local))
			}
			if depth == 0 && elements > 0 {
				return unreadable("it goes on after its end")
			}
			depth++
			elements++
			if depth > maxDepth || elements > maxElements {
				return fmt.Errorf("%w: elements within elements", portal.ErrTooLong)
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			switch {
			case depth > 0 || len(bytes.TrimSpace(t)) == 0:
			case elements == 0:
				return fmt.Errorf("%w: it does not answer in XML", portal.ErrNotAPortal)
			default:
				return unreadable("it goes on after its end")
			}
		}
	}
}

func isHTML(directive string) bool {
	fields := strings.Fields(strings.ToLower(directive))
	return len(fields) > 1 && fields[0] == "doctype" && fields[1] == "html"
}

// cut reports whether XML is wrong only because it ends too early. A character
// that is cut in two looks wrong by itself.
func cut(err error, at int64, size int) bool {
	var syntax *xml.SyntaxError
	return errors.As(err, &syntax) && (syntax.Msg == "unexpected EOF" || at > int64(size-utf8.UTFMax) && strings.Contains(syntax.Msg, "UTF-8"))
}

func unreadable(why string) error {
	return fmt.Errorf("%w: %s", portal.ErrUnreadable, capability.Printable(why))
}

// settle says what the status of an answer means; done: the operation took place.
func (r result) settle() (done bool, err error) {
	switch status := strings.TrimSpace(r.Status); status {
	case "SUCCESS":
		if r.failed() {
			return true, r.partly()
		}
		return true, nil
	case "PARTIAL_FAILURE":
		return true, r.partly()
	case "FAILURE":
		return false, refusal(r.reasons())
	case "NOT_SUPPORTED":
		code, text := split(r.Reason)
		return false, &portal.Refused{Code: code, Text: text, Err: portal.ErrUnsupported}
	default:
		return false, unreadable(fmt.Sprintf("its status is %q", status))
	}
}

func (r result) failures() []failure {
	all := append([]failure(nil), r.FailedDevices...)
	all = append(all, r.FailedAddons...)
	all = append(all, r.FailedHosts...)
	return append(all, r.FailedDevice...)
}

func (r result) failed() bool { return len(r.failures()) > 0 }

func (r result) partly() error {
	return fmt.Errorf("%w: %s", portal.ErrPartly, capability.PrintableLine(strings.Join(r.reasons(), "; ")))
}

// reasons are the portal's words on why something failed, the particular ones
// first. Portals like to give one of those for the whole as well.
func (r result) reasons() []string {
	var all []string
	whole := strings.TrimSpace(r.Reason)
	for _, f := range r.failures() {
		text := strings.TrimSpace(f.Reason)
		if text == whole {
			whole = ""
		}
		if f.ActivationID != "" && text != "" {
			text = fmt.Sprintf("%s (%s)", text, capability.Printable(f.ActivationID))
		}
		if text != "" {
			all = append(all, text)
		}
	}
	if whole != "" {
		all = append(all, whole)
	}
	if len(all) > maxReasons {
		all = append(all[:maxReasons:maxReasons], fmt.Sprintf("and %d more", len(all)-maxReasons))
	}
	return all
}

// decodeLicense reads the base64 of a response, with white space as XML allows it.
func decodeLicense(text string) ([]byte, error) {
	text = strings.Join(strings.Fields(text), "")
	if len(text) > base64.StdEncoding.EncodedLen(portal.MaxResponse) {
		return nil, fmt.Errorf("%w: the response has more than %d bytes", portal.ErrTooLong, portal.MaxResponse)
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, unreadable("its response is not base64")
	}
	if len(raw) > portal.MaxResponse {
		return nil, fmt.Errorf("%w: the response has more than %d bytes", portal.ErrTooLong, portal.MaxResponse)
	}
	return raw, nil
}
