package smp

// The commands of group 0, operating system.
const (
	idEcho   = 0
	idParams = 6
	idOSInfo = 7
)

type echoWire struct {
	Text string `cbor:"d"`
}

type echoAnswer struct {
	Text string `cbor:"r"`
}

type paramsAnswer struct {
	BufSize  uint64 `cbor:"buf_size"`
	BufCount uint64 `cbor:"buf_count"`
}

type osInfoWire struct {
	Format string `cbor:"format,omitempty"`
}

type osInfoAnswer struct {
	Output string `cbor:"output"`
}

// The commands of group 8, files.
const (
	idTransfer = 0 // read: download, write: upload
	idStat     = 1
	idHash     = 2
	idClose    = 4
)

type downloadWire struct {
	Off  uint64 `cbor:"off"`
	Name string `cbor:"name"`
}

type downloadAnswer struct {
	Off  uint64  `cbor:"off"`
	Data []byte  `cbor:"data"`
	Len  *uint64 `cbor:"len,omitempty"` // only with offset 0
}

// uploadWire has the length only with offset 0. Apache's clients name the file
// only there too; Zephyr's server wants the name always.
type uploadWire struct {
	Off  uint64  `cbor:"off"`
	Data []byte  `cbor:"data"`
	Name string  `cbor:"name,omitempty"`
	Len  *uint64 `cbor:"len,omitempty"`
}

// uploadAnswer tells the offset that is expected next, or with an offset error
// how much the device has.
type uploadAnswer struct {
	Off *uint64 `cbor:"off,omitempty"`
	Len *uint64 `cbor:"len,omitempty"`
}

type nameWire struct {
	Name string `cbor:"name"`
}

type statAnswer struct {
	Len uint64 `cbor:"len"`
}

type hashWire struct {
	Name string `cbor:"name"`
	Type string `cbor:"type,omitempty"`
}

type hashAnswer struct {
	Type   string `cbor:"type"`
	Len    uint64 `cbor:"len"`
	Output []byte `cbor:"output"`
}

const hashSHA256 = "sha256"
