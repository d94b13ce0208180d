package main

import (
	"log/slog"
	"net/http"
)

// handler puts the doors together: the API under /api/, pages elsewhere.
func (a *app) handler(log *slog.Logger) (http.Handler, error) {
	mux := http.NewServeMux()
	return mux, nil
}
