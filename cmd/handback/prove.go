package main

import (
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/proof"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

func newProve(f *flags, s streams) *cobra.Command {
	var portal []string
	var device string
	cmd := &cobra.Command{
		Use:   "prove FILE.zip",
		Short: "Say what a bundle proves, and by whom",
		Long: `Check a bundle that 'handback certificate --bundle' made, and say what is
proved by the portal's signature, what by the device's, what only the laptop
says, and what nobody proves. No ledger is needed.

The keys in the bundle are only what the laptop says. Get the portal's public
key from the portal's owner and the device's from whoever enrolled it, and name
them here. Exit status: 0 when the bundle is whole and the portal's signature
proves the credit.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			keys, err := givenKeys(portal, device)
			if err != nil {
				return err
			}
			return s.prove(text.Dropped(args[0]), keys, f.json)
		},
	}
	cmd.Flags().StringSliceVar(&portal, "portal-key", nil, "a public key of the portal (PEM)")
	cmd.Flags().StringVar(&device, "device-key", "", "the device's public key (PEM), or the file that enrolled it")
	return cmd
}

func (s streams) prove(name string, keys []proof.Key, asJSON bool) error {
	data, err := readBounded(name, proof.MaxBundle+1)
	if err != nil {
		return err
	}
	public := map[proof.Party][]capability.PublicKey{}
	for _, k := range keys {
		public[k.Of] = append(public[k.Of], k.Public)
	}
	v, err := proof.Check(data, public[proof.Portal], public[proof.Device])
	if err != nil {
		return err
	}
	if asJSON {
		return errors.Join(printJSON(s.out, v), v.Err())
	}
	s.lines(text.Proof(v))
	return v.Err()
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
