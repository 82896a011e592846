package media

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxPlistDepth bounds how deep the values of a property list may nest.
const maxPlistDepth = 200

// errPlist says that text is not a property list.
var errPlist = errors.New("not a property list")

// parsePlist reads an XML property list of Apple's PropertyList-1.0.dtd: a
// dictionary becomes a map[string]any, an array an []any, a number an int64, a
// truth a bool, and all else its text.
func parsePlist(text []byte) (any, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	start, err := nextStart(d)
	if err != nil || start.Name.Local != "plist" {
		return nil, errPlist
	}
	if start, err = nextStart(d); err != nil {
		return nil, errPlist
	}
	value, err := plistValue(d, start, 0)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPlist, err)
	}
	return value, nil
}

// nextStart skips to the next element; io.EOF: the one around it ends first.
func nextStart(d *xml.Decoder) (xml.StartElement, error) {
	for {
		token, err := d.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			return t, nil
		case xml.EndElement:
			return xml.StartElement{}, io.EOF
		}
	}
}

func plistValue(d *xml.Decoder, start xml.StartElement, depth int) (any, error) {
	if depth > maxPlistDepth {
		return nil, errors.New("it nests too deep")
	}
	switch start.Name.Local {
	case "dict":
		return plistDict(d, depth)
	case "array":
		return plistArray(d, depth)
	case "true", "false":
		return start.Name.Local == "true", d.Skip()
	}
	var text string
	if err := d.DecodeElement(&text, &start); err != nil {
		return nil, err
	}
	if start.Name.Local != "integer" {
		return text, nil
	}
	if number, err := strconv.ParseInt(strings.TrimSpace(text), 0, 64); err == nil {
		return number, nil
	}
	return text, nil // larger than any size or number that is looked at
}

func plistDict(d *xml.Decoder, depth int) (any, error) {
	all := make(map[string]any)
	err := eachElement(d, func(start xml.StartElement) error {
		var key string
		if err := d.DecodeElement(&key, &start); err != nil {
			return err
		}
		start, err := nextStart(d)
		if err == nil {
			all[key], err = plistValue(d, start, depth+1)
		}
		return err
	})
	return all, err
}

func plistArray(d *xml.Decoder, depth int) (any, error) {
	all := []any{}
	err := eachElement(d, func(start xml.StartElement) error {
		value, err := plistValue(d, start, depth+1)
		all = append(all, value)
		return err
	})
	return all, err
}

// eachElement calls do with each element up to the end of the one around them.
func eachElement(d *xml.Decoder, do func(xml.StartElement) error) error {
	for {
		start, err := nextStart(d)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = do(start)
		}
		if err != nil {
			return err
		}
	}
}
