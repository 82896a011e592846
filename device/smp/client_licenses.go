package smp

import (
	"context"
	"fmt"

	"handback/capability"
)

// Licenses reads all licenses, page by page. Each page must bring at least
// one new license or be the last, so a device can't keep a reading going.
func (c *Client) Licenses(ctx context.Context, report capability.Report) ([]capability.License, error) {
	c.dials = 0
	report.Tell("read licenses", 0, 0)
	l := &listing{c: c, report: report}
	if err := c.readPages(ctx, l); err != nil {
		return nil, fmt.Errorf("read the licenses: %w", err)
	}
	report.Tell("read licenses", int64(len(l.all)), int64(len(l.all)))
	return l.all, nil
}

// listing is a list of licenses that is being read.
type listing struct {
	c      *Client
	report capability.Report
	all    []capability.License
}

func (l *listing) command(off, most int) command {
	return l.c.licensing(opRead, idLicenses, licensesWire{Off: uint64(off), Max: uint64(most)})
}

func (l *listing) limit() int { return capability.MaxLicenses }

func (l *listing) take(off int, p packet) (next int, last bool, err error) {
	var page licensesAnswer
	if err := l.c.talk().read(p, &page); err != nil {
		return 0, false, err
	}
	next = off + len(page.Licenses)
	if next <= len(l.all) && off == len(l.all) && !page.End {
		return 0, false, wrong("licenses", "lic", literal("[]"), "a license in a page that is not the last (end is false)")
	}
	for _, w := range page.Licenses[min(len(l.all)-off, len(page.Licenses)):] {
		license, err := w.license()
		if err != nil {
			return 0, false, err
		}
		l.all = append(l.all, license)
	}
	if err := capability.CheckLicenses(l.all); err != nil {
		return 0, false, wrong("licenses", "lic", literal(fmt.Sprintf("%d licenses", len(l.all))), "a list that is possible: %v", err)
	}
	l.report.Tell("read licenses", int64(len(l.all)), 0)
	return next, page.End, nil
}
