package backoffice

import (
	"context"
	"database/sql"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
)

// issue gives the response its ID, seals it and keeps it. The error is a
// [message.ErrTooLarge] when it does not fit into a message.
func (o *Office) issue(ctx context.Context, tx *sql.Tx, a about, r *message.Response) ([]byte, error) {
	var err error
	if r.ID, err = message.NewID(o.random); err != nil {
		return nil, err
	}
	data, err := seal.Response(*r, o.key)
	if err != nil {
		return nil, err
	}
	digest := capability.DigestOf(data)
	_, err = tx.ExecContext(ctx, `INSERT INTO issued (device, seq, answers, sha256, message, issued_at, expires)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		a.device, int64(r.Seq), a.requestColumn(), digest[:], data, seconds(r.Issued), seconds(r.Expires))
	if err != nil {
		return nil, err
	}
	event := Change{Kind: requestAnswered, Seq: r.Seq, Text: "SHA-256 " + digest.String()}
	if a.request == nil {
		event.Kind = responseIssued
	}
	return data, note(ctx, tx, r.Issued, a, event)
}
