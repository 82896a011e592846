package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/proof"
	"handback/tui/text"
)

// writeBundle makes a new file of all that proves a return.
func (a *app) writeBundle(ctx context.Context, c certifying, id capability.ReturnID) error {
	given, err := givenKeys(c.portalKeys, c.deviceKey)
	if err != nil {
		return err
	}
	record, err := a.ledger.Export(ctx, id)
	if err != nil {
		return err
	}
	configured, err := portalKeys(a.config)
	if err != nil {
		return err
	}
	keys := given
	for _, k := range configured {
		keys = append(keys, proof.Key{Of: proof.Portal, Source: capability.KeyConfigured, Public: k})
	}
	for _, k := range record.Return.Seen.Keys {
		keys = append(keys, proof.Key{Of: proof.Portal, Source: capability.KeyOfDevice, Public: k})
	}
	contents := proof.Contents{Record: record, Keys: keys, Issued: time.Now(), IssuedBy: a.who()}
	if c.sign {
		if contents.Signed, err = a.signBoth(ctx, contents); err != nil {
			return err
		}
	}
	data, err := contents.Build()
	if err != nil {
		return err
	}
	return writeNew(newFile{c.bundle, data})
}

// signBoth signs both forms of the certificate in a bundle.
func (a *app) signBoth(ctx context.Context, c proof.Contents) (*proof.Signatures, error) {
	key, err := a.signingKey(ctx)
	if err != nil {
		return nil, err
	}
	text, json, err := c.Certificate()
	if err != nil {
		return nil, err
	}
	s := &proof.Signatures{Key: key.Public()}
	if s.Text, err = a.sign(ctx, text); err != nil {
		return nil, err
	}
	s.JSON, err = a.sign(ctx, json)
	return s, err
}

// givenKeys reads the keys that the command line names.
func givenKeys(portal []string, device string) ([]proof.Key, error) {
	var keys []proof.Key
	for _, name := range portal {
		k, err := readPublicKey(name)
		if err != nil {
			return nil, fmt.Errorf("reading the portal's key: %w", err)
		}
		keys = append(keys, proof.Key{Of: proof.Portal, Source: proof.KeyGiven, Public: k})
	}
	if device == "" {
		return keys, nil
	}
	k, err := readPublicKey(device)
	if err != nil {
		return nil, fmt.Errorf("reading the device's key: %w", err)
	}
	return append(keys, proof.Key{Of: proof.Device, Source: proof.KeyGiven, Public: k}), nil
}

// readPublicKey reads a key from PEM, or from the file that enrolls a device.
func readPublicKey(name string) (capability.PublicKey, error) {
	text, err := readBounded(text.Dropped(name), message.MaxEnrollment+1)
	if err != nil {
		return capability.PublicKey{}, err
	}
	if e, err := message.ReadEnrollment(bytes.NewReader(text)); err == nil {
		return capability.PublicKey(e.PublicKey), nil
	}
	key, err := message.ParsePublicKey(text)
	if err != nil {
		return capability.PublicKey{}, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return capability.PublicKey(key), nil
}
