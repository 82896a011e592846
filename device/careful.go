package device

import (
	"errors"

	"handback/device/heard"
	"handback/device/traffic"
)

// errHeardEnough says that what was heard is not to be asked anything.
var errHeardEnough = errors.New("a console was heard")

// careful is a line on which nothing more is sent where it would be taken for
// a user name, a password or a command of a boot loader: devices count failed
// logins. It is careful until somebody has answered in SMP.
type careful struct {
	*line
	count   *traffic.Counter // of the answers
	before  int64            // answers on other lines
	stopped heard.Kind       // what was heard that must not be asked more; empty: nothing
}

func newCareful(l *line, count *traffic.Counter) *careful {
	return &careful{line: l, count: count, before: count.Counts().Messages}
}

func (c *careful) Write(p []byte) (int, error) {
	if c.count.Counts().Messages == c.before {
		if kind := heard.Judge(c.ends()); kind.Minds() {
			c.stopped = kind
			return 0, errHeardEnough
		}
	}
	return c.line.Write(p)
}
