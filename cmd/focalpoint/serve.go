package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"focalpoint"
	"focalpoint/internal/linkage"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
)

func newServe(opts *options) *cobra.Command {
	var addr, metrics string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve pages and the API",
		Long: `serve answers on the loopback address unless told otherwise; put a server that
speaks TLS in front of it before others may reach it. The first visitor makes the
administrator.`,
		Example: "  focalpoint serve --data DIR\n  focalpoint serve --db postgres://… --listen 10.0.0.5:8080",
		Args:    exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return by(cmd.Context(), opts, func(a *app) error {
				return a.serve(cmd.Context(), addr, metrics, newLogger(cmd), func(url string) {
					fmt.Fprintf(cmd.OutOrStdout(), "focalpoint is at %s\n", url)
				})
			})
		},
	}
	cmd.Flags().StringVar(&addr, "listen", "127.0.0.1:8480", "address to answer on")
	cmd.Flags().StringVar(&metrics, "metrics", "", "address for /metrics, for example 127.0.0.1:9480; empty for none")
	return cmd
}

func newLogger(cmd *cobra.Command) *slog.Logger {
	if term.IsTerminal(int(os.Stderr.Fd())) {
		return slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
	}
	return slog.New(slog.NewJSONHandler(cmd.ErrOrStderr(), nil))
}

// Limits of the server; drain is how long a graceful stop waits for answers.
const (
	readTimeout  = 60 * time.Second
	writeTimeout = 10 * time.Minute // exports and imports over slow lines
	drain        = 30 * time.Second
)

// serve answers until ctx ends, then drains. It calls started with the
// address once it listens.
func (a *app) serve(ctx context.Context, addr, metrics string, log *slog.Logger, started func(url string)) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return focalpoint.Invalid("serve", "listen", "cannot answer on %s: %v", addr, err)
	}
	a.Review = register.NewReview(a.Register, a.Log, a.Codes, a.Jobs) // large recodings become jobs here
	a.Jobs.Handle(person.SealJob, a.keeper().Handle)
	a.Jobs.Handle(linkage.FindJob, a.Links.Handle)
	a.Importer.Serve(a.Jobs)
	handler, err := a.handler(log)
	if err != nil {
		listener.Close()
		return err
	}
	var stopping atomic.Bool
	server := &http.Server{Handler: health(a.DB, &stopping, handler), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: 2 * time.Minute, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		a.Jobs.Work(work, time.Second, log)
	}()
	go a.follow(work, log)
	if metrics != "" {
		go serveMetrics(ctx, metrics, log)
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	started("http://" + listener.Addr().String() + "/")
	select {
	case err = <-failed:
	case <-ctx.Done():
		stopping.Store(true)
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
		err = server.Shutdown(end)
		cancel()
	}
	stopWork()
	<-worked
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// health answers /healthz (the process lives) and /readyz (it can work).
func health(db *store.DB, stopping *atomic.Bool, next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		var one int
		err := db.QueryRowContext(r.Context(), "SELECT 1").Scan(&one)
		if stopping.Load() || err != nil {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})
	mux.Handle("/", next)
	return mux
}

func serveMetrics(ctx context.Context, addr string, log *slog.Logger) {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.Handler())
	server := &http.Server{Addr: addr, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Error("metrics", "err", err)
	}
}
