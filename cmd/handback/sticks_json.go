package main

import (
	"handback/capability/media"
	"handback/tui/text"
)

type stickJSON struct {
	Name       string `json:"name"`
	State      string `json:"state"` // ready, unmounted, locked, blank, denied or failing
	Path       string `json:"path,omitempty"`
	Device     string `json:"device,omitempty"`
	Label      string `json:"label,omitempty"`
	Maker      string `json:"maker,omitempty"`
	Model      string `json:"model,omitempty"`
	Serial     string `json:"serial,omitempty"`
	Vendor     string `json:"usb_vendor,omitempty"`
	Product    string `json:"usb_product,omitempty"`
	Place      string `json:"place,omitempty"`
	Volume     string `json:"volume,omitempty"`
	FileSystem string `json:"file_system,omitempty"`
	Size       int64  `json:"size,omitempty"` // bytes
	Free       int64  `json:"free"`           // bytes
	ReadOnly   bool   `json:"read_only"`
	Protected  bool   `json:"write_protected"`
	Usable     bool   `json:"usable"`
	Why        string `json:"why_not,omitempty"`
	Do         string `json:"do,omitempty"`
}

func newStickJSON(p plugged) stickJSON {
	s, i := p.Stick, p.Identity
	j := stickJSON{
		Name: s.Name(), State: s.State.String(), Path: s.Path, Device: s.Device, Label: s.Label,
		Maker: i.Maker, Model: i.Model, Serial: i.Serial, Vendor: i.VendorID, Product: i.ProductID, Place: s.Place, Volume: i.Volume,
		FileSystem: s.FileSystem, Size: s.Size, Free: s.Free, ReadOnly: s.ReadOnly, Protected: s.Protected, Usable: p.trouble == nil,
	}
	if s.State != media.Ready {
		j.Free = 0
	}
	if p.trouble != nil {
		e := text.Explain(p.trouble)
		j.Why, j.Do = e.What, e.Do
	}
	return j
}

func newSticksJSON(list []plugged) []stickJSON {
	all := make([]stickJSON, 0, len(list))
	for _, p := range list {
		all = append(all, newStickJSON(p))
	}
	return all
}
