package main

import (
	"errors"
	"time"

	"handback/capability"
	"handback/capability/certificate"

	"github.com/spf13/cobra"
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

With --sign it is signed with the signing-key of the configuration (a key of
ssh-keygen, from its file or by an ssh-agent), and the signature is written
beside the --out file; without it nothing is written:
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
				files := []newFile{{out, data}}
				if sign {
					signed, err := a.sign(cmd.Context(), data)
					if err != nil {
						return err
					}
					files = append(files, newFile{out + ".sig", signed})
				}
				return writeNew(files...)
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
