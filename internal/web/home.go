package web

import (
	"net/http"

	"focalpoint"
	"focalpoint/internal/register"
)

// homeData is what needs the reader today.
type homeData struct {
	Alarms []register.AlarmRow
}

func (s *site) home(rq *request) error {
	alarms, err := s.Register.Alarms(rq.R.Context(), "", 10)
	if err != nil {
		return err
	}
	return s.render(rq, http.StatusOK, "home", rq.P.T("web.nav-home"), homeData{Alarms: alarms})
}

func (s *site) notFound(rq *request) error {
	return focalpoint.Errorf("web", focalpoint.KindNotFound, "there is no page at %s", rq.R.URL.Path)
}
