package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/chart"
	"focalpoint/internal/flows"
	"focalpoint/internal/register"
	"focalpoint/internal/seizure"
	"focalpoint/internal/trace"
	"focalpoint/internal/worldmap"
)

// homeData is what needs the reader today.
type homeData struct {
	Waiting   []waiting
	Alarms    []register.AlarmRow
	Map       *worldmap.Figure
	Trend     *chart.Figure
	Indicator []flows.Indicator
	Latest    []seizure.Row
	Year      int
}

// waiting is one thing that waits, with where it is worked off.
type waiting struct {
	N    int64
	Key  string
	Href string
	Warn bool
}

func (s *site) home(rq *request) error {
	var d homeData
	var err error
	if rq.User.May(access.ReadItems) {
		if d.Alarms, err = s.Register.Alarms(rq.R.Context(), "", 8); err != nil {
			return err
		}
	}
	if err := s.homeWaiting(rq, &d); err != nil {
		return err
	}
	if rq.User.May(access.ReadSeizures) {
		page, err := s.Seizures.List(rq.R.Context(), seizure.Filter{Limit: 8, Sort: "-first_day"})
		if err != nil {
			return err
		}
		d.Latest = page.Rows
		if d.Map, err = s.seizureMap(rq, seizure.Filter{Limit: 400, Sort: "-first_day", Mapped: true}); err != nil {
			return err
		}
	}
	if rq.User.May(access.ReadFigures) {
		if err := s.homeFigures(rq, &d); err != nil {
			return err
		}
	}
	return s.render(rq, http.StatusOK, "home", rq.P.T("web.nav-home"), d)
}

func (s *site) homeWaiting(rq *request, d *homeData) error {
	if rq.User.May(access.ReadTraces) {
		board, err := s.Traces.BoardAt(rq.R.Context(), s.Log.Now())
		if err != nil {
			return err
		}
		if board.Overdue > 0 {
			d.Waiting = append(d.Waiting, waiting{board.Overdue, "web.home-overdue", "/traces?need=overdue", true})
		}
		for _, n := range []trace.Need{trace.NeedReply, trace.NeedIdentify, trace.NeedData, trace.NeedAsk, trace.NeedFollowUp} {
			if v := board.ByNeed[string(n)]; v > 0 {
				d.Waiting = append(d.Waiting, waiting{v, "web.home-" + string(n), "/traces?need=" + string(n), n == trace.NeedReply})
			}
		}
	}
	if rq.User.May(access.Review) {
		n, err := s.Review.Count(rq.R.Context())
		if err != nil {
			return err
		}
		if n > 0 {
			d.Waiting = append(d.Waiting, waiting{n, "web.home-review", "/review", false})
		}
	}
	if rq.User.May(access.WriteSeizures) {
		drafts, err := s.Seizures.Drafts(rq.R.Context(), rq.User.ID)
		if err != nil {
			return err
		}
		if len(drafts) > 0 {
			d.Waiting = append(d.Waiting, waiting{int64(len(drafts)), "web.home-drafts", "/seizures", false})
		}
	}
	return nil
}

func (s *site) homeFigures(rq *request, d *homeData) error {
	years, _, err := s.Figures.Years(rq.R.Context())
	if err != nil || len(years) == 0 {
		return err
	}
	trend, err := s.trend(rq, years)
	if err != nil {
		return err
	}
	d.Trend = &trend
	d.Year = s.Log.Now().Year() - 1 // the year whose return is due
	if d.Year > years[len(years)-1] {
		d.Year = years[len(years)-1]
	}
	r, err := s.Figures.Return(rq.R.Context(), flows.Query{Year: d.Year, State: s.Home})
	if err != nil {
		return err
	}
	if len(r.Indicator) > 2 {
		r.Indicator = r.Indicator[:2]
	}
	d.Indicator = r.Indicator
	return nil
}

// seizureMap draws seizures with a point, those of one place together.
func (s *site) seizureMap(rq *request, f seizure.Filter) (*worldmap.Figure, error) {
	page, err := s.Seizures.List(rq.R.Context(), f)
	if err != nil || len(page.Rows) == 0 {
		return nil, err
	}
	type spot struct{ lat, lon string }
	at := map[spot]int{}
	o := worldmap.Options{ID: "seizures", Title: rq.P.T("web.map-seizures"), RTL: rq.P.Dir() == "rtl", Number: func(v float64) string { return rq.P.Number(v) }, Shapes: s.Shapes}
	if len(s.Shapes) == 0 {
		o.Focus = string(s.Home)
	}
	for _, r := range page.Rows {
		k := spot{strconv.FormatFloat(r.Place.Lat, 'f', 1, 64), strconv.FormatFloat(r.Place.Lon, 'f', 1, 64)}
		arms := float64(max(r.Firearms, 1))
		if i, ok := at[k]; ok {
			o.Bubbles[i].Value += arms
			continue
		}
		at[k] = len(o.Bubbles)
		o.Bubbles = append(o.Bubbles, worldmap.Bubble{At: worldmap.Point{Lat: r.Place.Lat, Lon: r.Place.Lon}, Value: arms, Label: r.Place.Text, Href: "/seizures?text=" + url.QueryEscape(r.Place.Text)})
	}
	for i := range o.Bubbles {
		b := &o.Bubbles[i]
		b.Label = fmt.Sprintf("%s: %s", b.Label, rq.P.Number(b.Value))
	}
	fig := worldmap.Draw(o)
	return &fig, nil
}

func (s *site) notFound(rq *request) error {
	return focalpoint.Errorf("web", focalpoint.KindNotFound, "there is no page at %s", rq.R.URL.Path)
}
