package bench

import (
	"context"
	"sync"

	"handback/capability"
)

const whoIsThere = "who is there"

// asks counts a command to a unit.
func (s *shop) asks(u *unit, what string) {
	s.mu.Lock()
	u.asked = append(u.asked, what)
	begins := s.begins
	s.mu.Unlock()
	if begins != nil {
		begins(u)
	}
}

// counted is a unit as the bench has it open: it tells of each command before it is
// sent, and when it is closed.
type counted struct {
	capability.Device
	shop *shop
	unit *unit
	once sync.Once
}

func (c *counted) Identify(ctx context.Context) (capability.Identity, error) {
	c.shop.asks(c.unit, "identify")
	return c.Device.Identify(ctx)
}

func (c *counted) Licenses(ctx context.Context, report capability.Report) ([]capability.License, error) {
	c.shop.asks(c.unit, "licenses")
	return c.Device.Licenses(ctx, report)
}

func (c *counted) MakeRequest(ctx context.Context, lines []capability.Line, report capability.Report) (capability.Made, error) {
	c.shop.asks(c.unit, "make request")
	return c.Device.MakeRequest(ctx, lines, report)
}

func (c *counted) LastMade(ctx context.Context) (*capability.Made, error) {
	c.shop.asks(c.unit, "last made")
	return c.Device.LastMade(ctx)
}

func (c *counted) Fetch(ctx context.Context, made capability.Made, report capability.Report) ([]byte, error) {
	c.shop.asks(c.unit, "fetch")
	return c.Device.Fetch(ctx, made, report)
}

func (c *counted) LoadResponse(ctx context.Context, response []byte, report capability.Report) (capability.Mark, error) {
	c.shop.asks(c.unit, "load response")
	return c.Device.LoadResponse(ctx, response, report)
}

func (c *counted) Close() error {
	c.once.Do(func() { c.shop.count(-1) })
	return c.Device.Close()
}
