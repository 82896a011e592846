package smp

import (
	"context"
	"errors"

	"handback/device/wire"
)

// reading is something long that a device gives out page by page: a file by
// bytes, a list by licenses.
type reading interface {
	// command asks for the page at off, of at most most units; 0: as much as
	// fits.
	command(off, most int) command

	// take adds a page that was asked for at off. It leaves out what is there
	// already and tells where the next page is and whether this was the last.
	take(off int, p packet) (next int, last bool, err error)

	// limit is where it ends, as far as that is known.
	limit() int
}

// pages reads something with as many requests under way as the window allows. Only
// a page tells where the next begins, so the second request guesses: as far on as
// the last page reached.
type pages struct {
	c      *Client
	f      *inflight
	r      reading
	have   int // units that came in order so far
	stride int // units of the last page; 0: none came yet
}

// readPages reads until the last page.
func (c *Client) readPages(ctx context.Context, r reading) error {
	p := &pages{c: c, f: c.current().newInflight(), r: r}
	defer func() { p.f.clear() }()
	for {
		last, err := p.step(ctx)
		switch {
		case last:
			return nil
		case errors.Is(err, wire.ErrEnded):
			if err := c.redial(ctx, p.f.s, err); err != nil {
				return err
			}
			p.f = c.current().newInflight()
		case err != nil:
			return err
		}
	}
}

// step asks for what the window has room for and takes what comes next.
func (p *pages) step(ctx context.Context) (last bool, err error) {
	if err := p.fill(ctx); err != nil {
		return false, err
	}
	x, err := p.f.next(ctx)
	if err != nil {
		return false, err
	}
	if x.clean() {
		p.c.flow.good()
	}
	return p.land()
}

// fill asks for pages until the window is full: first for the one that comes
// next, then for those behind it.
func (p *pages) fill(ctx context.Context) error {
	out := p.f.out
	if len(out) == 0 || out[0].off > p.have {
		gap := 0
		if len(out) > 0 {
			gap = out[0].off - p.have
		}
		if err := p.f.insert(ctx, 0, p.r.command(p.have, gap), p.have, 0); err != nil {
			return err
		}
	}
	for p.stride > 0 && p.f.unanswered() < p.c.flow.window.size() {
		off := max(p.have, p.f.out[len(p.f.out)-1].off+p.stride)
		if off >= p.r.limit() {
			break
		}
		if err := p.f.launch(ctx, p.r.command(off, p.stride), off, 0); err != nil {
			return err
		}
	}
	return nil
}

// land takes the pages that came, as far as they follow each other.
func (p *pages) land() (last bool, err error) {
	for len(p.f.out) > 0 && p.f.out[0].answer != nil && p.f.out[0].off <= p.have {
		x := p.f.out[0]
		next, last, err := p.r.take(x.off, *x.answer)
		if err != nil || last {
			return last, err
		}
		p.f.drop(1)
		if next > x.off {
			p.stride = next - x.off
		}
		p.have = max(p.have, next)
	}
	return false, nil
}
