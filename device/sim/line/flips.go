package line

import (
	"math"
	"math/rand/v2"
)

// flips turns over bits of a stream, each with the same chance. It draws the
// distance to the next one, which costs nothing for the bits between.
type flips struct {
	rate float64
	rand *rand.Rand
	left float64 // bits before the next one to flip
}

func newFlips(rate float64, seed, direction uint64) *flips {
	f := &flips{rate: rate, rand: rand.New(rand.NewPCG(seed, direction))}
	f.draw()
	return f
}

// draw takes a geometric distance by inversion.
func (f *flips) draw() {
	f.left = math.Inf(1)
	if f.rate > 0 {
		f.left = math.Floor(math.Log(1-f.rand.Float64()) / math.Log1p(-f.rate))
	}
}

// spoil flips bits in place and returns how many.
func (f *flips) spoil(p []byte) int {
	n, bits := 0, float64(8*len(p))
	for at := f.left; at < bits; n++ {
		p[int(at)/8] ^= 1 << (int(at) % 8)
		f.draw()
		at += 1 + f.left
		f.left = at
	}
	f.left -= bits
	return n
}
