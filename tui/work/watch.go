package work

import (
	"fmt"
	"slices"
	"time"

	"handback/capability"
	"handback/device/serial"
	"handback/tui/text"
)

// read shows what arrives until the line ends.
func (w *watch) read(line Line) error {
	buf := make([]byte, 4096)
	for {
		n, err := line.Read(buf)
		if n > 0 {
			w.count.Received(buf[:n])
			w.run.tty.feed(w.O.Now(), buf[:n])
			w.run.poke()
		}
		if err != nil {
			return err
		}
	}
}

// try does what the screen wants, or says why not, once for many keys.
func (w *watch) try(line Line, want ToLine) {
	err := w.carryOut(line, want)
	if err == nil {
		w.complaint = ""
		return
	}
	if text := fmt.Sprintf(text.NotSent, capability.Printable(err.Error())); text != w.complaint {
		w.complaint = text
		w.say(text)
	}
}

// carryOut does what the screen wants.
func (w *watch) carryOut(line Line, want ToLine) error {
	switch {
	case want.Rate:
		rate := nextRate(w.rate)
		if err := line.SetBaud(rate); err != nil {
			return err
		}
		w.rate = rate
		w.say(text.Rate(rate))
	case want.File && w.file != nil:
		w.closeFile()
	case want.File:
		return w.openFile()
	default:
		if err := line.SetWriteDeadline(time.Now().Add(writePatience)); err != nil {
			return err
		}
		n, err := line.Write(want.Bytes)
		w.count.Sent(n)
		w.run.poke()
		return err
	}
	return nil
}

// say adds a line of this program to what is shown.
func (w *watch) say(text string) {
	w.run.tty.say(w.O.Now(), text)
	w.run.poke()
}

func (w *watch) openFile() error {
	file, path, err := w.O.Transcript(w.port, w.O.Now())
	if err != nil {
		return err
	}
	w.file = file
	w.run.tty.writeTo(file)
	w.say(fmt.Sprintf(text.FileBegun, capability.Printable(path)))
	return nil
}

func (w *watch) closeFile() {
	if w.file == nil {
		return
	}
	w.run.tty.writeTo(nil)
	if err := w.file.Close(); err != nil {
		w.log.add(err.Error())
	}
	w.file = nil
	w.say(text.FileEnded)
}

// nextRate is the rate after this one; the first after one that is not usual.
func nextRate(rate int) int {
	all := serial.UsualRates()
	return all[(slices.Index(all, rate)+1)%len(all)]
}
