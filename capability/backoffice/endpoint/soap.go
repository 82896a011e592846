package endpoint

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"handback/capability"
)

// The namespaces of SOAP 1.1.
const soapSpace = "http://schemas.xmlsoap.org/soap/envelope/"

// Limits of what is read.
const (
	maxEnvelope = 4 << 20 // bytes: 25 requests of 64 KiB in base64, and room
	maxElements = 5000
	maxDepth    = 16
)

// faultError becomes a SOAP Fault.
type faultError struct {
	code string // Client, Server or VersionMismatch
	text string
}

func (e *faultError) Error() string { return e.code + ": " + e.text }

// notExpected is what a caller did wrong.
func notExpected(format string, values ...any) error {
	return &faultError{"Client", capability.Printable(fmt.Sprintf(format, values...))}
}

// element is an XML element of a message, without attributes.
type element struct {
	name     xml.Name
	text     string // what stands directly in it, without space around
	children []element
}

// parse reads an XML document without DTD. The error is a *faultError.
func parse(from io.Reader) (element, error) {
	p := parser{decoder: xml.NewDecoder(from)}
	for {
		token, err := p.decoder.Token()
		if err != nil {
			return element{}, notExpected("no XML: %v", err)
		}
		switch token := token.(type) {
		case xml.Directive:
			return element{}, notExpected("a DTD is not taken")
		case xml.StartElement:
			return p.element(token.Name, 1)
		}
	}
}

type parser struct {
	decoder *xml.Decoder
	seen    int
}

func (p *parser) element(name xml.Name, depth int) (element, error) {
	e := element{name: name}
	if p.seen++; p.seen > maxElements || depth > maxDepth {
		return e, notExpected("more than %d elements, or %d in each other", maxElements, maxDepth)
	}
	var text strings.Builder
	for {
		token, err := p.decoder.Token()
		if err != nil {
			return e, notExpected("no XML: %v", err)
		}
		switch token := token.(type) {
		case xml.CharData:
			text.Write(token)
		case xml.Directive:
			return e, notExpected("a DTD is not taken")
		case xml.StartElement:
			child, err := p.element(token.Name, depth+1)
			if err != nil {
				return e, err
			}
			e.children = append(e.children, child)
		case xml.EndElement:
			e.text = strings.TrimSpace(text.String())
			return e, nil
		}
	}
}

// envelope is a SOAP message.
type envelope struct {
	header []element
	body   element // the one element in the body
}

func readEnvelope(from io.Reader) (envelope, error) {
	root, err := parse(from)
	if err != nil {
		return envelope{}, err
	}
	if root.name.Local != "Envelope" {
		return envelope{}, notExpected("no SOAP: it begins with %s", root.name.Local)
	}
	if root.name.Space != soapSpace {
		return envelope{}, &faultError{"VersionMismatch", "this is a SOAP 1.1 service"}
	}
	s := sequence{space: soapSpace, of: root}
	header, _ := s.next("Header")
	body, found := s.next("Body")
	if err := s.end(); err != nil {
		return envelope{}, err
	}
	if !found || len(body.children) != 1 {
		return envelope{}, notExpected("a body with one element is needed")
	}
	return envelope{header.children, body.children[0]}, nil
}

// sequence reads the children of an element in the order of the schema. Each has
// to be in the namespace.
type sequence struct {
	space string
	of    element
	at    int
}

// next is the next child, when it has that name.
func (s *sequence) next(local string) (element, bool) {
	if s.at == len(s.of.children) {
		return element{}, false
	}
	child := s.of.children[s.at]
	if child.name != (xml.Name{Space: s.space, Local: local}) {
		return element{}, false
	}
	s.at++
	return child, true
}

// text is the text of the next child, when it has that name; empty: it has not.
func (s *sequence) text(local string) string {
	child, _ := s.next(local)
	return child.text
}

// all are the next children of that name.
func (s *sequence) all(local string) []element {
	var all []element
	for {
		child, found := s.next(local)
		if !found {
			return all
		}
		all = append(all, child)
	}
}

// end is a *faultError when there is another child.
func (s *sequence) end() error {
	if s.at == len(s.of.children) {
		return nil
	}
	left := s.of.children[s.at].name
	return notExpected("element %s of namespace %q is not expected here in %s; the namespace is %q", left.Local, left.Space, s.of.name.Local, s.space)
}

// writeAnswer sends a body in an envelope. What is in the body has no namespace
// of its own, and so that of the body.
func writeAnswer(w http.ResponseWriter, status int, body any) error {
	text, err := xml.Marshal(body)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	out.WriteString(xml.Header + `<soapenv:Envelope xmlns:soapenv="` + soapSpace + `"><soapenv:Body>`)
	out.Write(text)
	out.WriteString(`</soapenv:Body></soapenv:Envelope>`)
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(out.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // who hears no answer asks again
	return nil
}

// soapFault is the Fault of SOAP 1.1. Its parts have no namespace.
type soapFault struct {
	XMLName xml.Name `xml:"soapenv:Fault"`
	Code    string   `xml:"faultcode"`
	Text    string   `xml:"faultstring"`
}

// writeFault sends a *faultError, and a word that tells nothing for any other
// error.
func writeFault(w http.ResponseWriter, err error) {
	fault := &faultError{"Server", "the portal has failed"}
	errors.As(err, &fault)
	writeFaultStatus(w, http.StatusInternalServerError, fault)
}

func writeFaultStatus(w http.ResponseWriter, status int, fault *faultError) {
	if err := writeAnswer(w, status, soapFault{Code: "soapenv:" + fault.code, Text: fault.text}); err != nil {
		http.Error(w, fault.text, status)
	}
}

// list is an element with others in it, which name themselves. Where it is nil
// it is left out.
type list[T any] struct{ All []T }

func (l *list[T]) with(one T) *list[T] {
	if l == nil {
		l = new(list[T])
	}
	l.All = append(l.All, one)
	return l
}
