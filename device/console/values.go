package console

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"

	"handback/capability"
	"handback/device/console/profile"
)

// identityOf reads who is there from the values that were found.
func identityOf(v profile.Values, fields map[string]string) (capability.Identity, error) {
	var err error
	text := func(name string) string {
		written, faulty := v.Text(fields[name])
		err = errors.Join(err, faulty)
		return written[:min(len(written), capability.MaxText)]
	}
	id := capability.Identity{
		Vendor: text("vendor"), Model: text("model"), Serial: text("serial"), Firmware: text("firmware"),
		Host: capability.HostID{Type: text("host_type"), Value: text("host")},
	}
	clock, faulty := v.Moment(fields["clock"])
	id.Clock = clock
	last, failed := markOf(v, fields)
	id.Last = last
	if err = errors.Join(err, faulty, failed); err != nil {
		return capability.Identity{}, err
	}
	if err := id.Host.Check(); err != nil {
		return capability.Identity{}, fmt.Errorf("%w: %w", profile.ErrAnswer, err)
	}
	return id, nil
}

// markOf is nil where the device has processed no response.
func markOf(v profile.Values, fields map[string]string) (*capability.Mark, error) {
	written := fields["last_sha256"]
	if written == "" || written == v.None {
		return nil, nil
	}
	digest, err := capability.ParseDigest(written)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", profile.ErrAnswer, err)
	}
	seq, err := v.Count(cmp.Or(fields["last_seq"], "0"))
	return &capability.Mark{Seq: seq, SHA256: digest}, err
}

// licensesOf reads all licenses from the lines of an answer.
func licensesOf(p *profile.Profile, lines []string) ([]capability.License, error) {
	rows, err := p.Licenses.Read.Lists(lines)
	if err != nil {
		return nil, err
	}
	all := make([]capability.License, 0, len(rows))
	for _, row := range rows {
		l, err := licenseOf(p.Values, row)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	if err := capability.CheckLicenses(all); err != nil {
		return nil, fmt.Errorf("%w: %w", profile.ErrAnswer, err)
	}
	return all, checkTotal(p.Licenses, lines, len(all))
}

func licenseOf(v profile.Values, row map[string]string) (capability.License, error) {
	count, faulty := v.Count(row["count"])
	feature, badFeature := v.Text(row["feature"])
	version, badVersion := v.Text(row["version"])
	expires, badTime := v.Moment(row["expires"])
	err := errors.Join(faulty, badFeature, badVersion, badTime)
	if err == nil && count > capability.MaxCount {
		err = fmt.Errorf("%w: a count of %d", profile.ErrAnswer, count)
	}
	return capability.License{
		ActivationID: capability.ActivationID(row["id"]), Feature: feature, Version: version,
		Count: int(min(count, capability.MaxCount)), Expires: expires,
	}, err
}

// checkTotal compares how many there are with how many the device says.
func checkTotal(l profile.Licenses, lines []string, have int) error {
	if l.Total == nil {
		return nil
	}
	for _, line := range lines {
		found := l.Total.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		if told := found[l.Total.SubexpIndex("total")]; told != strconv.Itoa(have) {
			return fmt.Errorf("%w: %d licenses of %s", profile.ErrAnswer, have, told)
		}
		return nil
	}
	return fmt.Errorf("%w: it doesn't say how many licenses there are", profile.ErrAnswer)
}

// madeOf reads what is said of a request.
func madeOf(x profile.Extract, lines []string) (capability.Made, error) {
	fields, err := x.Fields(lines)
	if err != nil {
		return capability.Made{}, err
	}
	digest, err := capability.ParseDigest(fields["sha256"])
	if err != nil {
		return capability.Made{}, fmt.Errorf("%w: %w", profile.ErrAnswer, err)
	}
	size, err := strconv.ParseInt(fields["size"], 10, 64)
	if err != nil || size < 1 || size > MaxFile || fields["name"] == "" {
		return capability.Made{}, fmt.Errorf("%w: a request %q of %q bytes", profile.ErrAnswer, fields["name"], fields["size"])
	}
	return capability.Made{Name: fields["name"], Size: size, SHA256: digest}, nil
}
