package main

import (
	"context"
	"errors"
	"time"

	"handback/capability"
	"handback/capability/certificate"
	"handback/capability/proof"
	"handback/capability/signature"

	"github.com/spf13/cobra"
)

// certificateOptions are the flags of the command.
type certificateOptions struct {
	out, bundle string
	sign        bool
	portalKeys  []string
	deviceKey   string
}

func newCertificate(f *flags, s streams) *cobra.Command {
	var c certificateOptions
	cmd := &cobra.Command{
		Use:   "certificate ID",
		Short: "Print the certificate of a return, signed if asked, or bundle it with all that proves it",
		Long: `Print what is known about a return: the device, its licenses before and after as
read from it, every file with its SHA-256, who did what and when, what is only
claimed, and the last hash of the journal. If the return is open, the certificate
says that it is NOT FINISHED.

With --sign it is signed with the signing-key of the configuration (a key of
ssh-keygen, from its file or by an ssh-agent), and the signature is written
beside the --out file; without it nothing is written:
ssh-keygen -Y verify -n handback -f SIGNERS -I WHO -s FILE.sig < FILE

With --bundle a zip is written that needs neither this laptop nor Handback to be
checked: the files, what was signed and by which key, the certificate, the
journal, and a page that says how. 'handback prove' checks it.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.check(); err != nil {
				return err
			}
			return f.with(cmd.Context(), s, readsLedger, func(a *app) error { return a.certificate(cmd.Context(), c, args) })
		},
	}
	cmd.Flags().StringVar(&c.out, "out", "", "write to this file, which must not exist yet")
	cmd.Flags().BoolVar(&c.sign, "sign", false, "sign with the configured key")
	cmd.Flags().StringVar(&c.bundle, "bundle", "", "write a zip with all that proves it, which must not exist yet")
	cmd.Flags().StringSliceVar(&c.portalKeys, "portal-key", nil, "with --bundle: a public key of the portal (PEM)")
	cmd.Flags().StringVar(&c.deviceKey, "device-key", "", "with --bundle: the device's public key (PEM), or the file that enrolled it")
	return cmd
}

func (c certificateOptions) check() error {
	switch {
	case c.sign && c.out == "" && c.bundle == "":
		return usagef("a signature is written beside the certificate: say where with --out")
	case c.out != "" && c.bundle != "":
		return usagef("the certificate is in the bundle: leave --out or --bundle away")
	case c.bundle == "" && (len(c.portalKeys) > 0 || c.deviceKey != ""):
		return usagef("keys go into a bundle: say where with --bundle")
	}
	return nil
}

func (a *app) certificate(ctx context.Context, c certificateOptions, args []string) error {
	r, err := a.selectReturn(ctx, args)
	if err != nil {
		return err
	}
	if c.bundle != "" {
		return a.writeBundle(ctx, c, r.ID)
	}
	data, err := a.certify(ctx, r)
	if err != nil || c.out == "" {
		return errors.Join(err, a.bytes(data))
	}
	files := []newFile{{c.out, data}}
	if c.sign {
		signed, err := a.sign(ctx, data, signature.Certificates)
		if err != nil {
			return err
		}
		files = append(files, newFile{c.out + ".sig", signed})
	}
	return writeNew(files...)
}

// certify verifies the return in the ledger and makes its certificate.
func (a *app) certify(ctx context.Context, r capability.Return) ([]byte, error) {
	check, err := a.desk.Verify(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	c, err := certificate.State(r, check.LastHash, time.Now(), a.who())
	if err != nil {
		return nil, err
	}
	if a.json {
		return c.JSON()
	}
	return c.Text()
}

// writeBundle writes a new zip with all that proves a return.
func (a *app) writeBundle(ctx context.Context, c certificateOptions, id capability.ReturnID) error {
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
	if s.Text, err = a.sign(ctx, text, signature.Certificates); err != nil {
		return nil, err
	}
	s.JSON, err = a.sign(ctx, json, signature.Certificates)
	return s, err
}
