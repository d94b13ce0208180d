package web

import (
	"net/http"

	assets "focalpoint/web"
)

// asset is the address of a style sheet, script or picture, with its checksum
// in the name; "" when it was not built, and then the page leaves it out.
func (s *site) asset(name string) string { return assets.Path(name) }

// static serves them. They never change under their name and may be kept.
func (s *site) static(mux *http.ServeMux) { mux.Handle("GET /static/", assets.Handler("/static/")) }
