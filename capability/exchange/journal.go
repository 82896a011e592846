package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"path"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/asciijson"
	"handback/capability/media"
	"handback/capability/message"
)

// journalName is the file beside the requests that says what was sent and what came
// of it, so that another run, or another laptop, goes on.
const journalName = "exchange.json"

// Limits of such a file, and its version.
const (
	maxJournal     = 48 << 10 // bytes
	maxRecords     = 64       // the newest
	journalVersion = 1
)

// journalJSON is the form of the file.
type journalJSON struct {
	Version int                   `json:"handback_exchange"`
	Records []capability.Exchange `json:"records"` // the newest last
}

// decodeJournal reads what it can of an untrusted journal; false: it is none.
func decodeJournal(data []byte) ([]capability.Exchange, bool) {
	var j journalJSON
	if len(data) > maxJournal || json.Unmarshal(data, &j) != nil || j.Version != journalVersion || len(j.Records) > maxRecords {
		return nil, false
	}
	if slices.ContainsFunc(j.Records, func(r capability.Exchange) bool { return r.Check() != nil }) {
		return nil, false
	}
	return j.Records, true
}

// records are those on a stick, by folder. There can be several journals in one:
// two laptops don't overwrite each other's.
type records map[string][]capability.Exchange

func recordsIn(found []media.Found) records {
	all := make(records)
	stem := strings.TrimSuffix(journalName, path.Ext(journalName))
	for _, f := range found {
		dir, base := path.Split(f.Path)
		if !strings.HasPrefix(strings.ToLower(base), stem) {
			continue
		}
		if read, is := decodeJournal(f.Data); is {
			dir = path.Clean(dir)
			for _, r := range read {
				all[dir] = with(all[dir], r)
			}
		}
	}
	return all
}

// with adds a record in place of an older one of the same exchange. What is known
// is not forgotten for what is not: an answer stays.
func with(all []capability.Exchange, r capability.Exchange) []capability.Exchange {
	i := slices.IndexFunc(all, func(o capability.Exchange) bool { return o.Key == r.Key })
	switch {
	case i < 0:
	case all[i].State == capability.ExchangeAnswered && r.State != capability.ExchangeAnswered, all[i].Times > r.Times && r.State != capability.ExchangeAnswered:
		return all
	default:
		all = slices.Delete(slices.Clone(all), i, i+1)
	}
	all = append(slices.Clip(all), r)
	return all[max(0, len(all)-maxRecords):]
}

// responseTo is the digest of the response that was noted for a request, zero when
// the portal issued none; false: no answer was noted.
func (r records) responseTo(request capability.Digest) (response capability.Digest, answered bool) {
	for _, dir := range r {
		for _, one := range dir {
			if one.Request == request && one.State == capability.ExchangeAnswered {
				return one.Response, true
			}
		}
	}
	return capability.Digest{}, false
}

// knows reports whether a file is the noted response to some request.
func (r records) knows(response capability.Digest) bool {
	for _, dir := range r {
		if slices.ContainsFunc(dir, func(one capability.Exchange) bool { return one.Response == response }) {
			return true
		}
	}
	return false
}

// last finds the record of an exchange, in whichever folder a copy of the request
// was sent from.
func (r records) last(key capability.Digest) (capability.Exchange, bool) {
	for _, dir := range r {
		if i := slices.IndexFunc(dir, func(one capability.Exchange) bool { return one.Key == key }); i >= 0 {
			return dir[i], true
		}
	}
	return capability.Exchange{}, false
}

// journal keeps the records of one folder on the stick, and saves a response with
// the record that tells of it.
type journal struct {
	stick   Stick
	records records
	item    Item
	saved   string // the path of the response; empty: none was saved
	report  capability.Report
}

// Last implements [portal.Journal].
func (j *journal) Last(key capability.Digest) (capability.Exchange, bool) { return j.records.last(key) }

// Note implements [portal.Journal]. The response comes before the record: files are
// saved in their order, and a record without its response would hide a loss.
func (j *journal) Note(ctx context.Context, r capability.Exchange, response []byte) error {
	dir := path.Dir(j.item.Path)
	j.records[dir] = append(slices.DeleteFunc(slices.Clone(j.records[dir]), func(o capability.Exchange) bool { return o.Key == r.Key }), r)
	j.records[dir] = j.records[dir][max(0, len(j.records[dir])-maxRecords):]
	data, err := asciijson.Marshal(journalJSON{journalVersion, j.records[dir]})
	if err != nil {
		return err
	}
	files := []media.File{{Name: journalName, Data: append(data, '\n'), Replace: true, Supersedes: isJournal}}
	if len(response) > 0 {
		files = slices.Insert(files, 0, media.File{Name: answerName(j.item), Data: response})
	}
	saved, err := j.stick.SaveIn(ctx, dir, files, j.report)
	if len(response) > 0 && len(saved) > 0 {
		j.saved = saved[0].Path
	}
	return err
}

func isJournal(old []byte) bool {
	_, is := decodeJournal(old)
	return is
}

func isTooNew(err error) bool { return errors.Is(err, message.ErrVersion) }
