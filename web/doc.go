// Package web holds what browsers load beside the pages: the style sheet, which
// needs no build, and the islands, small scripts that "make web" bundles into
// dist. Both are embedded and served from addresses that hold a digest of the
// content, so that browsers keep them until they change.
//
//	mux.Handle("GET /static/", web.Handler(web.Prefix))
//	web.Path("style.css")  // "/static/3f9c0a12b4de/style.css"
//	web.Path("map.js")          // "" when the islands are not built: leave the script element out
//
// What may be relied on: nothing is ever loaded from another host; without the
// islands every page works, only zoom, dragging, drafts and shortcuts are absent; answers are
// compressed where the browser takes it. It knows nothing of pages or of the field.
// The classes pages may use are listed at the head of style/style.css, the data
// attributes that bring an island to life at the head of each file in src.
package web
