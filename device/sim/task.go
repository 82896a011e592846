package sim

import (
	"context"

	"handback/capability"
	"handback/device/smp"
)

// task is a request that is being made while the device answers "busy". A
// restart loses it, as it would on a real device.
type task struct {
	next         Vault // what the device holds when it is done
	asked, after int   // status commands so far, and until it is done
}

// Make implements [smp.Station]. With Faults.Busy it only begins.
func (d *Device) Make(_ context.Context, lines []capability.Line) (capability.Made, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	made, err := d.make(lines)
	d.refused = codeOf(err)
	return made, err
}

func (d *Device) make(lines []capability.Line) (capability.Made, error) {
	if d.task != nil {
		return capability.Made{}, refuse(capability.Busy, "a request is being made")
	}
	next, made, err := d.vault.Make(d.options.Now(), d.options.Random, lines)
	if err != nil {
		return capability.Made{}, err
	}
	if d.options.Faults.Same && d.vault.saysTheSame(next) {
		next, made = d.vault, *d.vault.Made()
	}
	if after := d.options.Faults.Busy; after > 0 {
		d.task = &task{next: next, after: after}
		return capability.Made{}, refuse(capability.Busy, "the request is being made")
	}
	if err := d.commit(next); err != nil {
		return capability.Made{}, err
	}
	return made, nil
}

// Status implements [smp.Station].
func (d *Device) Status(context.Context) (smp.Status, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.task != nil {
		d.task.asked++
		if d.task.asked < d.task.after {
			return smp.Status{
				State: smp.StateBusy, Progress: 100 * d.task.asked / d.task.after, Made: d.vault.Made(),
			}, nil
		}
		err := d.commit(d.task.next)
		d.task, d.refused = nil, codeOf(err)
	}
	return smp.Status{State: smp.StateIdle, Progress: 100, Error: d.refused, Made: d.vault.Made()}, nil
}
