package web

import (
	"focalpoint/internal/worldmap"
)

// seizureMapDrawing answers with the State, or the whole of an exercise, to choose
// a place on: the form of a seizure fetches it when it has scripts, so that the
// form itself stays small. Without scripts the point is written by hand.
func (s *site) seizureMapDrawing(rq *request) error {
	o := worldmap.Options{ID: "pick", Title: rq.P.T("web.map-pick"), RTL: rq.P.Dir() == "rtl", Shapes: s.Shapes}
	if len(s.Shapes) == 0 {
		o.Focus = string(s.Home)
	}
	h := rq.W.Header()
	h.Set("Content-Type", "image/svg+xml; charset=utf-8")
	h.Set("Cache-Control", "private, max-age=86400")
	_, err := rq.W.Write([]byte(worldmap.Draw(o).SVG))
	return ignoreGone(err)
}
