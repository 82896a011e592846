package proof

import (
	"bytes"
	_ "embed"
	"slices"
	"text/template"

	"handback/capability/certificate"
	"handback/capability/message"
)

//go:embed page.txt
var pageTemplate string

// howTo is what the page tells, for people who never saw Handback.
type howTo struct {
	Return  string
	Device  string
	Heart   *pageMessage // the portal's receipt; nil: there is none that can be checked
	Checked []pageMessage
	Unread  []manifestFile // of no form that can be read here
	Keyless []manifestFile // that no key was known for
	Keys    []pageKey
	Signed  bool
	Hash    string
}

type pageMessage struct {
	manifestFile
	Says string
}

type pageKey struct {
	manifestKey
	From string
}

// page writes HOW-TO-CHECK.txt, in ASCII.
func (c Contents) page(cert certificate.Certificate, m manifest) ([]byte, error) {
	h := howTo{
		Return: string(cert.Return), Device: cert.Device.Host.String(), Signed: c.Signed != nil, Hash: cert.Journal.LastHash.String(),
	}
	all := make([]file, len(m.Files))
	for i, f := range m.Files {
		all[i] = newFile(f.File, c.Record.Files[f.SHA256])
	}
	for i, f := range m.Files {
		switch {
		case f.By == "":
			h.Unread = append(h.Unread, f)
		case f.Key == "":
			h.Keyless = append(h.Keyless, f)
		default:
			said := pageMessage{f, described(all[i], all)}
			h.Checked = append(h.Checked, said)
			if all[i].message.Kind == message.KindResponse && credits(all[i].message.Response) {
				h.Heart = &said
			}
		}
	}
	h.Checked = slices.DeleteFunc(h.Checked, func(p pageMessage) bool { return h.Heart != nil && p.File == h.Heart.File })
	for _, k := range m.Keys {
		h.Keys = append(h.Keys, pageKey{k, sourceWords(k.Of, k.Source)})
	}
	t, err := template.New("page").Funcs(template.FuncMap{"fold": fold}).Parse(pageTemplate)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, h)
	return out.Bytes(), err
}
