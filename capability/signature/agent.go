package signature

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

const (
	agentSocket = "SSH_AUTH_SOCK" // names the agent's socket, see ssh-agent(1)
	agentWait   = 5 * time.Second // for the list of keys, which needs nobody's leave
)

// fromAgent gives the key if the agent holds it.
func fromAgent(ctx context.Context, public ssh.PublicKey) (*Key, error) {
	if err := withAgent(ctx, public, func(ssh.Signer) error { return nil }); err != nil {
		return nil, err
	}
	return &Key{public: public}, nil
}

// withAgent calls use with the agent's own signer for that key.
func withAgent(ctx context.Context, public ssh.PublicKey, use func(ssh.Signer) error) error {
	socket := os.Getenv(agentSocket)
	if socket == "" {
		return fmt.Errorf("%w: %s is not set", ErrAgent, agentSocket)
	}
	dialer := net.Dialer{Timeout: agentWait}
	conn, err := dialer.DialContext(ctx, "unix", socket)
	if err != nil {
		return ended(ctx, fmt.Errorf("%w: %w", ErrAgent, err))
	}
	defer conn.Close() // ends the client, too
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if err := conn.SetDeadline(time.Now().Add(agentWait)); err != nil {
		return err
	}
	signers, err := agent.NewClient(conn).Signers()
	if err != nil {
		return ended(ctx, fmt.Errorf("%w: %w", ErrAgent, err))
	}
	if err := conn.SetDeadline(time.Time{}); err != nil { // its user may be asked now
		return ended(ctx, err)
	}
	for _, s := range signers {
		if bytes.Equal(s.PublicKey().Marshal(), public.Marshal()) {
			if err := use(s); err != nil {
				return ended(ctx, fmt.Errorf("%w: %w", ErrAgent, err))
			}
			return nil
		}
	}
	return fmt.Errorf("%w: the one at %s does not hold it", ErrAgent, socket)
}

// ended prefers the end of the context to the error that it led to.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
