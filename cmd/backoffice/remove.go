package main

import (
	"errors"
	"fmt"
	"os"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
	"handback/capability/plainfile"
	"handback/capability/typed"

	"github.com/spf13/cobra"
)

func (p *program) removeCommand() *cobra.Command {
	var host hostFlag
	var activation activationFlag
	var quantity int
	var out string
	remove := &cobra.Command{
		Use:   "remove --device TYPE/VALUE --activation ID [--quantity N] --out STICK",
		Short: "Remove licenses in the portal, and write the response for the device to a stick",
		Long: "Remove licenses of a device in the portal, and write the response that tells the device to a stick.\n" +
			"The quantity is what is TAKEN AWAY; without it all units go. They wait until the device confirms,\n" +
			"unless confirmation is skipped. Each run removes once more; backoffice response writes the same\n" +
			"response again.",
		Args: needs("device", "activation", "out"),
		RunE: p.with(func(cmd *cobra.Command, office *backoffice.Office, _ []string) error {
			if err := checkFolder(out); err != nil {
				return err
			}
			issued, err := office.Remove(cmd.Context(), host.id, activation.id, quantity)
			if err != nil {
				return err
			}
			if err := handOut(cmd, issued, out); err != nil {
				return fmt.Errorf("the licenses are removed, but response %d is not on the stick "+
					"(write it again with backoffice response): %w", issued.Response.Seq, err)
			}
			return nil
		}),
	}
	remove.Flags().Var(&host, "device", "host ID of the device, as `TYPE/VALUE`")
	remove.Flags().Var(&activation, "activation", "activation `ID` of the license")
	remove.Flags().IntVar(&quantity, "quantity", 0, "how many `units` to take away; 0: all")
	remove.Flags().StringVar(&out, "out", "", "`folder` of the stick")
	return remove
}

func (p *program) responseCommand() *cobra.Command {
	var host hostFlag
	var seq uint64
	var out string
	var text bool
	response := &cobra.Command{
		Use:   "response --device TYPE/VALUE [--seq N] (--out STICK | --text)",
		Short: "Write an earlier response to a stick again, with the same bytes, or print it as lines to type",
		Args:  needs("device"),
		RunE: p.with(func(cmd *cobra.Command, office *backoffice.Office, _ []string) error {
			issued, err := office.Response(cmd.Context(), host.id, seq)
			if err != nil {
				return err
			}
			if text {
				return printTyped(cmd, typed.Message{Kind: capability.PortalResponse, Data: issued.Bytes})
			}
			return handOut(cmd, issued, out)
		}),
	}
	response.Flags().Var(&host, "device", "host ID of the device, as `TYPE/VALUE`")
	response.Flags().Uint64Var(&seq, "seq", 0, "`number` of the response; 0: the newest")
	response.Flags().StringVar(&out, "out", "", "`folder` of the stick")
	response.Flags().BoolVar(&text, "text", false, "print numbered lines to type")
	response.MarkFlagsMutuallyExclusive("out", "text")
	response.MarkFlagsOneRequired("out", "text")
	return response
}

// handOut writes a response to a stick and says where it lies.
func handOut(cmd *cobra.Command, issued backoffice.Issued, stick string) error {
	written, err := issued.Save(stick)
	if err != nil {
		return err
	}
	where := "written to"
	if written.Kept {
		where = "is there already as"
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: response %d %s %s%s\n", issued.Response.Host, issued.Response.Seq,
		where, capability.Printable(written.Path), noteSummary(issued.Response.Notes))
	return err
}

var errNoFolder = errors.New("this is not a folder")

// checkFolder finds a mistyped path before the portal removes anything.
func checkFolder(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%w: %s", errNoFolder, path)
	}
	return err
}

func (p *program) obsoleteCommand() *cobra.Command {
	var host hostFlag
	var declaration string
	obsolete := &cobra.Command{
		Use:   "obsolete --device TYPE/VALUE --declaration FILE",
		Short: "Write off a dead device, for ever, and release its licenses",
		Long: "Write off a device on the declaration that it is dead. All units that it holds, and all that wait\n" +
			"for its confirmation, become available without proof. This is permanent: the device can never get\n" +
			"a license again. If it still works, its licenses are in use twice.",
		Args: needs("device", "declaration"),
		RunE: p.with(func(cmd *cobra.Command, office *backoffice.Office, _ []string) error {
			data, err := plainfile.Read(declaration, message.MaxDeclaration+1, nil)
			if err != nil {
				return err
			}
			changes, err := office.Obsolete(cmd.Context(), host.id, data)
			if err != nil {
				return err
			}
			if len(changes) == 0 {
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: obsolete already, nothing changed\n", host.id)
				return err
			}
			return printChanges(cmd, host.id, changes)
		}),
	}
	obsolete.Flags().Var(&host, "device", "host ID of the device, as `TYPE/VALUE`")
	obsolete.Flags().StringVar(&declaration, "declaration", "", "`file` in which a person declares it dead")
	return obsolete
}
