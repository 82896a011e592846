package backoffice

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/message"
)

// Reply is the answer to a request.
type Reply struct {
	Request  message.Request
	Response message.Response
	Bytes    []byte // the sealed response
	Again    bool   // the request had been answered before, with the same bytes
}

// ErrReused says that a device used a request ID twice for different requests.
var ErrReused = errors.New("its request ID was used for another request")

// Process answers a sealed request, in one transaction. The same request gets
// the same bytes again. A request that can't be answered is a *[RefusedError];
// data that is no request gives the errors of [message.Decode], unwrapped.
func (o *Office) Process(ctx context.Context, data []byte) (Reply, error) {
	m, err := message.Decode(data)
	if err != nil {
		return Reply{}, err
	}
	if err := m.Want(message.KindRequest); err != nil {
		return Reply{}, err
	}
	var reply Reply
	err = o.db.Change(ctx, func(tx *sql.Tx) error {
		var err error
		reply, err = o.answer(ctx, tx, m, data)
		return err
	})
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		return Reply{}, errors.Join(err, o.noteRefusal(ctx, m, refused))
	}
	if err != nil {
		return Reply{}, fmt.Errorf("processing a request: %w", err)
	}
	return reply, nil
}

func (o *Office) answer(ctx context.Context, tx *sql.Tx, m *message.Message, data []byte) (Reply, error) {
	row, err := loadDevice(ctx, tx, m.Request.Host)
	switch {
	case errors.Is(err, ErrUnknownDevice):
		return Reply{}, &RefusedError{err}
	case err != nil:
		return Reply{}, err
	}
	if err := verify(m, row.key); err != nil {
		return Reply{}, &RefusedError{err}
	}
	if err := row.books.Admit(); err != nil {
		return Reply{}, &RefusedError{err}
	}
	if earlier, err := answeredBefore(ctx, tx, row.id, m); err != nil || earlier.Again {
		return earlier, err
	}
	if err := loadIssued(ctx, tx, &row, m.Request.Last); err != nil {
		return Reply{}, err
	}
	ids := make([]capability.ActivationID, len(m.Request.Lines))
	for i, line := range m.Request.Lines {
		ids[i] = line.ActivationID
	}
	if err := o.loadEntitlements(ctx, tx, &row, ids); err != nil {
		return Reply{}, err
	}
	return o.decide(ctx, tx, row, m, data)
}

// decide applies the rule and writes the outcome.
func (o *Office) decide(ctx context.Context, tx *sql.Tx, row deviceRow, m *message.Message, data []byte) (Reply, error) {
	terms, err := o.terms(ctx, tx)
	if err != nil {
		return Reply{}, err
	}
	decision := row.books.Decide(*m.Request, terms)
	a := about{row.id, &m.Request.ID}
	_, err = tx.ExecContext(ctx, `INSERT INTO requests (device, id, sha256, message, received_at) VALUES ($1, $2, $3, $4, $5)`,
		row.id, m.Request.ID[:], m.Digest[:], data, seconds(terms.Now))
	if err != nil {
		return Reply{}, err
	}
	w := write{
		tx: tx, about: a, at: terms.Now,
		before: row.books, after: decision.After, changes: decision.Changes,
	}
	if err := w.run(ctx); err != nil {
		return Reply{}, err
	}
	reply := Reply{Request: *m.Request, Response: decision.Response}
	reply.Bytes, err = o.issue(ctx, tx, a, &reply.Response)
	if errors.Is(err, message.ErrTooLarge) {
		err = &RefusedError{fmt.Errorf("its response would not fit: %w", err)}
	}
	return reply, err
}

// verify tells a signature that is wrong from one of another key.
func verify(m *message.Message, key ed25519.PublicKey) error {
	err := m.Verify(key)
	if err != nil && m.KeyID != message.KeyIDOf(key) {
		return fmt.Errorf("%w: %w", ErrClone, err)
	}
	return err
}

// answeredBefore gives the reply to the same request, if there was one.
func answeredBefore(ctx context.Context, tx *sql.Tx, device int64, m *message.Message) (Reply, error) {
	var digest capability.Digest
	var response []byte
	err := tx.QueryRowContext(ctx, `SELECT r.sha256, i.message FROM requests r
		JOIN issued i ON i.device = r.device AND i.answers = r.id
		WHERE r.device = $1 AND r.id = $2`, device, m.Request.ID[:]).Scan(digestColumn{&digest}, &response)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Reply{}, nil
	case err != nil:
		return Reply{}, err
	case digest != m.Digest:
		return Reply{}, &RefusedError{fmt.Errorf("%w: %s, SHA-256 %s, not %s", ErrReused, m.Request.ID, digest.Short(), m.Digest.Short())}
	}
	kept, err := message.Decode(response)
	if err != nil {
		return Reply{}, fmt.Errorf("the kept response: %w", err)
	}
	return Reply{Request: *m.Request, Response: *kept.Response, Bytes: response, Again: true}, nil
}
