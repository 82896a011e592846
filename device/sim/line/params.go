package line

import "time"

// Params describe a line. The zero value is a perfect one at 115200 baud.
type Params struct {
	Baud      int           // bits a second, 10 to a byte (8N1); 0: 115200
	FIFO      int           // bytes that a driver takes ahead of the line; 0: 64
	Room      int           // bytes that arrived and were not read, above which an end loses more; 0: no limit
	Latency   time.Duration // from an end to the other, beside the time on the line
	BitErrors float64       // share of the data bits that arrive flipped, below 1
	USBTimer  time.Duration // B to A arrives on this grid or as full packets: an adapter's latency timer; 0: none
	Seed      uint64        // of the bit errors
}

const (
	bitsPerByte = 10 // on the line: a start bit, 8 data bits, a stop bit
	usbPacket   = 62 // bytes of data in a USB packet of 64, as FTDI's adapters fill it
	leastGroup  = 64 // bytes that a receiver hands on at once, unless the line pauses
)

func (p Params) filled() Params {
	if p.Baud <= 0 {
		p.Baud = 115200
	}
	if p.FIFO <= 0 {
		p.FIFO = 64
	}
	return p
}

// BytesPerSecond is what the line can carry in one direction.
func (p Params) BytesPerSecond() float64 { return float64(p.filled().Baud) / bitsPerByte }

// span is how long n bytes take on the line.
func (p Params) span(n int) time.Duration {
	return time.Duration(n) * bitsPerByte * time.Second / time.Duration(p.Baud)
}

// group is how many bytes wake a reader while more are coming: a UART's
// buffer, or what a fast line carries in a millisecond.
func (p Params) group() int { return max(leastGroup, p.Baud/bitsPerByte/1000) }
