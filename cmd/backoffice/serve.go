package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"handback/capability/backoffice"
	"handback/capability/backoffice/endpoint"
	"handback/capability/backoffice/users"
	"handback/capability/backoffice/web"

	"github.com/spf13/cobra"
)

// serving is what the flags of serve say.
type serving struct {
	listen      string
	cert, key   string
	behindProxy bool
	users       string
	faults      []string
	played      []endpoint.Fault
}

// Limits of connections.
const (
	headerTime   = 10 * time.Second
	readTime     = 2 * time.Minute // an upload of 64 MiB over a slow line
	writeTime    = 3 * time.Minute
	idleTime     = 2 * time.Minute
	maxHeader    = 32 << 10         // bytes
	shutdownTime = 30 * time.Second // for requests in flight
)

func (p *program) serveCommand() *cobra.Command {
	var s serving
	serve := &cobra.Command{
		Use:   "serve --listen ADDRESS [--tls-cert FILE --tls-key FILE | --behind-proxy] [--users FILE]",
		Short: "Be the portal on the network: pages for people, and the endpoints for devices and programs",
		Long:  serveHelp(),
		Args: func(cmd *cobra.Command, args []string) error {
			if err := cobra.NoArgs(cmd, args); err != nil {
				return err
			}
			return s.check()
		},
		RunE: p.with(func(cmd *cobra.Command, office *backoffice.Office, _ []string) error {
			return s.run(cmd.Context(), office, cmd.OutOrStdout(), cmd.ErrOrStderr())
		}),
	}
	f := serve.Flags()
	f.StringVar(&s.listen, "listen", "127.0.0.1:8443", "`address` to listen on")
	f.StringVar(&s.cert, "tls-cert", "", "`file` with the certificate and those above it, PEM")
	f.StringVar(&s.key, "tls-key", "", "`file` with its private key, PEM")
	f.BoolVar(&s.behindProxy, "behind-proxy", false, "a proxy in front ends TLS, and sets X-Forwarded-For")
	f.StringVar(&s.users, "users", "", "`file` of the users; without it there is only the device endpoint")
	f.StringArrayVar(&s.faults, "fault", nil, "for TRAINING only: play a bad `day`, KIND or KIND:TIMES; may be repeated")
	serve.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	serve.MarkFlagsMutuallyExclusive("tls-cert", "behind-proxy")
	return serve
}

func serveHelp() string {
	var text strings.Builder
	text.WriteString(`Serve the portal until the program is ended; requests in flight are finished then.

  /                                         pages for people, with a login
  /deviceservices                           the endpoint that devices call; no login
  /flexnet/services/[vN/]ManageDeviceService  the SOAP web service, with a login

Without TLS it listens on this machine only, unless a proxy is in front. Several servers may share the books
and the users. The log goes to the standard error.

For TRAINING and tests, never for real books: --fault plays bad days at the endpoints, for all requests or,
with :TIMES after it, for that many. The kinds:

`)
	for _, h := range endpoint.FaultKinds() {
		kind := string(h.Kind)
		if h.Kind == endpoint.Slow {
			kind += "=2s"
		}
		fmt.Fprintf(&text, "  %-15s %s\n", kind, h.Text)
	}
	return text.String()
}

var errNoTLS = errors.New("without --tls-cert or --behind-proxy only an address of this machine can be listened on, as 127.0.0.1:8443")

// check finds out whether the flags fit each other.
func (s *serving) check() error {
	host, _, err := net.SplitHostPort(s.listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	if ip := net.ParseIP(host); s.cert == "" && !s.behindProxy && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errNoTLS
	}
	for _, text := range s.faults {
		fault, err := endpoint.ParseFault(text)
		if err != nil {
			return err
		}
		s.played = append(s.played, fault)
	}
	return nil
}

// run serves until ctx ends.
func (s *serving) run(ctx context.Context, office *backoffice.Office, out, logged io.Writer) error {
	log := slog.New(slog.NewTextHandler(logged, nil))
	handler, err := s.handler(office, log)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.listen)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: handler, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
	}
	ended := make(chan error, 1)
	go func() {
		if s.cert != "" {
			ended <- server.ServeTLS(listener, s.cert, s.key)
		} else {
			ended <- server.Serve(listener)
		}
	}()
	scheme := "http"
	if s.cert != "" {
		scheme = "https"
	}
	fmt.Fprintf(out, "the portal is at %s://%s/\n", scheme, listener.Addr())
	for _, f := range s.faults {
		log.Warn("a bad day is played; this is no portal for real books", "fault", f)
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	log.Info("ending; requests in flight are finished")
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	return errors.Join(server.Shutdown(last), closed(<-ended))
}

// closed takes away the error of a server that ended as it should.
func closed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// handler puts the pages and the endpoints together.
func (s *serving) handler(office *backoffice.Office, log *slog.Logger) (http.Handler, error) {
	o := endpoint.Options{Office: office, Address: s.address, Log: log, Faults: s.played}
	mux := http.NewServeMux()
	if s.users != "" {
		store, err := users.Open(s.users)
		if err != nil {
			return nil, err
		}
		o.Users = store
		pages, err := web.New(web.Options{
			Office: office, Users: store, Secure: s.cert != "" || s.behindProxy, Address: s.address, Now: time.Now, Log: log,
		})
		if err != nil {
			return nil, err
		}
		mux.Handle("/", pages)
	}
	endpoints := endpoint.New(o)
	mux.Handle("/deviceservices", endpoints)
	mux.Handle("/deviceservices/", endpoints)
	mux.Handle("/flexnet/", endpoints)
	return mux, nil
}

// address is from where a request came: what the proxy says that is in front, or
// the other end of the connection.
func (s *serving) address(r *http.Request) string {
	if s.behindProxy {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(all[len(all)-1]); last != "" {
			return last
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
