package media

import "context"

// systemEjector is the service of this system that takes sticks out of use.
func systemEjector() ejector { return noEjector{} }

// noEjector is for systems without a service that a user may ask: a person
// takes the stick out by the system's own way.
type noEjector struct{}

func (noEjector) Unmount(context.Context, string) error  { return ErrNoService }
func (noEjector) PowerOff(context.Context, string) error { return ErrNoService }
