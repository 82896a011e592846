package console

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"handback/capability"
	"handback/device/console/modem"
	"handback/device/console/profile"
)

// MaxFile is the longest file that is carried, in bytes.
const MaxFile = 1 << 20

// Fetch reads a made request and checks its size and digest.
func (c *Client) Fetch(ctx context.Context, made capability.Made, report capability.Report) ([]byte, error) {
	if made.Size < 0 || made.Size > MaxFile {
		return nil, fmt.Errorf("fetch the request: %w: %d bytes", ErrTooLarge, made.Size)
	}
	return read(ctx, c, "fetch the request", func(ctx context.Context) (data []byte, err error) {
		err = c.repeat(ctx, func(ctx context.Context) (err error) {
			data, err = c.fetch(ctx, made, report)
			if err == nil && (int64(len(data)) != made.Size || capability.DigestOf(data) != made.SHA256) {
				c.options.Traffic.Damaged()
				err = fmt.Errorf("%w: %d bytes with SHA-256 %s, announced were %d with %s",
					ErrDamaged, len(data), capability.DigestOf(data).Short(), made.Size, made.SHA256.Short())
			}
			return err
		})
		return data, err
	})
}

// fetch reads a file once, without looking at its digest.
func (c *Client) fetch(ctx context.Context, made capability.Made, report capability.Report) ([]byte, error) {
	f := c.profile.Fetch
	report.Tell("fetch file", 0, made.Size)
	last, err := c.runUpToLast(ctx, f.Command, madeValues(made))
	if err != nil {
		return nil, err
	}
	switch f.By {
	case profile.XModem1K, profile.YModem:
		return c.fetchByModem(ctx, last, made, report)
	}
	a, err := c.watched(ctx, last, made.Size, report)
	if err != nil {
		return nil, err
	}
	return decodeText(f.By, a.lines)
}

// watched runs a command and reports how much of a file of size bytes has come.
func (c *Client) watched(ctx context.Context, line string, size int64, report capability.Report) (answer, error) {
	given, err := c.session.give(ctx, line, c.profile.Fetch.Time)
	if err != nil {
		return answer{}, err
	}
	c.session.progress = func(chars int) {
		have := int64(chars) * 3 / 4
		if c.profile.Fetch.By == profile.Hex {
			have = int64(chars) / 2
		}
		report.Tell("fetch file", min(have, size), size)
	}
	defer func() { c.session.progress = nil }()
	a, err := c.session.finish(ctx, given)
	if err != nil {
		return answer{}, err
	}
	return a, c.classify(given.line, a)
}

func (c *Client) fetchByModem(ctx context.Context, line string, made capability.Made, report capability.Report) ([]byte, error) {
	given, err := c.session.give(ctx, line, c.profile.Fetch.Time)
	if err != nil {
		return nil, err
	}
	if err := c.session.begun(ctx, given); err != nil {
		return nil, err
	}
	o := c.modemOptions(reportAs(report, "fetch file"))
	var data []byte
	if c.profile.Fetch.By == profile.XModem1K {
		data, err = modem.ReceiveXModem(ctx, c.session.link, made.Size, o)
	} else {
		var file modem.File
		file, err = modem.ReceiveYModem(ctx, c.session.link, MaxFile, o)
		data = file.Data
	}
	_, err = c.afterModem(ctx, given, err)
	return data, err
}

// base64Alphabet is that of RFC 4648 section 4, with the padding.
const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

// leastPayload is how many characters a line must have to count as a piece of a
// file.
const leastPayload = 48

// isPayload reports whether a line is a piece of a file that is carried as text.
// Nobody wants that in a log.
func isPayload(line string) bool {
	line = strings.TrimSpace(line)
	return len(line) >= leastPayload && strings.Trim(line, base64Alphabet) == ""
}

// encodeText writes data as lines of at most width characters.
func encodeText(way profile.Way, data []byte, width int) []string {
	var text string
	if way == profile.Hex {
		text, width = hex.EncodeToString(data), width-width%2
	} else {
		text, width = base64.StdEncoding.EncodeToString(data), width-width%4
	}
	var lines []string
	for len(text) > width {
		lines, text = append(lines, text[:width]), text[width:]
	}
	return append(lines, text)
}

// decodeText reads data from the lines that can be part of it. A device may say
// more than the file.
func decodeText(way profile.Way, lines []string) ([]byte, error) {
	alphabet := base64Alphabet
	if way == profile.Hex {
		alphabet = "0123456789abcdefABCDEF"
	}
	var text strings.Builder
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if strings.Trim(line, alphabet) == "" {
			text.WriteString(line)
		}
	}
	var data []byte
	var err error
	if way == profile.Hex {
		data, err = hex.DecodeString(text.String())
	} else {
		data, err = base64.StdEncoding.DecodeString(text.String())
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return data, nil
}
