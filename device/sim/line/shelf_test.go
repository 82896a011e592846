package line_test

import (
	"fmt"
	"time"

	"handback/capability"
	"handback/device/sim/simtest"
	"handback/device/smp"
)

// newShelf is a device with licenses and a request of some bytes to be fetched.
func newShelf(licenses, request int) *simtest.Device {
	s := simtest.New()
	s.Request = func(int) []byte { return random(request) }
	s.Files[smp.RequestFile] = random(request)
	for i := range licenses {
		s.Held = append(s.Held, capability.License{
			ActivationID: capability.ActivationID(fmt.Sprintf("ACT-2210-%04d-7F3K", i)),
			Feature:      fmt.Sprintf("imaging option %d", i), Version: "2026.1", Count: i%9 + 1,
			Expires: time.Date(2027, 1, 1+i, 0, 0, 0, 0, time.UTC),
		})
	}
	return s
}

// made is the request as the device would announce it.
func made(s *simtest.Device) capability.Made {
	data := s.Files[smp.RequestFile]
	return capability.Made{Name: smp.RequestFile, Size: int64(len(data)), SHA256: capability.DigestOf(data)}
}
