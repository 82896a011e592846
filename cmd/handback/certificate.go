package main

import (
	"errors"
	"os"
	"time"

	"handback/capability"
	"handback/capability/certificate"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func newCertificate(f *flags, s streams) *cobra.Command {
	var out string
	var sign bool
	cmd := &cobra.Command{
		Use:   "certificate ID",
		Short: "Print the certificate of a return, signed if asked",
		Long: `Print what is known of a return: the device, its licenses before and after as
read from it, every file with its SHA-256, who did what and when, which of it is
only claimed, and the last hash of the journal. Of an open return it says that
it is NOT FINISHED.

With --sign it is signed with the signing-key of the configuration (Ed25519, the
signature format of SSH), and the signature is written beside the --out file:
ssh-keygen -Y verify -n handback -f SIGNERS -I WHO -s FILE.sig < FILE`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if sign && out == "" {
				return usagef("a signature is written beside the certificate: say where with --out")
			}
			return f.with(cmd.Context(), s, reads, func(a *app) error {
				r, err := a.named(cmd.Context(), args)
				if err != nil {
					return err
				}
				data, err := a.certify(cmd, r)
				if err != nil || out == "" {
					return errors.Join(err, a.bytes(data))
				}
				return a.writeCertificate(out, data, sign)
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write to this file, which must not exist yet")
	cmd.Flags().BoolVar(&sign, "sign", false, "sign with the configured key")
	return cmd
}

// certify makes the certificate after the record was checked.
func (a *app) certify(cmd *cobra.Command, r capability.Return) ([]byte, error) {
	check, err := a.desk.Verify(cmd.Context(), r.ID)
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

// writeCertificate makes new files only: a certificate is never overwritten.
func (a *app) writeCertificate(out string, data []byte, sign bool) error {
	if err := writeNew(out, data); err != nil || !sign {
		return err
	}
	if a.config.SigningKey == "" {
		return usagef("no signing-key is configured")
	}
	signature, err := certificate.Sign(data, a.config.SigningKey, a.passphrase)
	if err != nil {
		return err
	}
	return writeNew(out+".sig", signature)
}

func writeNew(name string, data []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Sync(), file.Close())
}

// passphrase asks for the passphrase of the signing key on the terminal.
func (a *app) passphrase() ([]byte, error) {
	in, ok := a.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return nil, usagef("the signing key has a passphrase, and there is no terminal to ask for it")
	}
	a.prompt("Passphrase of the signing key: ")
	defer a.tell("")
	return term.ReadPassword(int(in.Fd()))
}
