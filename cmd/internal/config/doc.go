// Package config reads the tool's configuration file, which is TOML 1.0. Every
// key may be left out:
//
//	confirmation  = "required"          # the portal's setting; or "skipped", "unknown" (the default)
//	operator      = "kim"               # noted with every fact; default: the user's name
//	signing-key   = "~/.ssh/handback"   # key that signs, or its .pub with the key in an ssh-agent; default: all stays unsigned
//	trusted-signers = "signers"         # whose signatures count, see ssh-keygen(1), ALLOWED SIGNERS; default: nobody's
//	portal-keys   = ["portal.pem"]      # public keys (PEM) that responses and receipts are checked with; default: those that a device trusts
//	slip-template = "slip.txt"          # wording of the hand-over slip, for other portals
//	state         = "/srv/handback"     # folder of the ledger; default: the user's state folder
//	group         = 0x4C43              # number of the device's licensing group
//	baud          = 115200              # speed of the serial line, bits a second
//	line-buffers  = 2                   # lines that the device's SMP console holds at once; default: found out
//	profile       = "linux-fne"         # the device's console: a built-in profile or a file, "./x200.toml"; default: it speaks SMP
//
//	[stick]                             # what the site asks of USB sticks
//	serials     = ["60A44C413FAE"]      # only these; default: any
//	release     = "required"            # before it is taken out; or "optional" (the default)
//	scan-record = true                  # before anything that it brought is loaded; default: false
//
// A path that isn't absolute starts in the folder of the file, one that begins
// with ~/ in the user's home. A key that isn't known is an error.
package config
