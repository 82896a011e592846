package smp

import (
	"context"
	"fmt"

	"handback/capability"
)

// Licenses reads all licenses, page by page. Each page must bring at least
// one new license or be the last, so a device can't keep a reading going.
func (c *Client) Licenses(ctx context.Context, report capability.Report) ([]capability.License, error) {
	var all []capability.License
	for {
		report.Tell("read licenses", int64(len(all)), 0)
		var page licensesAnswer
		if err := c.ask(ctx, c.licensing(opRead, idLicenses, licensesWire{Off: uint64(len(all))}), &page); err != nil {
			return nil, fmt.Errorf("read the licenses: %w", err)
		}
		if len(page.Licenses) == 0 && !page.End {
			return nil, fmt.Errorf("read the licenses: %w: an empty page that is not the last", ErrAnswer)
		}
		for _, w := range page.Licenses {
			l, err := w.license()
			if err != nil {
				return nil, fmt.Errorf("read the licenses: %w", err)
			}
			all = append(all, l)
		}
		if err := capability.CheckLicenses(all); err != nil {
			return nil, fmt.Errorf("read the licenses: %w: %w", ErrAnswer, err)
		}
		if page.End {
			report.Tell("read licenses", int64(len(all)), int64(len(all)))
			return all, nil
		}
	}
}
