package smp

// framing is how packets are put on a line. An answer comes in the framing of
// its request.
type framing uint8

const (
	console framing = iota // base64 lines, as every SMP console understands them
	cobs                   // stuffed bytes, for lines that carry nothing else
)

// cobsOffer is how a device offers the COBS framing in its info answer.
const cobsOffer = "cobs"

// append appends the frame that carries packet.
func (f framing) append(dst, packet []byte) ([]byte, error) {
	if len(packet) > maxPacket {
		return dst, errPacketTooLong
	}
	if f == cobs {
		return appendStuffed(dst, packet), nil
	}
	return appendFrame(dst, packet), nil
}

// length is how many bytes the frame of an n-byte packet has on the line.
func (f framing) length(n int) int {
	if f == cobs {
		return 2 + n + crcLen + 1 + (n+crcLen)/stuffRun
	}
	return wireLength(n)
}

// fit is the length of the packet that is sent instead of one of n bytes if
// its end can wait: a last line with hardly anything in it isn't worth its
// frame.
func (f framing) fit(n int) int {
	last := (2 + n + crcLen) % lineBytes
	if f == console && n > lineBytes && last < lineBytes/8 {
		return n - last
	}
	return n
}
