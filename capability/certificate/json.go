package certificate

import "handback/capability/asciijson"

// JSON gives the documented form. The same certificate always gives the same
// bytes, all of them printable ASCII or line ends, so that a signature of them
// holds and no terminal is led astray.
func (c Certificate) JSON() ([]byte, error) {
	return asciijson.MarshalIndent(c.withLists())
}

// withLists has an empty list where nothing is listed, and never null.
func (c Certificate) withLists() Certificate {
	c.Operators, c.Sources = orEmpty(c.Operators), orEmpty(c.Sources)
	c.Order, c.Changes, c.Files = orEmpty(c.Order), orEmpty(c.Changes), orEmpty(c.Files)
	c.Claims, c.Flags, c.History = orEmpty(c.Claims), orEmpty(c.Flags), orEmpty(c.History)
	for _, r := range []**Reading{&c.Before, &c.After} {
		if *r != nil {
			whole := **r
			whole.Licenses = orEmpty(whole.Licenses)
			*r = &whole
		}
	}
	return c
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
